// The state that outlives a window, keyed by absolute tick: the book of both sides, and per lattice (bids, asks, line)
// the averages and the last velocities. Ticks live in pages of 64 allocated when first touched, so a stub quote far
// away costs one page; inside a page everything is struct-of-arrays. A cell is `slot * 64 + (tick & 63)`.
import { AVERAGES, type Decay } from './decay.ts';

export const PAGE_SHIFT = 6;
export const PAGE_TICKS = 1 << PAGE_SHIFT;
export const PAGE_MASK = PAGE_TICKS - 1;

/** Index of the line among the lattices; 0 and 1 are the sides BID and ASK. */
export const LINE = 2;
/** Velocities kept per cell: u of its last flow, and of the two valid windows before that one. */
export const VELOCITIES = 3;
/** Slots ahead of them that stay 0: u of the windows since, so that the last three windows' u are three slots in a row. */
export const NO_VELOCITY_SLOTS = VELOCITIES - 1;
export const VELOCITY_SLOTS = NO_VELOCITY_SLOTS + VELOCITIES;

/** What one lattice remembers per cell. */
export interface LatticeCells {
  /** Valid-window count at the cell's last flow with u ≠ 0; 0 = never. */
  touched: Int32Array;
  /** The four averages at `touched`, and in the valid window before it. */
  averages: Float64Array;
  averagesBefore: Float64Array;
  velocities: Float64Array;
}

export class Cells {
  readonly lattices: readonly [LatticeCells, LatticeCells, LatticeCells];
  /** Lots and rested lots by cell, per side, at the end of the last valid window. */
  readonly qty: [Int32Array, Int32Array];
  readonly rest: [Int32Array, Int32Array];
  /** Scratch of the window at hand: the line's opening depth and net flow, valid where `lineSeen` is that window. */
  lineSeen: Int32Array;
  lineStart: Int32Array;
  lineNet: Int32Array;
  readonly #slots = new Map<number, number>();
  readonly #decay: Decay;
  #capacity = 16;
  #lastPage = Number.NaN;
  #lastSlot = -1;

  constructor(decay: Decay) {
    const cells = this.#capacity * PAGE_TICKS;
    const lattice = (): LatticeCells => ({
      touched: new Int32Array(cells),
      averages: new Float64Array(cells * AVERAGES),
      averagesBefore: new Float64Array(cells * AVERAGES),
      velocities: new Float64Array(cells * VELOCITY_SLOTS),
    });
    this.#decay = decay;
    this.lattices = [lattice(), lattice(), lattice()];
    this.qty = [new Int32Array(cells), new Int32Array(cells)];
    this.rest = [new Int32Array(cells), new Int32Array(cells)];
    this.lineSeen = new Int32Array(cells);
    this.lineStart = new Int32Array(cells);
    this.lineNet = new Int32Array(cells);
  }

  get pageCount(): number {
    return this.#slots.size;
  }

  /** Slot of a page (tick >> PAGE_SHIFT), -1 where nothing was ever touched. */
  slotOf(page: number): number {
    return this.#slots.get(page) ?? -1;
  }

  /** Pages in ascending order with their slots. */
  pages(): [page: number, slot: number][] {
    return [...this.#slots].sort((a, b) => a[0] - b[0]);
  }

  /** Cell of a tick, allocated if need be; arrays read from this object before the call may be stale after it. */
  ensure(tick: number): number {
    const page = tick >> PAGE_SHIFT;
    if (page !== this.#lastPage) {
      this.#lastSlot = this.#slots.get(page) ?? this.#allocate(page);
      this.#lastPage = page;
    }
    return (this.#lastSlot << PAGE_SHIFT) | (tick & PAGE_MASK);
  }

  clearBook(): void {
    for (const side of this.qty) side.fill(0);
    for (const side of this.rest) side.fill(0);
  }

  /**
   * Enters a window's u ≠ 0 into a cell: brings its averages up to the window before, keeps those, and adds the
   * limited velocity.
   */
  enterVelocity(lattice: number, cell: number, validWindow: number, u: number, limited: number): void {
    const { touched, averages, averagesBefore, velocities } = this.lattices[lattice];
    const { factors, deadAge, alphas } = this.#decay;
    const gap = validWindow - touched[cell];
    const alive = gap - 1 < deadAge;
    const factorAt = (alive ? gap - 1 : 0) * AVERAGES;
    const at = cell * AVERAGES;
    for (let k = 0; k < AVERAGES; k++) {
      const before = alive ? averages[at + k] * factors[factorAt + k] : 0;
      averagesBefore[at + k] = before;
      averages[at + k] = before + alphas[k] * (limited - before);
    }
    const first = cell * VELOCITY_SLOTS + NO_VELOCITY_SLOTS;
    velocities[first + 2] = gap === 1 ? velocities[first + 1] : gap === 2 ? velocities[first] : 0;
    velocities[first + 1] = gap === 1 ? velocities[first] : 0;
    velocities[first] = u;
    touched[cell] = validWindow;
  }

  #allocate(page: number): number {
    const slot = this.#slots.size;
    this.#slots.set(page, slot);
    if (slot === this.#capacity) this.#grow();
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const lattice of this.lattices) {
      lattice.touched = doubledInts(lattice.touched);
      lattice.averages = doubledFloats(lattice.averages);
      lattice.averagesBefore = doubledFloats(lattice.averagesBefore);
      lattice.velocities = doubledFloats(lattice.velocities);
    }
    for (const columns of [this.qty, this.rest]) {
      columns[0] = doubledInts(columns[0]);
      columns[1] = doubledInts(columns[1]);
    }
    this.lineSeen = doubledInts(this.lineSeen);
    this.lineStart = doubledInts(this.lineStart);
    this.lineNet = doubledInts(this.lineNet);
  }
}

function doubledInts(values: Int32Array): Int32Array {
  const next = new Int32Array(values.length * 2);
  next.set(values);
  return next;
}

function doubledFloats(values: Float64Array): Float64Array {
  const next = new Float64Array(values.length * 2);
  next.set(values);
  return next;
}
