// A day in a few dozen digits: how busy it was and where the price went, so that a list of days can be drawn without
// reading one. A sketch by design (36 heights), small enough to stand in every summary.
import { z } from 'zod';

export const ACTIVITY_BUCKETS = 96;
const TOP = 35;
const NO_MID = '.';

const count = z.number().int().nonnegative();
const digits = z
  .string()
  .max(ACTIVITY_BUCKETS)
  .regex(/^[0-9a-z.]*$/);

export const DayActivity = z.object({
  /** First window told of: the day's first valid one. */
  windowFrom: count,
  /** Windows a bucket, a power of two. */
  bucketWindows: count,
  /** Records of the busiest bucket. */
  most: count,
  /** A digit (base 36) a bucket: the square root of its records, the busiest as z. */
  heights: digits,
  /** Half ticks (bid + ask) at which the mid's digits 0 and z stand; null where it was never known. */
  midLow: z.number().int().nullable(),
  midHigh: z.number().int().nullable(),
  /** A digit a bucket: the last mid in it; a point where there was none. */
  mids: digits,
});
export type DayActivity = z.infer<typeof DayActivity>;

/** A bucket read back: about how many records, and about where the mid was (half ticks), at its middle. */
export interface ActivityBucket {
  /** Second of the UTC day. */
  readonly window: number;
  readonly records: number;
  readonly mid2: number | null;
}

/** @param mid2 half ticks, NaN where there is none */
export function activityFrom(
  windowFrom: number,
  bucketWindows: number,
  records: ArrayLike<number>,
  mid2: ArrayLike<number>,
): DayActivity {
  const most = Array.from(records).reduce((top, value) => Math.max(top, value), 0);
  const known = Array.from(mid2).filter((value) => !Number.isNaN(value));
  const midLow = known.length > 0 ? Math.min(...known) : null;
  const midHigh = known.length > 0 ? Math.max(...known) : null;
  return {
    windowFrom,
    bucketWindows,
    most,
    heights: Array.from(records, (value) => digitOf(most > 0 ? Math.sqrt(value / most) : 0)).join(''),
    midLow,
    midHigh,
    mids: Array.from(mid2, (value) => midDigit(value, midLow ?? 0, midHigh ?? 0)).join(''),
  };
}

export function activityBuckets(activity: DayActivity): ActivityBucket[] {
  const { windowFrom, bucketWindows, most, heights, mids, midLow, midHigh } = activity;
  return [...heights].map((digit, i) => {
    const mid = mids[i];
    return {
      window: windowFrom + (i + 0.5) * bucketWindows,
      records: most * shareOf(digit) ** 2,
      mid2:
        mid === undefined || mid === NO_MID || midLow === null || midHigh === null
          ? null
          : midLow + shareOf(mid) * (midHigh - midLow),
    };
  });
}

function midDigit(value: number, low: number, high: number): string {
  if (Number.isNaN(value)) return NO_MID;
  return digitOf(high > low ? (value - low) / (high - low) : 0.5);
}

function digitOf(share: number): string {
  return Math.round(share * TOP).toString(36);
}

function shareOf(digit: string): number {
  const value = Number.parseInt(digit, 36);
  return Number.isNaN(value) ? 0 : value / TOP;
}
