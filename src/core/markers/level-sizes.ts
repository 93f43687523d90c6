// How large levels near spot have been over the last valid windows: the measure of what stands out, which no fixed
// number could be (a wall of ES is a hundred lots, one of AAPL a thousand shares). Sizes are counted to eight binary
// digits, so that taking windows in and out costs a few additions.

/** A float's exponent and first eight digits: exact up to 512, then within 1/256. */
const DROPPED_BITS = 15;
const BINS_PER_OCTAVE = 256;
const FIRST_BIN = 127 * BINS_PER_OCTAVE;
const OCTAVES = 32;
const BINS = OCTAVES * BINS_PER_OCTAVE;

const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** Bin of a size of at least one lot; larger sizes have larger bins. */
export function binOfSize(lots: number): number {
  asFloat[0] = lots;
  return (asBits[0] >>> DROPPED_BITS) - FIRST_BIN;
}

/** Whether a size is at least that of a bin. */
export function largeEnough(lots: number, leastBin: number): boolean {
  return lots >= 1 && binOfSize(lots) >= leastBin;
}

export class LevelSizes {
  readonly #windows: number;
  readonly #counts = new Int32Array(BINS);
  readonly #octaves = new Int32Array(OCTAVES);
  /** Bins by window, oldest first, as a ring. */
  readonly #ring: Uint16Array[];
  #taken = 0;
  #total = 0;

  /** Remembers the last `windows` valid windows. */
  constructor(windows: number) {
    this.#windows = windows;
    this.#ring = Array.from({ length: windows }, () => new Uint16Array(0));
  }

  /** Takes the sizes of one window (at least 1 each); those of the window that is now too long ago leave. */
  take(sizes: ArrayLike<number>, count: number): void {
    const slot = this.#taken % this.#windows;
    this.#count(this.#ring[slot], -1);
    const bins = new Uint16Array(count);
    for (let i = 0; i < count; i++) bins[i] = binOfSize(sizes[i]);
    this.#ring[slot] = bins;
    this.#count(bins, 1);
    this.#taken += 1;
  }

  /** Bin below which a part `share` of all sizes lies (the value at rank floor(share · (n - 1))); 0 of none. */
  quantileBin(share: number): number {
    if (this.#total === 0) return 0;
    let rank = Math.floor(share * (this.#total - 1));
    let octave = 0;
    for (; this.#octaves[octave] <= rank; octave++) rank -= this.#octaves[octave];
    let bin = octave * BINS_PER_OCTAVE;
    for (; this.#counts[bin] <= rank; bin++) rank -= this.#counts[bin];
    return bin;
  }

  save(): LevelSizesState {
    // A window's bins are never written again: the state may share them.
    return { taken: this.#taken, ring: [...this.#ring] };
  }

  restore({ taken, ring }: LevelSizesState): void {
    this.#counts.fill(0);
    this.#octaves.fill(0);
    this.#total = 0;
    this.#taken = taken;
    ring.forEach((bins, slot) => {
      this.#ring[slot] = bins;
      this.#count(bins, 1);
    });
  }

  #count(bins: Uint16Array, change: number): void {
    for (let i = 0; i < bins.length; i++) {
      this.#counts[bins[i]] += change;
      this.#octaves[bins[i] >> 8] += change;
    }
    this.#total += change * bins.length;
  }
}

export interface LevelSizesState {
  readonly taken: number;
  readonly ring: readonly Uint16Array[];
}
