// One cell looked at from outside: its lots in the last valid window and what it remembers, as explanations need them.
// Reads what the kernel keeps and changes nothing.
import type { Tick } from '../../../contracts/units.ts';
import { type Cells, LINE, SIDES } from './cells.ts';
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
  const levels = cells.levels(cells.find(tick), cells.cellOf(tick));
  return { ...EMPTY, start: levels[side], end: levels[side], rest: levels[SIDES.length + side] };
}

/** Velocities and averages of a cell after the valid window number `now`, and after the one before. */
export function memoryOfCell(
  cells: Cells,
  { factors, deadAge }: Decay,
  lattice: number,
  tick: Tick,
  now: number,
): CellMemory {
  const page = cells.find(tick);
  const cell = cells.cellOf(tick);
  const touched = cells.touched(page, lattice)[cell];
  if (touched === 0) return NO_MEMORY;
  const age = now - touched;
  const averages = cells.averages(page, lattice, cell);
  const before = cells.averagesBefore(page, lattice, cell);
  const velocities = cells.velocities(page, lattice, cell);
  const faded = (windows: number): number[] =>
    Array.from(averages, (average, k) => (windows < deadAge ? average * factors[windows * AVERAGES + k] : 0));
  const velocity = (windowsAgo: number): number => velocities[windowsAgo - age] ?? 0;
  return {
    velocities: [velocity(0), velocity(1), velocity(2)],
    averages: faded(age),
    averagesBefore: age > 0 ? faded(age - 1) : Array.from(before),
  };
}
