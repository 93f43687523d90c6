// The day's robust range of every field, from which the colour bar takes its floor and ceiling. It is that of the cells
// near spot, where a reader looks: far from it little happens at hundreds of ticks, and what does would set the scale
// (docs/decisions/0004-colour-ranges.md). Cells are sampled by a hash of (window, tick), not by chance or by turns: the sample is the same whatever the order or the parts in which a
// day is walked, it never exceeds its bound, and samples of parts merge into the sample of the whole.
import type { FieldScale, Lattice } from '../../../contracts/fields.ts';
import { type FieldScaleRange, SCALE_QUANTILES } from '../../../contracts/messages.ts';
import type { Tick, WindowIndex } from '../../../contracts/units.ts';
import type { Frame } from './frame.ts';
import { FIELDS } from './registry.ts';

/** Ticks from the spot anchor within which cells count. */
export const NEAR_SPOT_TICKS = 40;
/** Cells kept at most, per lattice. */
const MAX_SAMPLES = 8192;
const FULL_RANGE = 2 ** 32;

/** Cells of one lattice; all fields are sampled at the same cells. */
export class ScaleSampler {
  readonly lattice: Lattice;
  /** A cell is in the sample if its hash is below this; halves whenever the sample is full. */
  #threshold = FULL_RANGE;
  #hashes: number[] = [];
  /** Values by field, in the order of the registry. */
  readonly #values: number[][] = FIELDS.all.map(() => []);

  constructor(lattice: Lattice) {
    this.lattice = lattice;
  }

  get sampleCount(): number {
    return this.#hashes.length;
  }

  /** Takes the cells of one valid window's frame; the frame must have every field. */
  take(window: WindowIndex, frame: Frame): void {
    const planes = FIELDS.all.map(({ id }) => frame.plane(id));
    const isEmpty = emptiness(frame);
    const spot = frame.spotTick - frame.tickLo;
    const end = Math.min(frame.n, spot + NEAR_SPOT_TICKS + 1);
    for (let i = Math.max(0, spot - NEAR_SPOT_TICKS); i < end; i++) {
      const hash = hashCell(window, frame.tickLo + i);
      if (hash >= this.#threshold || isEmpty(i)) continue;
      this.#hashes.push(hash);
      for (let field = 0; field < planes.length; field++) this.#values[field].push(planes[field][i]);
      if (this.#hashes.length > MAX_SAMPLES) this.#thin(this.#threshold / 2);
    }
  }

  /** Adds the sample of other windows of the same lattice. */
  merge(other: ScaleSampler): void {
    const threshold = Math.min(this.#threshold, other.#threshold);
    for (let i = 0; i < other.#hashes.length; i++) {
      this.#hashes.push(other.#hashes[i]);
      for (let field = 0; field < this.#values.length; field++) {
        this.#values[field].push(other.#values[field][i]);
      }
    }
    this.#thin(threshold);
    while (this.#hashes.length > MAX_SAMPLES) this.#thin(this.#threshold / 2);
  }

  /** Ranges of all fields in the registry's order. */
  ranges(): FieldScaleRange[] {
    return FIELDS.all.map(({ id, scale }, field) => rangeFromSamples(id, scale, this.#values[field]));
  }

  #thin(threshold: number): void {
    this.#threshold = threshold;
    const hashes = this.#hashes;
    for (let field = 0; field < this.#values.length; field++) {
      this.#values[field] = this.#values[field].filter((_, i) => hashes[i] < threshold);
    }
    this.#hashes = hashes.filter((hash) => hash < threshold);
  }
}

/** Where the median of a sequential field may lie on its colour map at most: a map's upper part is for what stands out. */
const HIGHEST_MEDIAN = 0.4;

/**
 * Quantiles (linear interpolation) and the default range. Signed fields: ± p98 of the magnitudes that are not 0 (u is 0 in
 * most cells, and a quantile over all of them would be too). Others: p2..p99, the floor raised where the median would
 * lie above HIGHEST_MEDIAN. A range without extent (an idle field) opens to its extremes, else to one unit.
 */
export function rangeFromSamples(
  fieldId: string,
  scale: FieldScale,
  values: readonly number[],
): FieldScaleRange {
  const sorted = Float64Array.from(values).sort();
  const quantiles = SCALE_QUANTILES.map((p) => quantile(sorted, p));
  const common = { fieldId, samples: sorted.length, quantiles };
  if (scale === 'diverging') {
    const magnitudes = sorted.map(Math.abs).filter((magnitude) => magnitude > 0);
    const reach = quantile(magnitudes.sort(), 0.98) || 1;
    return { ...common, floor: -reach, ceiling: reach };
  }
  const ceiling = quantile(sorted, 0.99);
  const median = quantile(sorted, 0.5);
  const lowest = median - ((ceiling - median) * HIGHEST_MEDIAN) / (1 - HIGHEST_MEDIAN);
  const floor = Math.max(quantile(sorted, 0.02), lowest);
  if (ceiling > floor) return { ...common, floor, ceiling };
  const highest = quantile(sorted, 1);
  return { ...common, floor, ceiling: highest > floor ? highest : floor + 1 };
}

/** Value below which a part `p` of an ascending array lies, between neighbours by straight line; 0 of an empty one. */
export function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return 0;
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** A cell counts if it has depth, averages or flow. */
function emptiness(frame: Frame): (i: number) => boolean {
  const planes = ['rho', 'u_ema_128', 'u_ema_2', 'add_intensity', 'pull_intensity', 'fill_intensity'].map(
    (id) => frame.plane(id),
  );
  return (i) => planes.every((plane) => plane[i] === 0);
}

/** Mixes window and tick into 32 even bits. */
function hashCell(window: WindowIndex, tick: Tick): number {
  let h = Math.imul(window, 0x9e3779b1) ^ Math.imul(tick, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}
