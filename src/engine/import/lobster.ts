// LOBSTER message + orderbook CSVs → a day of DBN. The messages are read twice: once to see that every row is sound and
// how fine the prices are, so that a broken file leaves nothing behind, then to be converted.
import type { TsNanos } from '../../../contracts/units.ts';
import { CENT_NANOS, decimalTick, malformedLine } from './csv-lines.ts';
import { DbnDayWriter } from './dbn-day.ts';
import { LobsterConversion, type LobsterCounts } from './lobster-conversion.ts';
import {
  firstLobsterBookRow,
  LOBSTER_TYPES,
  type LobsterLevel,
  lobsterDayFromName,
  lobsterMessages,
} from './lobster-format.ts';

export interface LobsterReport extends Readonly<LobsterCounts> {
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly symbol: string;
  readonly tickSizeNanos: bigint;
  readonly records: number;
  readonly openingLevels: number;
}

const DATASET = 'LOBSTER';

/** Throws a FaultError on files that are not LOBSTER's; nothing is left behind then. */
export async function importLobster(
  messagePath: string,
  orderbookPath: string,
  folder: string,
): Promise<LobsterReport> {
  const { symbol, dayStart } = lobsterDayFromName(messagePath);
  const opening = await firstLobsterBookRow(orderbookPath);
  const { tickSizeNanos, firstTs, lastTs } = await surveyLobster(messagePath, dayStart, opening.levels);
  const instrument = { dataset: DATASET, symbol, tickSizeNanos, instrumentClass: 'K', currency: 'USD' };
  const writer = new DbnDayWriter(folder, instrument, firstTs, lastTs);
  const conversion = new LobsterConversion(writer, opening.levels);
  try {
    for await (const message of lobsterMessages(messagePath, dayStart)) conversion.add(message);
    writer.finish();
  } catch (error) {
    writer.discard();
    throw error;
  }
  const { mboPath, definitionPath, records } = writer;
  const openingLevels = opening.levels.length;
  return { mboPath, definitionPath, symbol, tickSizeNanos, records, openingLevels, ...conversion.counts };
}

export interface LobsterSurvey {
  /** A cent, or what finer prices need. */
  readonly tickSizeNanos: bigint;
  readonly messages: number;
  readonly firstTs: TsNanos;
  readonly lastTs: TsNanos;
}

/** Reads all messages once. Throws a FaultError at the first that is none, or where there is none. */
export async function surveyLobster(
  path: string,
  dayStart: TsNanos,
  opening: readonly LobsterLevel[],
): Promise<LobsterSurvey> {
  let tickSizeNanos = opening.reduce((tick, level) => decimalTick(tick, level.priceNanos), CENT_NANOS);
  let messages = 0;
  let firstTs = dayStart;
  let lastTs = dayStart;
  for await (const message of lobsterMessages(path, dayStart)) {
    if (messages === 0) firstTs = message.ts;
    messages += 1;
    lastTs = message.ts;
    // Hidden executions may print between ticks; only what rests has to lie on one.
    if (message.type === LOBSTER_TYPES.add) tickSizeNanos = decimalTick(tickSizeNanos, message.priceNanos);
  }
  if (messages === 0) throw malformedLine(path, 1, 'is missing: the file has no messages');
  return { tickSizeNanos, messages, firstTs, lastTs };
}
