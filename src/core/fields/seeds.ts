// Fills the seed planes of one lattice from the state of its cells and the window's rows. Averages fade in every cell and
// are computed in all of them; depth changes, and velocities differ from 0, only where rows say so. Reads state, never
// writes it, so that publishing cannot change a later number.
import { waveEnergy } from './catalogue/u-wave-energy.ts';
import {
  type Cells,
  type LatticeCells,
  LINE,
  NO_VELOCITY_SLOTS,
  PAGE_MASK,
  PAGE_SHIFT,
  PAGE_TICKS,
  VELOCITIES,
  VELOCITY_SLOTS,
} from './cells.ts';
import { AVERAGES, type Decay } from './decay.ts';
import type { FlowRows } from './flow.ts';
import type { CellList, SeedId } from './passes/pass.ts';

export type SeedPlanes = Readonly<Record<SeedId, Float64Array>>;

/** Which window is filled, and from which tick on. */
export interface SeedWindow {
  readonly cells: Cells;
  /** Tick at index 0 of the planes. */
  readonly tickLo: number;
  /** Valid windows so far, this one included. */
  readonly validWindow: number;
  readonly flow: FlowRows;
  /** False where the planes hold the valid window before from the same tick on: depth changed in `flow` alone. */
  readonly anew: boolean;
}

/** A run of cells inside one page: plane indices `from` to `to` - 1, from cell number `cell` on. */
interface CellRun {
  from: number;
  to: number;
  cell: number;
}

/** Plane indices with the cells they show. */
interface MovingCells extends CellList {
  readonly cells: Int32Array;
}

export class SeedFiller {
  /** Cells of the lattice last filled: those with a row, and those with u ≠ 0 within the last three valid windows. */
  readonly touched: CellList;
  readonly moving: MovingCells;
  readonly #decay: Decay;
  /** Depth at the opening minus depth at the end, in touched cells of the line. */
  readonly #opening: Float64Array;
  /** The fill that last touched a cell of the line: both sides may have a row there. */
  readonly #touchedIn: Int32Array;
  readonly #run: CellRun = { from: 0, to: 0, cell: 0 };
  #fills = 0;

  constructor(decay: Decay, planeLength: number) {
    this.touched = { indices: new Int32Array(planeLength), count: 0 };
    // One more than there are cells: listMoving writes the next entry before it knows whether it counts.
    const room = planeLength + 1;
    this.moving = { indices: new Int32Array(room), cells: new Int32Array(room), count: 0 };
    this.#decay = decay;
    this.#opening = new Float64Array(planeLength);
    this.#touchedIn = new Int32Array(planeLength);
  }

