// Fills the seed planes of one lattice from the state of its cells: one pass over the pages in view, then the window's
// flow on top. Reads state, never writes it, so that publishing cannot change a later number.
import {
  type Cells,
  type LatticeCells,
  LINE,
  PAGE_MASK,
  PAGE_SHIFT,
  PAGE_TICKS,
  VELOCITIES,
} from './cells.ts';
import { AVERAGES, type Decay } from './decay.ts';
import type { SeedId } from './field.ts';
import type { FlowRows } from './flow.ts';

/** Planes that a filler writes; the two sides' u_ema_8 are other lattices' planes. */
export type SeedPlanes = Readonly<Record<Exclude<SeedId, 'bid_u_ema_8' | 'ask_u_ema_8'>, Float64Array>>;

export class SeedFiller {
  readonly #decay: Decay;
  /** depth at the opening minus depth at the end, of cells with flow. */
  readonly #opening: Float64Array;

  constructor(decay: Decay, planeLength: number) {
    this.#decay = decay;
    this.#opening = new Float64Array(planeLength);
  }

  /** All seeds of a lattice for planes that start at `tickLo`, as of the last valid window. */
  fill(
    cells: Cells,
    lattice: number,
    planes: SeedPlanes,
    tickLo: number,
    validWindow: number,
    flow: FlowRows,
  ): void {
    planes.liquidity_velocity.fill(0);
    planes.u_before.fill(0);
    planes.du_before.fill(0);
    const length = planes.depth_end.length;
    for (let from = 0; from < length; ) {
      const tick = tickLo + from;
      const to = Math.min(length, from + PAGE_TICKS - (tick & PAGE_MASK));
      const slot = cells.slotOf(tick >> PAGE_SHIFT);
      if (slot < 0) clearRange(planes, from, to);
      else {
        const cell = (slot << PAGE_SHIFT) | (tick & PAGE_MASK);
        if (lattice === LINE) fillLineDepth(cells, planes, from, to, cell);
        else fillSideDepth(cells, lattice, planes, from, to, cell);
        this.#fillAverages(cells.lattices[lattice], planes, from, to, cell, validWindow);
      }
      from = to;
    }
    this.#fillFlow(lattice, planes, tickLo, flow);
  }

  #fillAverages(
    lattice: LatticeCells,
    planes: SeedPlanes,
    from: number,
    to: number,
    cell: number,
    now: number,
  ): void {
    const { touched, averages, averagesBefore } = lattice;
    const { factors, deadAge } = this.#decay;
    const { u_ema_2, u_ema_8, u_ema_32, u_ema_128 } = planes;
    const { u_ema_2_before, u_ema_8_before, u_ema_32_before, u_ema_128_before } = planes;
    for (let i = from, c = cell; i < to; i++, c++) {
      const age = now - touched[c];
      const at = c * AVERAGES;
      if (age < VELOCITIES) fillVelocities(lattice, planes, i, c, age);
      if (age === 0) {
        u_ema_2[i] = averages[at];
        u_ema_8[i] = averages[at + 1];
        u_ema_32[i] = averages[at + 2];
        u_ema_128[i] = averages[at + 3];
        u_ema_2_before[i] = averagesBefore[at];
        u_ema_8_before[i] = averagesBefore[at + 1];
        u_ema_32_before[i] = averagesBefore[at + 2];
        u_ema_128_before[i] = averagesBefore[at + 3];
      } else if (age < deadAge) {
        const factor = age * AVERAGES;
        u_ema_2[i] = averages[at] * factors[factor];
        u_ema_8[i] = averages[at + 1] * factors[factor + 1];
        u_ema_32[i] = averages[at + 2] * factors[factor + 2];
        u_ema_128[i] = averages[at + 3] * factors[factor + 3];
        u_ema_2_before[i] = averages[at] * factors[factor - 4];
        u_ema_8_before[i] = averages[at + 1] * factors[factor - 3];
        u_ema_32_before[i] = averages[at + 2] * factors[factor - 2];
        u_ema_128_before[i] = averages[at + 3] * factors[factor - 1];
      } else {
        clearAverages(planes, i, i + 1);
      }
    }
  }

  #fillFlow(lattice: number, planes: SeedPlanes, tickLo: number, flow: FlowRows): void {
    const { add_intensity, pull_intensity, fill_intensity, depth_end } = planes;
    const opening = this.#opening;
    const length = depth_end.length;
    add_intensity.fill(0);
    pull_intensity.fill(0);
    fill_intensity.fill(0);
    opening.fill(0);
    const { side, tick, start, add, pull, fill, end } = flow.rows;
    for (let row = flow.from; row < flow.to; row++) {
      const i = tick[row] - tickLo;
      if (i < 0 || i >= length || (lattice !== LINE && side[row] !== lattice)) continue;
      add_intensity[i] += add[row];
      pull_intensity[i] += pull[row];
      fill_intensity[i] += fill[row];
      opening[i] += start[row] - end[row];
    }
    for (let row = flow.from; row < flow.to; row++) {
      const i = tick[row] - tickLo;
      if (i < 0 || i >= length || Number.isNaN(opening[i])) continue;
      const divisor = depth_end[i] + opening[i] + 1;
      add_intensity[i] /= divisor;
      pull_intensity[i] /= divisor;
      fill_intensity[i] /= divisor;
      // Two sides may have a row at one tick of the line; its quotient is taken once.
      opening[i] = Number.NaN;
    }
  }
}

