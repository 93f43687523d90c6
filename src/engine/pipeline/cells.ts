// The cells of one window as published tables: silver exact, gold as the fields are at that second.

import { DEPTH_AND_FLOW, NULL_INT16, NULL_INT32, physicsSurfaceSpec } from '../../../contracts/datasets.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import { type ColumnsOf, encodeTable } from '../../../contracts/tables.ts';
import { tsFromWindow } from '../../../contracts/units.ts';
import { type GoldRows, goldRowsFromFrame, type TickRange } from '../../core/fields/gold-table.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { FLAG_AGGREGATED, type SilverChunk } from '../../core/silver/chunk.ts';
import { type SilverCells, SilverReader } from '../../core/silver/flow-reader.ts';
import type { GoldDay } from './gold-day.ts';

export interface WindowCells {
  readonly valid: boolean;
  /** Arrow stream of the table; without rows where the window is not valid. */
  readonly table: Uint8Array;
}

export const GOLD_TABLE = physicsSurfaceSpec(FIELDS.all);

const MAX_REL_TICKS = 0x7fff;
const NONE = new Int32Array(0);
const NO_CELLS: SilverCells = {
  length: 0,
  side: new Uint8Array(0),
  tick: NONE,
  start: NONE,
  add: NONE,
  pull: NONE,
  fill: NONE,
  end: NONE,
  rest: NONE,
  pullRest: NONE,
  orders: NONE,
};

export function silverCells(
  chunk: SilverChunk,
  window: number,
  dayStartNanos: bigint,
  range: TickRange,
): WindowCells {
  const cells = new SilverReader(chunk).read(window);
  const { columns, length } = depthAndFlowColumns(chunk, window, cells ?? NO_CELLS, dayStartNanos, range);
  return { valid: cells !== undefined, table: encodeTable(DEPTH_AND_FLOW, columns, length) };
}

/** A window's cells as the columns of depth_and_flow_1s. */
export function depthAndFlowColumns(
  chunk: SilverChunk,
  window: number,
  cells: SilverCells,
  dayStartNanos: bigint,
  range: TickRange,
): { readonly columns: ColumnsOf; readonly length: number } {
  const kept = indicesWithin(cells, range);
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (i) => column[i] as number);
  const spot = chunk.snapshots.spotTick[window - chunk.windowFrom];
  const ticks = pick(cells.tick);
  const aggregated = (chunk.snapshots.flags[window - chunk.windowFrom] & FLAG_AGGREGATED) !== 0;
  const columns = {
    window_end_ts_ns: new BigInt64Array(kept.length).fill(tsFromWindow(window + 1, dayStartNanos)),
    // Stub quotes lie farther off than the column can say.
    rel_ticks: Int16Array.from(ticks, (tick) =>
      Math.abs(tick - spot) > MAX_REL_TICKS ? NULL_INT16 : tick - spot,
    ),
    side: Uint8Array.from(kept, (i) => cells.side[i] as number),
    price_tick: ticks,
    depth_qty_start: pick(cells.start),
    add_qty: pick(cells.add),
    pull_qty_total: pick(cells.pull),
    fill_qty: pick(cells.fill),
    depth_qty_end: pick(cells.end),
    depth_qty_rest: aggregated ? new Int32Array(kept.length).fill(NULL_INT32) : pick(cells.rest),
    pull_qty_rest: pick(cells.pullRest),
    order_count_end: pick(cells.orders),
  };
  return { columns, length: kept.length };
}

export async function goldCells(
  day: GoldDay,
  window: number,
  dayStartNanos: bigint,
  lattice: Lattice,
  range: TickRange,
  signal: AbortSignal,
): Promise<WindowCells> {
  let rows: GoldRows | null = null;
  const valid = await day.frame(window, lattice, signal, (frame) => {
    rows = goldRowsFromFrame(frame, tsFromWindow(window + 1, dayStartNanos), range);
  });
  const { columns, length } = (rows as GoldRows | null) ?? emptyGoldRows();
  return { valid, table: encodeTable(GOLD_TABLE, columns, length) };
}

function emptyGoldRows(): GoldRows {
  return {
    length: 0,
    columns: {
      window_end_ts_ns: new BigInt64Array(0),
      lattice: new Uint8Array(0),
      price_tick: new Int32Array(0),
      rel_ticks: new Int16Array(0),
      rel_ticks_side: new Int16Array(0),
      ...Object.fromEntries(FIELDS.all.map(({ id }) => [id, new Float32Array(0)])),
    },
  };
}

function indicesWithin(cells: SilverCells, { tickFrom, tickTo }: TickRange): Int32Array {
  const lo = tickFrom ?? Number.NEGATIVE_INFINITY;
  const hi = tickTo ?? Number.POSITIVE_INFINITY;
  const kept: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells.tick[i] >= lo && cells.tick[i] <= hi) kept.push(i);
  return Int32Array.from(kept);
}
