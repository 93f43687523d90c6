// How steep u_ema_2 has been near spot over the last valid windows: what counts as a front (field-model §3, Markers).
// Zeros, which most cells are, are only counted; the others are kept in order.
import { lowerBound } from '../../base/bisect.ts';

/** Ticks on either side of spot that are looked at: 17 in all. */
export const FRONT_REACH = 8;
export const FRONT_CELLS = 2 * FRONT_REACH + 1;
export const FRONT_WINDOWS = 300;
const FRONT_SHARE = 0.95;

export class FrontSlopes {
  /** Magnitudes by window, as a ring. */
  readonly #ring = new Float64Array(FRONT_WINDOWS * FRONT_CELLS);
  readonly #sorted = new Float64Array(FRONT_WINDOWS * FRONT_CELLS);
  #count = 0;
  #taken = 0;

  /** Takes |du_ema_2_dx| of the cells `from`..`from` + 16, the ones round spot. */
  take(slope: Float64Array, from: number): void {
    const slot = (this.#taken % FRONT_WINDOWS) * FRONT_CELLS;
    for (let i = 0; i < FRONT_CELLS; i++) {
      if (this.#ring[slot + i] > 0) this.#remove(this.#ring[slot + i]);
      const magnitude = Math.abs(slope[from + i]);
      this.#ring[slot + i] = magnitude;
      if (magnitude > 0) this.#insert(magnitude);
    }
    this.#taken += 1;
  }

  /** The 95th percentile (linear interpolation) of what was taken, zeros included. */
  get threshold(): number {
    const total = Math.min(this.#taken, FRONT_WINDOWS) * FRONT_CELLS;
    if (total === 0) return 0;
    const at = FRONT_SHARE * (total - 1);
    const below = Math.floor(at);
    const lo = this.#valueAt(below, total);
    const hi = this.#valueAt(Math.min(below + 1, total - 1), total);
    return lo + (hi - lo) * (at - below);
  }

  save(): FrontSlopesState {
    return { taken: this.#taken, ring: this.#ring.slice() };
  }

  restore({ taken, ring }: FrontSlopesState): void {
    this.#taken = taken;
    this.#ring.set(ring);
    const living = this.#ring.filter((magnitude) => magnitude > 0).sort();
    this.#sorted.set(living);
    this.#count = living.length;
  }

  #valueAt(rank: number, total: number): number {
    const zeros = total - this.#count;
    return rank < zeros ? 0 : this.#sorted[rank - zeros];
  }

  #insert(value: number): void {
    const at = lowerBound(this.#sorted, value, this.#count);
    this.#sorted.copyWithin(at + 1, at, this.#count);
    this.#sorted[at] = value;
    this.#count += 1;
  }

  #remove(value: number): void {
    const at = lowerBound(this.#sorted, value, this.#count);
    this.#sorted.copyWithin(at, at + 1, this.#count);
    this.#count -= 1;
  }
}

export interface FrontSlopesState {
  readonly taken: number;
  readonly ring: Float64Array;
}
