// Many windows as one column, per tick and channel: the value of greatest magnitude (sign kept, the earlier of equals), so
// that a zoomed-out view shows the spike that an average would hide; or the mean; or the last. Taken over the valid
// windows that published the tick, from the values as they are published, Float32.
import { ABSENT_TEXEL, CHANNELS_PER_GROUP } from '../../../contracts/fields.ts';
import type { TileAggregate } from '../../../contracts/tiles.ts';
import type { Tick } from '../../../contracts/units.ts';

/** Ticks by which the range grows at least, so that a drifting spot does not reallocate every window. */
const GROWTH_TICKS = 128;

export class ColumnAggregate {
  /** Values by tick and channel: ((tick - tickLo) · 4 + channel); ABSENT_TEXEL where no window published the tick. */
  values = new Float32Array(0);
  tickLo: Tick = 0;
  /** False until a window went in. */
  filled = false;
  readonly #kind: TileAggregate;
  /** Of a mean alone: sums as `values` is laid out, and windows by tick. */
  #sums = new Float64Array(0);
  #counts = new Int32Array(0);
  #channels = 0;

  constructor(kind: TileAggregate) {
    this.#kind = kind;
  }

  get tickCount(): number {
    return this.values.length / CHANNELS_PER_GROUP;
  }

  reset(): void {
    this.values.fill(ABSENT_TEXEL);
    this.#sums.fill(0);
    this.#counts.fill(0);
    this.filled = false;
  }

  /** One valid window: a plane per channel, index = tick - tickLo. */
  takePlanes(planes: readonly Float64Array[], tickLo: Tick, n: number): void {
    this.#cover(tickLo, n);
    const first = tickLo - this.tickLo;
    for (let channel = 0; channel < planes.length; channel++) {
      const at = first * CHANNELS_PER_GROUP + channel;
      if (this.#kind === 'max') takeGreatest(this.values, at, planes[channel], n);
      else if (this.#kind === 'last') takeLast(this.values, at, planes[channel], n);
      else addTo(this.#sums, at, planes[channel], n);
    }
    if (this.#kind === 'mean') for (let i = first; i < first + n; i++) this.#counts[i] += 1;
    this.#channels = planes.length;
    this.filled = true;
  }

  /** Brings `values` up to date before they are read. */
  settle(): void {
    if (this.#kind !== 'mean') return;
    for (let i = 0; i < this.values.length; i++) {
      const count = this.#counts[Math.floor(i / CHANNELS_PER_GROUP)];
      const published = count > 0 && i % CHANNELS_PER_GROUP < this.#channels;
      this.values[i] = published ? this.#sums[i] / count : ABSENT_TEXEL;
    }
  }

  #cover(tickLo: Tick, n: number): void {
    const tickEnd = this.tickLo + this.tickCount;
    if (this.tickCount > 0 && tickLo >= this.tickLo && tickLo + n <= tickEnd) return;
    const keep = this.filled;
    const lo = (keep ? Math.min(tickLo, this.tickLo) : tickLo) - GROWTH_TICKS;
    const end = (keep ? Math.max(tickLo + n, tickEnd) : tickLo + n) + GROWTH_TICKS;
    const at = (this.tickLo - lo) * CHANNELS_PER_GROUP;
    const values = new Float32Array((end - lo) * CHANNELS_PER_GROUP).fill(ABSENT_TEXEL);
    if (keep) values.set(this.values, at);
    if (this.#kind === 'mean') {
      const sums = new Float64Array(values.length);
      const counts = new Int32Array(end - lo);
      if (keep) {
        sums.set(this.#sums, at);
        counts.set(this.#counts, this.tickLo - lo);
      }
      this.#sums = sums;
      this.#counts = counts;
    }
    this.values = values;
    this.tickLo = lo;
  }
}

function takeGreatest(values: Float32Array, from: number, plane: Float64Array, n: number): void {
  for (let i = 0, at = from; i < n; i++, at += CHANNELS_PER_GROUP) {
    const value = Math.fround(plane[i]);
    const kept = values[at];
    if (kept === ABSENT_TEXEL || Math.abs(value) > Math.abs(kept)) values[at] = value;
  }
}

function takeLast(values: Float32Array, from: number, plane: Float64Array, n: number): void {
  for (let i = 0, at = from; i < n; i++, at += CHANNELS_PER_GROUP) values[at] = plane[i];
}

function addTo(sums: Float64Array, from: number, plane: Float64Array, n: number): void {
  for (let i = 0, at = from; i < n; i++, at += CHANNELS_PER_GROUP) sums[at] += Math.fround(plane[i]);
}
