// What mid did after a second (field-model §5): always strictly after the window whose fields are used, never across a
// second that is not valid.
import { HORIZONS } from '../../../contracts/horizons.ts';

/** Seconds of one stretch of a day, in order; index = window - windowFrom. */
export class MidTrack {
  readonly windowFrom: number;
  readonly #mid2: Int32Array;
  /** 1 where mid may be measured: valid, neither crossed nor locked. */
  readonly #usable: Uint8Array;
  /** Invalid windows before each index. */
  readonly #gapsBefore: Int32Array;

  constructor(windowFrom: number, windowEnd: number) {
    const length = windowEnd - windowFrom;
    this.windowFrom = windowFrom;
    this.#mid2 = new Int32Array(length);
    this.#usable = new Uint8Array(length);
    this.#gapsBefore = new Int32Array(length + 1);
  }

  /** Windows come in order, every one of them. */
  put(window: number, valid: boolean, usable: boolean, mid2: number): void {
    const at = window - this.windowFrom;
    this.#mid2[at] = mid2;
    this.#usable[at] = usable ? 1 : 0;
    this.#gapsBefore[at + 1] = this.#gapsBefore[at] + (valid ? 0 : 1);
  }

  /** Change of mid after the window, ticks; NaN where it is not known. */
  change(window: number, seconds: number): number {
    const from = window - this.windowFrom;
    const to = from + seconds;
    if (to >= this.#mid2.length || this.#usable[from] === 0 || this.#usable[to] === 0) return Number.NaN;
    if (this.#gapsBefore[to + 1] !== this.#gapsBefore[from]) return Number.NaN;
    return (this.#mid2[to] - this.#mid2[from]) / 2;
  }

  /** Writes the changes at all horizons; returns whether any is known. */
  targetsOf(window: number, out: Float64Array, at: number): boolean {
    let known = false;
    for (let i = 0; i < HORIZONS.length; i++) {
      out[at + i] = this.change(window, HORIZONS[i]);
      known ||= !Number.isNaN(out[at + i]);
    }
    return known;
  }
}
