// The kernel's state as plain typed arrays: what a chunk needs to be computed without the chunks before it. Only cells
// whose averages are alive are kept, the book as its non-empty levels, and the last valid window's rows, so that a
// chunk which opens with invalid windows can still show the picture before them. Ordered by tick: equal states give
// equal checkpoints.
import type { Tick } from '../../../contracts/units.ts';
import {
  type Cells,
  NO_VELOCITY_SLOTS,
  PAGE_SHIFT,
  PAGE_TICKS,
  VELOCITIES,
  VELOCITY_SLOTS,
} from './cells.ts';
import { AVERAGES } from './decay.ts';
import type { FlowRows, FlowValues } from './flow.ts';
import type { WindowEnds } from './frame.ts';

export interface GoldCheckpoint {
  readonly validWindows: number;
  readonly spotTick: Tick;
  readonly bestBidTick: Tick;
  readonly bestAskTick: Tick;
  readonly hasRest: boolean;
  /** Cells with living averages: lattice 0 B, 1 A, 2 L; four averages a cell. */
  readonly cellLattice: Uint8Array;
  readonly cellTick: Int32Array;
  readonly cellTouched: Int32Array;
  readonly cellAverages: Float64Array;
  /** Of those, the ones with flow in the last three valid windows, by index: four averages before and three velocities. */
  readonly recentCell: Int32Array;
  readonly recentAveragesBefore: Float64Array;
  readonly recentVelocities: Float64Array;
  /** The book at the end of the last valid window. */
  readonly levelSide: Uint8Array;
  readonly levelTick: Int32Array;
  readonly levelQty: Int32Array;
  readonly levelRest: Int32Array;
  /** Rows of the last valid window. */
  readonly flow: FlowValues;
  /** States of the kernels that go along with this one. */
  readonly companions: readonly GoldCheckpoint[];
}

export interface KernelState {
  readonly cells: Cells;
  readonly validWindows: number;
  readonly deadAge: number;
  readonly ends: WindowEnds;
  readonly flow: FlowRows;
  readonly companions: readonly GoldCheckpoint[];
}

export function checkpointFromState(state: KernelState): GoldCheckpoint {
  const { validWindows, ends, flow } = state;
  return {
    validWindows,
    spotTick: ends.spotTick,
    bestBidTick: ends.bestBidTick,
    bestAskTick: ends.bestAskTick,
    hasRest: ends.hasRest,
    ...livingCells(state),
    ...levels(state.cells),
    flow: sliceFlow(flow),
    companions: state.companions,
  };
}

/** Fills empty cells from a checkpoint and returns the rest of the state. */
export function restoreState(
  checkpoint: GoldCheckpoint,
  cells: Cells,
): Omit<KernelState, 'cells' | 'deadAge' | 'companions'> {
  const { cellLattice, cellTick, cellTouched, cellAverages, recentCell } = checkpoint;
  for (let i = 0; i < cellTick.length; i++) {
    const cell = cells.ensure(cellTick[i]);
    const lattice = cells.lattices[cellLattice[i]];
    lattice.touched[cell] = cellTouched[i];
    lattice.averages.set(cellAverages.subarray(i * AVERAGES, (i + 1) * AVERAGES), cell * AVERAGES);
  }
  for (let i = 0; i < recentCell.length; i++) {
    const cell = cells.ensure(cellTick[recentCell[i]]);
    const lattice = cells.lattices[cellLattice[recentCell[i]]];
    const before = checkpoint.recentAveragesBefore.subarray(i * AVERAGES, (i + 1) * AVERAGES);
    const velocities = checkpoint.recentVelocities.subarray(i * VELOCITIES, (i + 1) * VELOCITIES);
    lattice.averagesBefore.set(before, cell * AVERAGES);
    lattice.velocities.set(velocities, cell * VELOCITY_SLOTS + NO_VELOCITY_SLOTS);
  }
  for (let i = 0; i < checkpoint.levelTick.length; i++) {
    const cell = cells.ensure(checkpoint.levelTick[i]);
    cells.qty[checkpoint.levelSide[i]][cell] = checkpoint.levelQty[i];
    cells.rest[checkpoint.levelSide[i]][cell] = checkpoint.levelRest[i];
  }
  const { validWindows, spotTick, bestBidTick, bestAskTick, hasRest, flow } = checkpoint;
  return {
    validWindows,
    ends: { spotTick, bestBidTick, bestAskTick, hasRest },
    flow: { rows: flow, from: 0, to: flow.tick.length },
  };
}

function livingCells({ cells, validWindows, deadAge }: KernelState) {
  const lattice: number[] = [];
  const tick: number[] = [];
  const touched: number[] = [];
  const averages: number[] = [];
  const recent: number[] = [];
  const before: number[] = [];
  const velocities: number[] = [];
  for (const [page, slot] of cells.pages()) {
    for (let offset = 0; offset < PAGE_TICKS; offset++) {
      const cell = (slot << PAGE_SHIFT) | offset;
      for (let l = 0; l < cells.lattices.length; l++) {
        const memory = cells.lattices[l];
        const age = validWindows - memory.touched[cell];
        if (memory.touched[cell] === 0 || age >= deadAge) continue;
        if (age < VELOCITIES) {
          recent.push(tick.length);
          for (let k = 0; k < AVERAGES; k++) before.push(memory.averagesBefore[cell * AVERAGES + k]);
          const latest = cell * VELOCITY_SLOTS + NO_VELOCITY_SLOTS;
          for (let k = 0; k < VELOCITIES; k++) velocities.push(memory.velocities[latest + k]);
        }
        lattice.push(l);
        tick.push((page << PAGE_SHIFT) | offset);
        touched.push(memory.touched[cell]);
        for (let k = 0; k < AVERAGES; k++) averages.push(memory.averages[cell * AVERAGES + k]);
      }
    }
  }
  return {
    cellLattice: Uint8Array.from(lattice),
    cellTick: Int32Array.from(tick),
    cellTouched: Int32Array.from(touched),
    cellAverages: Float64Array.from(averages),
    recentCell: Int32Array.from(recent),
    recentAveragesBefore: Float64Array.from(before),
    recentVelocities: Float64Array.from(velocities),
  };
}

function levels(cells: Cells) {
  const side: number[] = [];
  const tick: number[] = [];
  const qty: number[] = [];
  const rest: number[] = [];
  for (const [page, slot] of cells.pages()) {
    for (let offset = 0; offset < PAGE_TICKS; offset++) {
      const cell = (slot << PAGE_SHIFT) | offset;
      for (let s = 0; s < cells.qty.length; s++) {
        if (cells.qty[s][cell] === 0) continue;
        side.push(s);
        tick.push((page << PAGE_SHIFT) | offset);
        qty.push(cells.qty[s][cell]);
        rest.push(cells.rest[s][cell]);
      }
    }
  }
  return {
    levelSide: Uint8Array.from(side),
    levelTick: Int32Array.from(tick),
    levelQty: Int32Array.from(qty),
    levelRest: Int32Array.from(rest),
  };
}

function sliceFlow({ rows, from, to }: FlowRows): FlowValues {
  return {
    side: rows.side.slice(from, to),
    tick: rows.tick.slice(from, to),
    start: rows.start.slice(from, to),
    add: rows.add.slice(from, to),
    pull: rows.pull.slice(from, to),
    fill: rows.fill.slice(from, to),
    end: rows.end.slice(from, to),
    rest: rows.rest.slice(from, to),
  };
}
