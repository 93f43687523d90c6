// Many windows as one column: per tick and channel the value of greatest magnitude, sign kept, the earlier of equals.
// A zoomed-out view so shows the spike that an average would hide, and a column of columns is the column of all.
import { ABSENT_TEXEL, CHANNELS_PER_GROUP } from '../../../contracts/fields.ts';
import type { Tick } from '../../../contracts/units.ts';

/** Ticks by which the range grows at least, so that a drifting spot does not reallocate every window. */
const GROWTH_TICKS = 128;

export class ColumnMaximum {
  /** Values by tick and channel: ((tick - tickLo) · 4 + channel); ABSENT_TEXEL where no window published the tick. */
  values = new Float32Array(0);
  tickLo: Tick = 0;
  /** False until a window went in. */
  filled = false;

  get tickCount(): number {
    return this.values.length / CHANNELS_PER_GROUP;
  }

  reset(): void {
    this.values.fill(ABSENT_TEXEL);
    this.filled = false;
  }

  /** One valid window: a plane per channel, index = tick - tickLo. */
  takePlanes(planes: readonly Float64Array[], tickLo: Tick, n: number): void {
    this.#cover(tickLo, n);
    const { values } = this;
    for (let channel = 0; channel < planes.length; channel++) {
      const plane = planes[channel];
      let at = (tickLo - this.tickLo) * CHANNELS_PER_GROUP + channel;
      for (let i = 0; i < n; i++, at += CHANNELS_PER_GROUP) {
        const value = Math.fround(plane[i]);
        const kept = values[at];
        if (kept === ABSENT_TEXEL || Math.abs(value) > Math.abs(kept)) values[at] = value;
      }
    }
    this.filled = true;
  }

  /** Another column. Taking a column again after it has grown is right too. */
  takeColumn(other: ColumnMaximum): void {
    if (!other.filled) return;
    this.#cover(other.tickLo, other.tickCount);
    const { values } = this;
    const from = (other.tickLo - this.tickLo) * CHANNELS_PER_GROUP;
    for (let i = 0; i < other.values.length; i++) {
      const value = other.values[i];
      if (value === ABSENT_TEXEL) continue;
      const kept = values[from + i];
      if (kept === ABSENT_TEXEL || Math.abs(value) > Math.abs(kept)) values[from + i] = value;
    }
    this.filled = true;
  }

  #cover(tickLo: Tick, n: number): void {
    const tickEnd = this.tickLo + this.tickCount;
    if (this.tickCount > 0 && tickLo >= this.tickLo && tickLo + n <= tickEnd) return;
    const keep = this.filled;
    const lo = (keep ? Math.min(tickLo, this.tickLo) : tickLo) - GROWTH_TICKS;
    const end = (keep ? Math.max(tickLo + n, tickEnd) : tickLo + n) + GROWTH_TICKS;
    const values = new Float32Array((end - lo) * CHANNELS_PER_GROUP).fill(ABSENT_TEXEL);
    if (keep) values.set(this.values, (this.tickLo - lo) * CHANNELS_PER_GROUP);
    this.values = values;
    this.tickLo = lo;
  }
}
