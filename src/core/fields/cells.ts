// The cells of a kernel as seen from outside (src/kernel/fields/cells.ts has them): the state that outlives a window, keyed
// by absolute tick, in pages of 64 ticks made when first touched. What is read here holds until the kernel's next step.
import type { CompiledFields } from './compiled.ts';
import { AVERAGES } from './decay.ts';

export const SIDES = [0, 1] as const;
/** Index of the line among the lattices; 0 and 1 are the sides BID and ASK. */
export const LINE = 2;
/** Velocities kept per cell: u of its last flow, and of the two valid windows before that one. */
export const VELOCITIES = 3;

/** Address of a page in the compiled fields' memory. */
export type Page = number;

export class Cells {
  readonly pageShift: number;
  readonly pageTicks: number;
  readonly #compiled: CompiledFields;

  constructor(compiled: CompiledFields) {
    this.#compiled = compiled;
    this.pageShift = compiled.call.PAGE_SHIFT.value;
    this.pageTicks = 1 << this.pageShift;
  }

  /** Pages in ascending order, with their first ticks. */
  pages(): (readonly [firstTick: number, page: Page])[] {
    const { call } = this.#compiled;
    return Array.from({ length: call.pageCount() }, (_, place) => place)
      .map((place) => [call.pageNumber(place) << this.pageShift, call.pageAddress(place)] as const)
      .sort((a, b) => a[0] - b[0]);
  }

  /** The page that a tick lies in; one with nothing in it, not to be written, where nothing was ever touched. */
  find(tick: number): Page {
    return this.#compiled.call.findPage(tick >> this.pageShift);
  }

  /** The same, made if need be; views taken before may have no length any more. */
  ensure(tick: number): Page {
    return this.#compiled.call.pageOf(tick);
  }

  /** Cell of a tick in its page. */
  cellOf(tick: number): number {
    return tick & (this.pageTicks - 1);
  }

  /** Valid-window count at each cell's last flow with u ≠ 0; 0 = never. */
  touched(page: Page, lattice: number): Int32Array {
    const at = (this.#latticeOf(page, lattice) + this.#compiled.call.TOUCHED_AT.value) >> 2;
    return this.#compiled.i32.subarray(at, at + this.pageTicks);
  }

  /** The four averages of a cell at `touched`. */
  averages(page: Page, lattice: number, cell: number): Float64Array {
    const { AVERAGES_AT } = this.#compiled.call;
    const bytes = AVERAGES * Float64Array.BYTES_PER_ELEMENT;
    return this.#floats(this.#latticeOf(page, lattice) + AVERAGES_AT.value + cell * bytes, AVERAGES);
  }

  /** The same in the valid window before it. */
  averagesBefore(page: Page, lattice: number, cell: number): Float64Array {
    return this.#floats(this.#recentOf(page, lattice, cell), AVERAGES);
  }

  /** u of a cell's last flow, and of the two valid windows before that one. */
  velocities(page: Page, lattice: number, cell: number): Float64Array {
    const { VELOCITIES_IN_RECENT } = this.#compiled.call;
    return this.#floats(this.#recentOf(page, lattice, cell) + VELOCITIES_IN_RECENT.value, VELOCITIES);
  }

  /** Lots of bids and asks at the end of the last valid window, and then the parts of them at rest. */
  levels(page: Page, cell: number): Int32Array {
    const { LEVELS_AT, LEVELS_BYTES } = this.#compiled.call;
    const at = (page + LEVELS_AT.value + cell * LEVELS_BYTES.value) >> 2;
    return this.#compiled.i32.subarray(at, at + 2 * SIDES.length);
  }

  #recentOf(page: Page, lattice: number, cell: number): number {
    const { RECENT_AT, RECENT_BYTES } = this.#compiled.call;
    return this.#latticeOf(page, lattice) + RECENT_AT.value + cell * RECENT_BYTES.value;
  }

  #latticeOf(page: Page, lattice: number): number {
    return page + lattice * this.#compiled.call.LATTICE_BYTES.value;
  }

  #floats(address: number, count: number): Float64Array {
    return this.#compiled.f64.subarray(address >> 3, (address >> 3) + count);
  }
}
