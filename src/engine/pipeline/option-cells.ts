// Rows of silver/depth_and_flow_1s_opt: the cells of a day of options, whose ticks number its series, with strike, right
// and expiry written out.
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import {
  DEPTH_AND_FLOW_OPT,
  physicsSurfaceOptSpec,
  strikeFields,
} from '../../../contracts/option-datasets.ts';
import { type OptionRight, strikesDayId } from '../../../contracts/options.ts';
import { type ColumnsOf, encodeTable } from '../../../contracts/tables.ts';
import { tsFromWindow } from '../../../contracts/units.ts';
import type { GoldRows } from '../../core/fields/gold-table.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { FLAG_AGGREGATED, type SilverChunk } from '../../core/silver/chunk.ts';
import { type SilverCells, SilverReader } from '../../core/silver/flow-reader.ts';
import type { StoredDay } from '../store/details.ts';
import type { Store } from '../store/store.ts';
import type { WindowCells } from './cells.ts';
import type { Gold } from './gold.ts';
import type { ParamSet } from './param-set.ts';
import { strikeRowsFromFrame } from './strike-rows.ts';

/** Strikes to give, 1e-9, both ends included; absent = all. */
export interface StrikeRange {
  readonly strikeFrom?: bigint;
  readonly strikeTo?: bigint;
}

/** The cells of one window; empty where the instrument has no options in it. */
export async function optionCells(
  store: Store,
  dayId: string,
  window: number,
  range: StrikeRange,
): Promise<WindowCells> {
  const day = store.optionsDay(dayId);
  const info = day?.chunks.find(
    ({ windowFrom, windowCount }) => window >= windowFrom && window < windowFrom + windowCount,
  );
  if (!day || !info) return { valid: false, table: encodeTable(DEPTH_AND_FLOW_OPT, EMPTY, 0) };
  const chunk = await store.readChunk(day.summary.dayId, info);
  const cells = new SilverReader(chunk).read(window);
  const { columns, length } = cells
    ? optionColumns(day, chunk, window, cells, range)
    : { columns: EMPTY, length: 0 };
  return { valid: cells !== undefined, table: encodeTable(DEPTH_AND_FLOW_OPT, columns, length) };
}

/** Fields of the strikes in one window of one right and lattice; empty where there are no options or no valid window. */
export async function strikeCells(
  { store, gold }: { readonly store: Store; readonly gold: Gold },
  at: {
    readonly dayId: string;
    readonly window: number;
    readonly lattice: Lattice;
    readonly right: OptionRight;
    readonly set: ParamSet;
  },
  { strikeFrom, strikeTo }: StrikeRange,
  signal: AbortSignal,
): Promise<WindowCells> {
  let rows: GoldRows = { length: 0, columns: EMPTY_GOLD };
  const day = store.optionsDay(at.dayId) && gold.day(strikesDayId(at.dayId, at.right), at.set);
  const { summary } = store.day(at.dayId);
  const end = tsFromWindow(at.window + 1, BigInt(summary.dayStartNanos));
  const valid =
    day !== null &&
    (await day.frame(at.window, at.lattice, signal, (frame) => {
      const step = BigInt(day.source.day().summary.tickSizeNanos);
      const range = {
        tickFrom: strikeFrom === undefined ? undefined : Math.ceil(Number(strikeFrom) / Number(step)),
        tickTo: strikeTo === undefined ? undefined : Math.floor(Number(strikeTo) / Number(step)),
      };
      rows = strikeRowsFromFrame(frame, at.right, end, step, range, FIELD_IDS);
    }));
  return { valid, table: encodeTable(STRIKE_TABLE, rows.columns, rows.length) };
}

/** A window's cells as the columns of the table, by expiry, strike, right and side. */
export function optionColumns(
  { options, summary }: StoredDay,
  chunk: SilverChunk,
  window: number,
  cells: SilverCells,
  { strikeFrom, strikeTo }: StrikeRange,
): { readonly columns: ColumnsOf; readonly length: number } {
  const series = (options?.series ?? []).map(({ strike, right, expiry }) => ({
    strike: BigInt(strike),
    right: right === 'C' ? 0 : 1,
    expiry: BigInt(expiry),
  }));
  const of = (i: number) => series[cells.tick[i]] as (typeof series)[number];
  const kept: number[] = [];
  for (let i = 0; i < cells.length; i++) {
    const { strike } = of(i);
    if (strikeFrom !== undefined && strike < strikeFrom) continue;
    if (strikeTo !== undefined && strike > strikeTo) continue;
    kept.push(i);
  }
  kept.sort((a, b) => {
    const [one, other] = [of(a), of(b)];
    return (
      Number(one.expiry - other.expiry) ||
      Number(one.strike - other.strike) ||
      one.right - other.right ||
      cells.side[a] - cells.side[b]
    );
  });
  const length = kept.length;
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (i) => column[i]);
  const aggregated = (chunk.snapshots.flags[window - chunk.windowFrom] & FLAG_AGGREGATED) !== 0;
  const columns = {
    window_end_ts_ns: new BigInt64Array(length).fill(tsFromWindow(window + 1, BigInt(summary.dayStartNanos))),
    expiry_ts_ns: BigInt64Array.from(kept, (i) => of(i).expiry),
    strike_price_int: BigInt64Array.from(kept, (i) => of(i).strike),
    right: Uint8Array.from(kept, (i) => of(i).right),
    side: Uint8Array.from(kept, (i) => cells.side[i]),
    depth_qty_start: pick(cells.start),
    add_qty: pick(cells.add),
    pull_qty_total: pick(cells.pull),
    fill_qty: pick(cells.fill),
    depth_qty_end: pick(cells.end),
    depth_qty_rest: aggregated ? new Int32Array(length).fill(NULL_INT32) : pick(cells.rest),
    pull_qty_rest: pick(cells.pullRest),
    order_count_end: pick(cells.orders),
  };
  return { columns, length };
}

const STRIKE_TABLE = physicsSurfaceOptSpec(FIELDS.all);
const FIELD_IDS = strikeFields(FIELDS.all).map(({ id }) => id);
const INTS = new Int32Array(0);
const LONGS = new BigInt64Array(0);
const EMPTY: ColumnsOf = Object.fromEntries(
  DEPTH_AND_FLOW_OPT.columns.map(({ name, type }) => [
    name,
    type === 'int64' ? LONGS : type === 'uint8' ? new Uint8Array(0) : INTS,
  ]),
);
const EMPTY_GOLD: GoldRows['columns'] = Object.fromEntries(
  STRIKE_TABLE.columns.map(({ name, type }) => [
    name,
    type === 'int64'
      ? LONGS
      : type === 'uint8'
        ? new Uint8Array(0)
        : type === 'int16'
          ? new Int16Array(0)
          : new Float32Array(0),
  ]),
);
