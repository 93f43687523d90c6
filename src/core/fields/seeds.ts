// Fills the seed planes of one lattice from the state of its cells: one pass over the pages in view, then the window's
// flow on top. Reads state, never writes it, so that publishing cannot change a later number.
import { waveEnergy } from './catalogue/u-wave-energy.ts';
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
import type { FlowRows } from './flow.ts';
import type { SeedId } from './passes/pass.ts';

export type SeedPlanes = Readonly<Record<SeedId, Float64Array>>;

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
    if (validWindow < 2) clearRates(planes);
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
    const { u_ema_2, u_ema_8, u_ema_32, u_ema_128, u_band_fast, u_band_mid, u_band_slow } = planes;
    const { u_wave_energy, du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt } = planes;
    for (let i = from, c = cell; i < to; i++, c++) {
      const age = now - touched[c];
      if (age >= deadAge) {
        clearAverages(planes, i, i + 1);
        continue;
      }
      const at = c * AVERAGES;
      const factor = age * AVERAGES;
      const ema2 = averages[at] * factors[factor];
      const ema8 = averages[at + 1] * factors[factor + 1];
      const ema32 = averages[at + 2] * factors[factor + 2];
      const ema128 = averages[at + 3] * factors[factor + 3];
      let before2 = averagesBefore[at];
      let before8 = averagesBefore[at + 1];
      let before32 = averagesBefore[at + 2];
      let before128 = averagesBefore[at + 3];
      if (age > 0) {
        before2 = averages[at] * factors[factor - 4];
        before8 = averages[at + 1] * factors[factor - 3];
        before32 = averages[at + 2] * factors[factor - 2];
        before128 = averages[at + 3] * factors[factor - 1];
      }
      if (age < VELOCITIES) fillVelocities(lattice, planes, i, c, age);
      const fast = ema2 - ema8;
      const mid = ema8 - ema32;
      const slow = ema32 - ema128;
      u_ema_2[i] = ema2;
      u_ema_8[i] = ema8;
      u_ema_32[i] = ema32;
      u_ema_128[i] = ema128;
      u_band_fast[i] = fast;
      u_band_mid[i] = mid;
      u_band_slow[i] = slow;
      u_wave_energy[i] = waveEnergy(fast, mid, slow);
      du_ema_8_dt[i] = ema8 - before8;
      du_band_fast_dt[i] = fast - (before2 - before8);
      du_band_mid_dt[i] = mid - (before8 - before32);
      du_band_slow_dt[i] = slow - (before32 - before128);
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
  planes.u_band_fast.fill(0, from, to);
  planes.u_band_mid.fill(0, from, to);
  planes.u_band_slow.fill(0, from, to);
  planes.u_wave_energy.fill(0, from, to);
  planes.du_ema_8_dt.fill(0, from, to);
  planes.du_band_fast_dt.fill(0, from, to);
  planes.du_band_mid_dt.fill(0, from, to);
  planes.du_band_slow_dt.fill(0, from, to);
}

/** In the day's first valid window nothing has a rate. */
function clearRates({ du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt }: SeedPlanes): void {
  for (const plane of [du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt]) plane.fill(0);
}
