// One cell looked at from outside: its lots in the last valid window and what it remembers, as explanations need them.
// Reads what the kernel keeps and changes nothing.
import type { Tick } from '../../../contracts/units.ts';
import {
  type Cells,
  LINE,
  NO_VELOCITY_SLOTS,
  PAGE_MASK,
  PAGE_SHIFT,
  VELOCITIES,
  VELOCITY_SLOTS,
} from './cells.ts';
import { AVERAGES, type Decay } from './decay.ts';
import type { FlowRows } from './flow.ts';
import type { CellLots, CellMemory } from './terms.ts';

const EMPTY: CellLots = { start: 0, add: 0, pull: 0, fill: 0, end: 0, rest: 0 };
const NO_MEMORY: CellMemory = { velocities: [0, 0, 0], averages: [0, 0, 0, 0], averagesBefore: [0, 0, 0, 0] };

/** Lots of a tick: of one side, or of both where `lattice` is the line. A cell without a row has not changed. */
export function lotsOfCell(cells: Cells, flow: FlowRows, lattice: number, tick: Tick): CellLots {
  if (lattice !== LINE) return lotsOfSide(cells, flow, lattice, tick);
  const [bid, ask] = [lotsOfSide(cells, flow, 0, tick), lotsOfSide(cells, flow, 1, tick)];
  return {
    start: bid.start + ask.start,
    add: bid.add + ask.add,
    pull: bid.pull + ask.pull,
    fill: bid.fill + ask.fill,
    end: bid.end + ask.end,
    rest: bid.rest + ask.rest,
  };
}

function lotsOfSide(cells: Cells, { rows, from, to }: FlowRows, side: number, tick: Tick): CellLots {
  for (let row = from; row < to; row++) {
    if (rows.tick[row] !== tick || rows.side[row] !== side) continue;
    return {
      start: rows.start[row],
      add: rows.add[row],
      pull: rows.pull[row],
      fill: rows.fill[row],
      end: rows.end[row],
      rest: rows.rest[row],
    };
  }
  const cell = cellOf(cells, tick);
  if (cell < 0) return EMPTY;
  const lots = cells.qty[side][cell];
  return { ...EMPTY, start: lots, end: lots, rest: cells.rest[side][cell] };
}

/** Velocities and averages of a cell after the valid window number `now`, and after the one before. */
export function memoryOfCell(
  cells: Cells,
  { factors, deadAge }: Decay,
  lattice: number,
  tick: Tick,
  now: number,
): CellMemory {
  const cell = cellOf(cells, tick);
  const { touched, averages, averagesBefore, velocities } = cells.lattices[lattice];
  if (cell < 0 || touched[cell] === 0) return NO_MEMORY;
  const age = now - touched[cell];
  const faded = (windows: number): number[] =>
    Array.from({ length: AVERAGES }, (_, k) =>
      windows < deadAge ? averages[cell * AVERAGES + k] * factors[windows * AVERAGES + k] : 0,
    );
  const latest = cell * VELOCITY_SLOTS + NO_VELOCITY_SLOTS;
  const velocity = (windowsAgo: number): number =>
    windowsAgo >= age && windowsAgo - age < VELOCITIES ? velocities[latest + windowsAgo - age] : 0;
  return {
    velocities: [velocity(0), velocity(1), velocity(2)],
    averages: faded(age),
    averagesBefore:
      age > 0 ? faded(age - 1) : Array.from(averagesBefore.subarray(cell * AVERAGES, (cell + 1) * AVERAGES)),
  };
}

function cellOf(cells: Cells, tick: Tick): number {
  const slot = cells.slotOf(tick >> PAGE_SHIFT);
  return slot < 0 ? -1 : (slot << PAGE_SHIFT) | (tick & PAGE_MASK);
}