  /**
   * All seeds of one lattice; the sparse planes come cleared. `planes` are those of B, A and L, and the line's turn is
   * after the sides'. `asSide`: only what the line takes from a side, its flow, depth and averages.
   */
  fill(lattice: number, planes: readonly SeedPlanes[], window: SeedWindow, asSide: boolean): void {
    const own = planes[lattice];
    const { cells, tickLo, validWindow, anew } = window;
    if (lattice !== LINE) fillSideFlow(own, lattice, window, this.touched);
    else this.#fillLineFlow(own, planes[0], planes[1], window);
    this.moving.count = 0;
    const run = this.#run;
    const length = own.depth_end.length;
    for (run.from = 0; run.from < length; run.from = run.to) {
      const tick = tickLo + run.from;
      run.to = Math.min(length, run.from + PAGE_TICKS - (tick & PAGE_MASK));
      const slot = cells.slotOf(tick >> PAGE_SHIFT);
      if (slot < 0) {
        clearRun(own, run);
        continue;
      }
      run.cell = (slot << PAGE_SHIFT) | (tick & PAGE_MASK);
      if (anew && lattice !== LINE) fillDepth(own, run, cells.qty[lattice], cells.rest[lattice]);
      fillAverages(own, run, cells.lattices[lattice], validWindow, this.#decay);
      if (!asSide) listMoving(run, cells.lattices[lattice].touched, validWindow, this.moving);
    }
    if (asSide) return;
    fillBands(own, this.#decay);
    fillVelocities(own, cells.lattices[lattice], validWindow, this.moving);
    fillRates(own, cells.lattices[lattice], validWindow, this.moving);
    if (validWindow < 2) clearRates(own);
  }

  /** Flow and depth of both sides together; a tick with two rows is divided once. */
  #fillLineFlow(
    line: SeedPlanes,
    bids: SeedPlanes,
    asks: SeedPlanes,
    { tickLo, flow, anew }: SeedWindow,
  ): void {
    const { add_intensity, pull_intensity, fill_intensity, depth_end, depth_rest } = line;
    const touchedIn = this.#touchedIn;
    const opening = this.#opening;
    const { indices } = this.touched;
    const { tick, start, add, pull, fill, end } = flow.rows;
    const length = depth_end.length;
    const now = ++this.#fills;
    let count = 0;
    for (let row = flow.from; row < flow.to; row++) {
      const i = tick[row] - tickLo;
      if (i < 0 || i >= length) continue;
      if (touchedIn[i] !== now) {
        touchedIn[i] = now;
        opening[i] = 0;
        indices[count++] = i;
      }
      add_intensity[i] += add[row];
      pull_intensity[i] += pull[row];
      fill_intensity[i] += fill[row];
      opening[i] += start[row] - end[row];
    }
    this.touched.count = count;
    const all = anew ? length : count;
    for (let k = 0; k < all; k++) {
      const i = anew ? k : indices[k];
      depth_end[i] = bids.depth_end[i] + asks.depth_end[i];
      depth_rest[i] = bids.depth_rest[i] + asks.depth_rest[i];
    }
    for (let k = 0; k < count; k++) {
      const i = indices[k];
      const divisor = depth_end[i] + opening[i] + 1;
      add_intensity[i] /= divisor;
      pull_intensity[i] /= divisor;
      fill_intensity[i] /= divisor;
    }
  }
}

function fillSideFlow(planes: SeedPlanes, lattice: number, window: SeedWindow, touched: CellList): void {
  const { add_intensity, pull_intensity, fill_intensity, depth_end, depth_rest } = planes;
  const { tickLo, flow } = window;
  const { side, tick, start, add, pull, fill, end, rest } = flow.rows;
  const { indices } = touched;
  const length = depth_end.length;
  let count = 0;
  for (let row = flow.from; row < flow.to; row++) {
    const i = tick[row] - tickLo;
    if (side[row] !== lattice || i < 0 || i >= length) continue;
    const divisor = start[row] + 1;
    add_intensity[i] = add[row] / divisor;
    pull_intensity[i] = pull[row] / divisor;
    fill_intensity[i] = fill[row] / divisor;
    depth_end[i] = end[row];
    depth_rest[i] = rest[row];
    indices[count++] = i;
  }
  touched.count = count;
}

function fillDepth(planes: SeedPlanes, { from, to, cell }: CellRun, qty: Int32Array, rest: Int32Array): void {
  const { depth_end, depth_rest } = planes;
  for (let i = from, c = cell; i < to; i++, c++) {
    depth_end[i] = qty[c];
    depth_rest[i] = rest[c];
  }
}

/** Averages as they have faded since the cell's last flow. */
function fillAverages(
  planes: SeedPlanes,
  { from, to, cell }: CellRun,
  { touched, averages }: LatticeCells,
  now: number,
  { factors, deadAge }: Decay,
): void {
  const { u_ema_2, u_ema_8, u_ema_32, u_ema_128 } = planes;
  for (let i = from, c = cell; i < to; i++, c++) {
    const age = now - touched[c];
    if (age >= deadAge) {
      u_ema_2[i] = u_ema_8[i] = u_ema_32[i] = u_ema_128[i] = 0;
      continue;
    }
    const at = c * AVERAGES;
    const factor = age * AVERAGES;
    u_ema_2[i] = averages[at] * factors[factor];
    u_ema_8[i] = averages[at + 1] * factors[factor + 1];
    u_ema_32[i] = averages[at + 2] * factors[factor + 2];
    u_ema_128[i] = averages[at + 3] * factors[factor + 3];
  }
}

/** What the averages differ by, and the rates of a cell whose averages did nothing but fade; fillRates has the others. */
function fillBands(planes: SeedPlanes, { losses }: Decay): void {
  const { u_ema_2, u_ema_8, u_ema_32, u_ema_128, u_band_fast, u_band_mid, u_band_slow } = planes;
  const { u_wave_energy, du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt } = planes;
  const [loss2, loss8, loss32, loss128] = losses;
  const length = u_ema_2.length;
  for (let i = 0; i < length; i++) {
    const ema2 = u_ema_2[i];
    const ema8 = u_ema_8[i];
    const ema32 = u_ema_32[i];
    const ema128 = u_ema_128[i];
    const fast = ema2 - ema8;
    const mid = ema8 - ema32;
    const slow = ema32 - ema128;
    u_band_fast[i] = fast;
    u_band_mid[i] = mid;
    u_band_slow[i] = slow;
    u_wave_energy[i] = waveEnergy(fast, mid, slow);
    const lost8 = ema8 * loss8;
    const lost32 = ema32 * loss32;
    du_ema_8_dt[i] = 0 - lost8;
    du_band_fast_dt[i] = lost8 - ema2 * loss2;
    du_band_mid_dt[i] = lost32 - lost8;
    du_band_slow_dt[i] = ema128 * loss128 - lost32;
  }
}

/** Adds the run's cells with u ≠ 0 within the last three valid windows to the list. */
function listMoving(
  { from, to, cell }: CellRun,
  touched: Int32Array,
  now: number,
  moving: MovingCells,
): void {
  const oldest = Math.max(0, now - VELOCITIES);
  const { indices, cells } = moving;
  let { count } = moving;
  for (let i = from, c = cell; i < to; i++, c++) {
    indices[count] = i;
    cells[count] = c;
    // 1 where touched > oldest, by the sign of the difference: no pattern here for a branch to be predicted by.
    count += (oldest - touched[c]) >>> 31;
  }
  moving.count = count;
}

/** u now and in the two valid windows before: the cell's last velocities, as far back as its last flow lies. */
function fillVelocities(planes: SeedPlanes, cells: LatticeCells, now: number, moving: MovingCells): void {
  const { touched, velocities } = cells;
  const { liquidity_velocity, u_before, u_before_2 } = planes;
  for (let k = 0; k < moving.count; k++) {
    const i = moving.indices[k];
    const c = moving.cells[k];
    const latest = c * VELOCITY_SLOTS + NO_VELOCITY_SLOTS - (now - touched[c]);
    liquidity_velocity[i] = velocities[latest];
    u_before[i] = velocities[latest + 1];
    u_before_2[i] = velocities[latest + 2];
  }
}

/** Changes of averages and bands in the cells with flow in this window, against what they were before it. */
function fillRates(planes: SeedPlanes, cells: LatticeCells, now: number, moving: MovingCells): void {
  const { touched, averagesBefore } = cells;
  const { u_ema_8, u_band_fast, u_band_mid, u_band_slow } = planes;
  const { du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt } = planes;
  for (let k = 0; k < moving.count; k++) {
    const c = moving.cells[k];
    if (touched[c] !== now) continue;
    const i = moving.indices[k];
    const at = c * AVERAGES;
    const before8 = averagesBefore[at + 1];
    const before32 = averagesBefore[at + 2];
    du_ema_8_dt[i] = u_ema_8[i] - before8;
    du_band_fast_dt[i] = u_band_fast[i] - (averagesBefore[at] - before8);
    du_band_mid_dt[i] = u_band_mid[i] - (before8 - before32);
    du_band_slow_dt[i] = u_band_slow[i] - (before32 - averagesBefore[at + 3]);
  }
}

function clearRun(planes: SeedPlanes, { from, to }: CellRun): void {
  planes.depth_end.fill(0, from, to);
  planes.depth_rest.fill(0, from, to);
  planes.u_ema_2.fill(0, from, to);
  planes.u_ema_8.fill(0, from, to);
  planes.u_ema_32.fill(0, from, to);
  planes.u_ema_128.fill(0, from, to);
}

/** In the day's first valid window nothing has a rate. */
function clearRates({ du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt }: SeedPlanes): void {
  for (const plane of [du_ema_8_dt, du_band_fast_dt, du_band_mid_dt, du_band_slow_dt]) plane.fill(0);
}
