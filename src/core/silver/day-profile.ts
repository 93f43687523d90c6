// The shape of a day while it is read, window by window: how busy it is, where the price goes, and how much of it falls
// in which trade date. Memory is the same for a minute and for a day: when its buckets are full, pairs become one.
import { ACTIVITY_BUCKETS, activityFrom, type DayActivity } from '../../../contracts/activity.ts';
import type { TradeDaySpan } from '../../../contracts/trade-dates.ts';
import { ACTIONS, FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from './chunk.ts';

/** What of a UTC day belongs to one trade date, up to the last closed window. */
export interface TradeDayPart extends TradeDaySpan {
  readonly records: number;
  readonly lots: number;
}

export class DayProfile {
  readonly #spans: readonly TradeDaySpan[];
  readonly #spanRecords: Float64Array;
  readonly #spanLots: Float64Array;
  readonly #records = new Float64Array(ACTIVITY_BUCKETS);
  readonly #mid2 = new Float64Array(ACTIVITY_BUCKETS);
  /** First valid window; -1 before it. */
  #from = -1;
  #end = 0;
  #width = 1;

  /** @param spans the trade dates of the UTC day, in order */
  constructor(spans: readonly TradeDaySpan[]) {
    this.#spans = spans;
    this.#spanRecords = new Float64Array(spans.length);
    this.#spanLots = new Float64Array(spans.length);
    this.#mid2.fill(Number.NaN);
  }

  /** Takes the next chunk of the day. */
  add(chunk: SilverChunk): void {
    const { snapshots, windowFrom, windowCount } = chunk;
    const { actions, flags, mid2 } = snapshots;
    for (let i = 0; i < windowCount; i++) {
      let records = 0;
      for (let a = i * ACTIONS.length; a < (i + 1) * ACTIONS.length; a++) records += actions[a] as number;
      const valid = ((flags[i] as number) & FLAG_WINDOW_VALID) !== 0;
      const lots =
        (snapshots.volumeBuy[i] as number) +
        (snapshots.volumeSell[i] as number) +
        (snapshots.volumeNone[i] as number);
      this.#addToSpan(windowFrom + i, records, lots);
      if (valid || this.#from >= 0)
        this.#addToBucket(windowFrom + i, records, valid ? (mid2[i] as number) : NULL_I32);
    }
  }

  /** Null before the first valid window. */
  activity(): DayActivity | null {
    if (this.#from < 0) return null;
    const buckets = Math.ceil((this.#end - this.#from) / this.#width);
    return activityFrom(
      this.#from,
      this.#width,
      this.#records.subarray(0, buckets),
      this.#mid2.subarray(0, buckets),
    );
  }

  /** Trade dates that have records, in order. */
  parts(): TradeDayPart[] {
    return this.#spans.flatMap((span, i) => {
      const records = this.#spanRecords[i] as number;
      return records > 0 ? [{ ...span, records, lots: this.#spanLots[i] as number }] : [];
    });
  }

  #addToSpan(window: number, records: number, lots: number): void {
    let i = 0;
    while (i < this.#spans.length - 1 && window >= (this.#spans[i] as TradeDaySpan).windowEnd) i++;
    this.#spanRecords[i]! += records;
    this.#spanLots[i]! += lots;
  }

  #addToBucket(window: number, records: number, mid2: number): void {
    if (this.#from < 0) this.#from = window;
    while (window - this.#from >= this.#width * ACTIVITY_BUCKETS) this.#widen();
    const bucket = Math.floor((window - this.#from) / this.#width);
    this.#records[bucket]! += records;
    if (mid2 !== NULL_I32) this.#mid2[bucket] = mid2;
    this.#end = window + 1;
  }

  #widen(): void {
    const half = ACTIVITY_BUCKETS / 2;
    for (let i = 0; i < half; i++) {
      this.#records[i] = (this.#records[2 * i] as number) + (this.#records[2 * i + 1] as number);
      const later = this.#mid2[2 * i + 1] as number;
      this.#mid2[i] = Number.isNaN(later) ? (this.#mid2[2 * i] as number) : later;
    }
    this.#records.fill(0, half);
    this.#mid2.fill(Number.NaN, half);
    this.#width *= 2;
  }
}
