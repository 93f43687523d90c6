// The kernel's state as plain typed arrays: what a chunk needs to be computed without the chunks before it. Only cells
// whose averages are alive are kept, the book as its non-empty levels, and the last valid window's rows, so that a
// chunk which opens with invalid windows can still show the picture before them. Ordered by tick: equal states give
// equal checkpoints.
import { LATTICES } from '../../../contracts/fields.ts';
import type { Tick } from '../../../contracts/units.ts';
import { type Cells, SIDES, VELOCITIES } from './cells.ts';
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
    const page = cells.ensure(cellTick[i]);
    const cell = cells.cellOf(cellTick[i]);
    cells.touched(page, cellLattice[i])[cell] = cellTouched[i];
    const averages = cellAverages.subarray(i * AVERAGES, (i + 1) * AVERAGES);
    cells.averages(page, cellLattice[i], cell).set(averages);
  }
  for (let i = 0; i < recentCell.length; i++) {
    const page = cells.ensure(cellTick[recentCell[i]]);
    const cell = cells.cellOf(cellTick[recentCell[i]]);
    const lattice = cellLattice[recentCell[i]];
    const before = checkpoint.recentAveragesBefore.subarray(i * AVERAGES, (i + 1) * AVERAGES);
    const velocities = checkpoint.recentVelocities.subarray(i * VELOCITIES, (i + 1) * VELOCITIES);
    cells.averagesBefore(page, lattice, cell).set(before);
    cells.velocities(page, lattice, cell).set(velocities);
  }
  for (let i = 0; i < checkpoint.levelTick.length; i++) {
    const page = cells.ensure(checkpoint.levelTick[i]);
    const levels = cells.levels(page, cells.cellOf(checkpoint.levelTick[i]));
    const side = checkpoint.levelSide[i];
    levels[side] = checkpoint.levelQty[i];
    levels[SIDES.length + side] = checkpoint.levelRest[i];
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
  for (const [firstTick, page] of cells.pages()) {
    const touchedIn = LATTICES.map((_, l) => cells.touched(page, l));
    for (let cell = 0; cell < cells.pageTicks; cell++) {
      for (let l = 0; l < touchedIn.length; l++) {
        const last = touchedIn[l][cell];
        const age = validWindows - last;
        if (last === 0 || age >= deadAge) continue;
        if (age < VELOCITIES) {
          recent.push(tick.length);
          before.push(...cells.averagesBefore(page, l, cell));
          velocities.push(...cells.velocities(page, l, cell));
        }
        lattice.push(l);
        tick.push(firstTick + cell);
        touched.push(last);
        averages.push(...cells.averages(page, l, cell));
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
  for (const [firstTick, page] of cells.pages()) {
    for (let cell = 0; cell < cells.pageTicks; cell++) {
      const levels = cells.levels(page, cell);
      for (const s of SIDES) {
        if (levels[s] === 0) continue;
        side.push(s);
        tick.push(firstTick + cell);
        qty.push(levels[s]);
        rest.push(levels[SIDES.length + s]);
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
