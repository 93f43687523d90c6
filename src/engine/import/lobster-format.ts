// LOBSTER's two CSV files as values: messages and orderbook rows, by the readme that comes with its sample files.
// Prices are dollars × 10000, times are seconds since midnight on the exchange's clock, the date is in the file's name.
import { basename } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { FaultError } from '../../../contracts/errors.ts';
import type { TsNanos } from '../../../contracts/units.ts';
import { type CsvLine, csvLines, integerFromDecimal, malformedLine } from './csv-lines.ts';

export const LOBSTER_TYPES = {
  add: 1,
  partialCancel: 2,
  delete: 3,
  execution: 4,
  hiddenExecution: 5,
  cross: 6,
  halt: 7,
} as const;

export const NANOS_PER_PRICE_UNIT = 100_000n;

export interface LobsterMessage {
  readonly ts: TsNanos;
  /** One of LOBSTER_TYPES. */
  readonly type: number;
  readonly orderId: bigint;
  readonly sizeLots: number;
  readonly priceNanos: bigint;
  /** Of the resting order. */
  readonly side: 'B' | 'A';
}

export interface LobsterLevel {
  readonly side: 'B' | 'A';
  readonly priceNanos: bigint;
  readonly sizeLots: number;
}

/** One row: the non-empty levels, best first on each side, and how many a side could have had. */
export interface LobsterBookRow {
  readonly levels: readonly LobsterLevel[];
  readonly depth: number;
}

export interface LobsterDay {
  readonly symbol: string;
  /** Midnight of the day on the exchange's clock. */
  readonly dayStart: TsNanos;
  /** Messages tell of this many best levels. */
  readonly levels: number;
}

const EXCHANGE_ZONE = 'America/New_York';
const NO_LEVEL_PRICE = 9_999_999_999n;
const MAX_SIZE = 0xfffffffen;
const LATEST_NANOS = 86_400_000_000_000n;

/**
 * AAPL_2012-06-21_34200000_57600000_message_10.csv → symbol, and midnight of that day in New York.
 * Throws `import_name_invalid` as a FaultError.
 */
export function lobsterDayFromName(path: string): LobsterDay {
  const parts = /^([^_]+)_(\d{4}-\d{2}-\d{2})_\d+_\d+_message_(\d+)\./.exec(basename(path));
  try {
    const midnight = Temporal.PlainDate.from(parts?.[2] as string).toZonedDateTime(EXCHANGE_ZONE);
    return {
      symbol: parts?.[1] as string,
      dayStart: midnight.epochNanoseconds,
      levels: Number(parts?.[3]),
    };
  } catch {
    throw new FaultError({
      code: 'import_name_invalid',
      message: 'The file is not named as LOBSTER names message files, so its symbol and date are unknown.',
      file: path,
      hint: 'Give it its name back: TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv.',
    });
  }
}

/** Throws `import_row_invalid` at the first row that is no message. */
export async function* lobsterMessages(path: string, dayStart: TsNanos): AsyncGenerator<LobsterMessage> {
  for await (const line of csvLines(path)) yield lobsterMessageFrom(path, line, dayStart);
}

export function lobsterMessageFrom(path: string, line: CsvLine, dayStart: TsNanos): LobsterMessage {
  const [time, type, id, size, price, direction] = line.cells;
  const nanos = nanosFromSeconds(time);
  const orderId = integerFromDecimal(id, 0);
  const priceUnits = integerFromDecimal(price, 0);
  const sizeLots = integerFromDecimal(size, 0);
  if (nanos === null || nanos < 0n || nanos >= LATEST_NANOS || orderId === null || priceUnits === null) {
    throw malformedLine(path, line.number, 'is no LOBSTER message');
  }
  if (!/^[1-7]$/.test(type ?? '')) throw malformedLine(path, line.number, `has the unknown type "${type}"`);
  if (sizeLots === null || sizeLots < 0n || sizeLots > MAX_SIZE) {
    throw malformedLine(path, line.number, `has the impossible size "${size}"`);
  }
  if (direction !== '1' && direction !== '-1') {
    throw malformedLine(path, line.number, `has the unknown direction "${direction}"`);
  }
  return {
    // A day on which New York changes its clocks is a Sunday: no seconds of trading are counted across the change.
    ts: dayStart + nanos,
    type: Number(type),
    orderId: BigInt.asUintN(64, orderId),
    sizeLots: Number(sizeLots),
    priceNanos: priceUnits * NANOS_PER_PRICE_UNIT,
    side: direction === '1' ? 'B' : 'A',
  };
}

/** Real files hold a few times with digits beyond the nanosecond, left by arithmetic on doubles: they are rounded. */
function nanosFromSeconds(text: string | undefined): bigint | null {
  const femtos = integerFromDecimal(text, 15);
  return femtos === null ? null : (femtos + 500_000n) / 1_000_000n;
}

/** Throws `import_row_invalid` at the first row that is none of an orderbook. */
export async function* lobsterBookRows(path: string): AsyncGenerator<LobsterBookRow> {
  for await (const line of csvLines(path)) yield lobsterBookRowFrom(path, line);
}

/** The first row of an orderbook file. */
export async function firstLobsterBookRow(path: string): Promise<LobsterBookRow> {
  for await (const row of lobsterBookRows(path)) return row;
  throw malformedLine(path, 1, 'is missing: the file has no rows');
}

function lobsterBookRowFrom(path: string, { number, cells }: CsvLine): LobsterBookRow {
  if (cells.length % 4 !== 0) throw malformedLine(path, number, 'does not have four columns a level');
  const levels: LobsterLevel[] = [];
  for (let i = 0; i < cells.length; i += 2) {
    const price = integerFromDecimal(cells[i], 0);
    const size = integerFromDecimal(cells[i + 1], 0);
    if (price === null || size === null || size < 0n || size > MAX_SIZE) {
      throw malformedLine(path, number, `has a level that is none, "${cells[i]},${cells[i + 1]}"`);
    }
    if (price === NO_LEVEL_PRICE || price === -NO_LEVEL_PRICE || size === 0n) continue;
    levels.push({
      side: i % 4 === 0 ? 'A' : 'B',
      priceNanos: price * NANOS_PER_PRICE_UNIT,
      sizeLots: Number(size),
    });
  }
  return { levels, depth: cells.length / 4 };
}
