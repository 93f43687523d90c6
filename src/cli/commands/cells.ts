// fieldbook cells FILE --at T --table silver|gold|silver_opt|gold_opt: the cells of the window that holds T.

import { DEPTH_AND_FLOW, physicsSurfaceSpec, type TableSpec } from '../../../contracts/datasets.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import { type DaySummary, PROTOCOL_VERSION } from '../../../contracts/messages.ts';
import { DEPTH_AND_FLOW_OPT, physicsSurfaceOptSpec } from '../../../contracts/option-datasets.ts';
import type { OptionRight } from '../../../contracts/options.ts';
import { NANOS_PER_SECOND, tsFromWindow, windowFromTs } from '../../../contracts/units.ts';
import { type CliIo, CommandError, jsonText, tableText } from '../output.ts';
import { type ParamsOption, readParams } from '../params.ts';
import { type Row, rowsFromPayload } from '../rows.ts';
import type { Session } from '../session.ts';
import { parseTime, resolveTime, type TimeArgument, timeText } from '../time.ts';
import { snapshotRows } from './windows.ts';

export const CELL_TABLES = ['silver', 'gold', 'silver_opt', 'gold_opt'] as const;

export interface CellsOptions extends ParamsOption {
  readonly at: string;
  readonly table: (typeof CELL_TABLES)[number];
  readonly lattice?: Lattice;
  readonly right?: OptionRight;
  /** Ticks from spot that are shown, each way. */
  readonly range?: number;
  readonly instrument?: string;
  readonly json?: boolean;
}

export async function runCells(
  io: CliIo,
  session: Session,
  file: string,
  options: CellsOptions,
): Promise<number> {
  const at = parseTime(options.at);
  const params = readParams(options.params, io.folder);
  const day = dayAt(session.daysOf(await session.open(file), options.instrument), at);
  const dayStart = BigInt(day.dayStartNanos);
  const window = windowFromTs(resolveTime(at, dayStart), dayStart);
  const start = tsFromWindow(window, dayStart);
  const [snapshot] = await snapshotRows(session, day, start, start + NANOS_PER_SECOND);
  if (!snapshot) throw new CommandError(`${day.symbol} has nothing at ${timeText(start)}: ${spanText(day)}.`);
  const spot = snapshot['spot_tick'] as number | null;
  const { result, payload } = await session.peer.call('day.cells', {
    dayId: day.dayId,
    window,
    table: options.table,
    params,
    ...(options.right === undefined ? {} : { right: options.right }),
    ...(options.lattice === undefined ? {} : { lattice: options.lattice }),
    ...(options.range === undefined || spot === null
      ? {}
      : { tickFrom: spot - options.range, tickTo: spot + options.range }),
  });
  const spec = await specOf(session, options.table);
  const rows = payload ? rowsFromPayload(spec, payload) : [];
  const cells = {
    table: spec.id,
    symbol: day.symbol,
    instrument_id: day.instrumentId,
    window_end_ts_ns: start + NANOS_PER_SECOND,
    window_valid: result.valid,
    spot_tick: spot,
    ...(options.table.startsWith('gold') ? { params_hash: result.paramsHash } : {}),
    rows,
  };
  io.write(options.json ? jsonText(cells) : cellsText(rows));
  if (!result.valid && options.table.endsWith('_opt') && snapshot['window_valid'] === 1)
    io.writeError(`${day.symbol} has no options at ${timeText(start)}.\n`);
  else if (!result.valid)
    io.writeError(`The window that begins at ${timeText(start)} is not valid: it has no cells.\n`);
  return 0;
}

async function specOf(session: Session, table: CellsOptions['table']): Promise<TableSpec> {
  if (table === 'silver') return DEPTH_AND_FLOW;
  if (table === 'silver_opt') return DEPTH_AND_FLOW_OPT;
  const { result } = await session.peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
  return table === 'gold' ? physicsSurfaceSpec(result.catalogue) : physicsSurfaceOptSpec(result.catalogue);
}

/** The day that holds the time; a time of day means the first day. */
export function dayAt(days: readonly DaySummary[], at: TimeArgument): DaySummary {
  const first = days[0] as DaySummary;
  if (at.kind === 'ofDay') return first;
  const day = days.find((candidate) => {
    const start = BigInt(candidate.dayStartNanos);
    return at.nanos >= start && at.nanos < start + 86_400n * NANOS_PER_SECOND;
  });
  if (!day)
    throw new CommandError(
      `${first.symbol} has no data on the day of ${timeText(at.nanos)}: ${spanText(first)}.`,
    );
  return day;
}

function spanText(day: DaySummary): string {
  return `its data runs from ${timeText(BigInt(day.firstTsNanos))} to ${timeText(BigInt(day.lastTsNanos))}`;
}

function cellsText(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'window_end_ts_ns');
  return rows.length === 0
    ? ''
    : tableText(
        names,
        rows.map((row) => names.map((name) => row[name])),
      );
}
