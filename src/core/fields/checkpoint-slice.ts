// A kernel's state as a few prices have it: what a walk over a slice of silver (../silver/chunk-slice.ts) begins from.
import type { Tick } from '../../../contracts/units.ts';
import { VELOCITIES } from './cells.ts';
import type { GoldCheckpoint } from './checkpoint.ts';
import { AVERAGES } from './decay.ts';
import type { FlowValues } from './flow.ts';

type Column = Uint8Array | Int32Array | Float64Array;

/** The state of ticks `from` … `to` - 1; that of the kernels that go along stays whole. */
export function sliceCheckpoint(checkpoint: GoldCheckpoint, from: Tick, to: Tick): GoldCheckpoint {
  const cells = rowsWithin(checkpoint.cellTick, from, to);
  const levels = rowsWithin(checkpoint.levelTick, from, to);
  const place = new Map(Array.from(cells, (cell, i) => [cell, i]));
  const recent = Int32Array.from(checkpoint.recentCell.keys()).filter((i) =>
    place.has(checkpoint.recentCell[i]),
  );
  return {
    ...checkpoint,
    cellLattice: pick(checkpoint.cellLattice, cells),
    cellTick: pick(checkpoint.cellTick, cells),
    cellTouched: pick(checkpoint.cellTouched, cells),
    cellAverages: pick(checkpoint.cellAverages, cells, AVERAGES),
    recentCell: recent.map((i) => place.get(checkpoint.recentCell[i]) ?? 0),
    recentAveragesBefore: pick(checkpoint.recentAveragesBefore, recent, AVERAGES),
    recentVelocities: pick(checkpoint.recentVelocities, recent, VELOCITIES),
    levelSide: pick(checkpoint.levelSide, levels),
    levelTick: pick(checkpoint.levelTick, levels),
    levelQty: pick(checkpoint.levelQty, levels),
    levelRest: pick(checkpoint.levelRest, levels),
    flow: sliceFlow(checkpoint.flow, from, to),
  };
}

function sliceFlow(flow: FlowValues, from: Tick, to: Tick): FlowValues {
  const rows = rowsWithin(flow.tick, from, to);
  return {
    side: pick(flow.side, rows),
    tick: pick(flow.tick, rows),
    start: pick(flow.start, rows),
    add: pick(flow.add, rows),
    pull: pick(flow.pull, rows),
    fill: pick(flow.fill, rows),
    end: pick(flow.end, rows),
    rest: pick(flow.rest, rows),
  };
}

function rowsWithin(ticks: Int32Array, from: Tick, to: Tick): Int32Array {
  return Int32Array.from(ticks.keys()).filter((row) => ticks[row] >= from && ticks[row] < to);
}

/** Rows of `width` values each. */
function pick<T extends Column>(column: T, rows: Int32Array, width = 1): T {
  const out = new (column.constructor as new (length: number) => T)(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < width; k++) out[i * width + k] = column[rows[i] * width + k];
  return out;
}