function fillSideDepth(
  cells: Cells,
  side: number,
  planes: SeedPlanes,
  from: number,
  to: number,
  cell: number,
): void {
  const qty = cells.qty[side];
  const rest = cells.rest[side];
  const { depth_end, depth_rest } = planes;
  for (let i = from, c = cell; i < to; i++, c++) {
    depth_end[i] = qty[c];
    depth_rest[i] = rest[c];
  }
}

function fillLineDepth(cells: Cells, planes: SeedPlanes, from: number, to: number, cell: number): void {
  const [bidQty, askQty] = cells.qty;
  const [bidRest, askRest] = cells.rest;
  const { depth_end, depth_rest } = planes;
  for (let i = from, c = cell; i < to; i++, c++) {
    depth_end[i] = bidQty[c] + askQty[c];
    depth_rest[i] = bidRest[c] + askRest[c];
  }
}

/** u now, u before and du before, of a cell that had flow in one of the last three valid windows. */
function fillVelocities(
  lattice: LatticeCells,
  planes: SeedPlanes,
  i: number,
  cell: number,
  age: number,
): void {
  const { touched, velocities } = lattice;
  if (touched[cell] === 0) return;
  const at = cell * VELOCITIES;
  const last = velocities[at];
  const before = velocities[at + 1];
  if (age === 0) {
    planes.liquidity_velocity[i] = last;
    planes.u_before[i] = before;
    planes.du_before[i] = before - velocities[at + 2];
  } else if (age === 1) {
    planes.u_before[i] = last;
    planes.du_before[i] = last - before;
  } else {
    planes.du_before[i] = -last;
  }
}

function clearRange(planes: SeedPlanes, from: number, to: number): void {
  planes.depth_end.fill(0, from, to);
  planes.depth_rest.fill(0, from, to);
  clearAverages(planes, from, to);
}

function clearAverages(planes: SeedPlanes, from: number, to: number): void {
  planes.u_ema_2.fill(0, from, to);
  planes.u_ema_8.fill(0, from, to);
  planes.u_ema_32.fill(0, from, to);
  planes.u_ema_128.fill(0, from, to);
  planes.u_ema_2_before.fill(0, from, to);
  planes.u_ema_8_before.fill(0, from, to);
  planes.u_ema_32_before.fill(0, from, to);
  planes.u_ema_128_before.fill(0, from, to);
}
