// What is remembered of a day for the list of days, so that it is there before the day is opened again: its activity
// as a short string of digits in base 36, and the trade date of its busiest part. Counts in, heights 0..35 out.
import { z } from 'zod';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.traces';
const MOST_DAYS = 400;
const TOP = 35;
export const SPARK_POINTS = 40;

const DayTrace = z.object({
  spark: z.string().regex(/^[0-9a-z]{1,64}$/),
  /** Days since 1970. */
  tradeDay: z.number().int(),
});
export type DayTrace = z.infer<typeof DayTrace>;
export type DayTraces = Readonly<Record<string, DayTrace>>;
const Stored = z.record(z.string().max(200), DayTrace);

/** Heights on a square-root scale: the open and the close of a day would flatten the rest on a plain one. */
export function sparkFromActivity(counts: ArrayLike<number>): string {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i] as number);
  return Array.from(counts, (count) =>
    Math.round(most > 0 ? Math.sqrt(count / most) * TOP : 0).toString(36),
  ).join('');
}

/** Points of an SVG polyline `width` by `height`. */
export function pointsFromSpark(spark: string, width: number, height: number): string {
  const step = spark.length > 1 ? width / (spark.length - 1) : 0;
  return [...spark]
    .map(
      (digit, i) =>
        `${(i * step).toFixed(1)},${(height - (Number.parseInt(digit, 36) / TOP) * height).toFixed(1)}`,
    )
    .join(' ');
}

/** Index at which half of all counts have passed; the middle one where there are none. */
export function middleOfActivity(counts: ArrayLike<number>): number {
  let half = 0;
  for (let i = 0; i < counts.length; i++) half += (counts[i] as number) / 2;
  if (half === 0) return counts.length >> 1;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i] as number;
    if (sum >= half) return i;
  }
  return counts.length - 1;
}

/** `traces` with a day's added; those that were added longest ago leave beyond the limit. */
export function withTrace(traces: DayTraces, dayId: string, trace: DayTrace): DayTraces {
  const { [dayId]: _, ...others } = traces;
  return { ...Object.fromEntries(Object.entries(others).slice(-(MOST_DAYS - 1))), [dayId]: trace };
}

export function storeTraces(storage: KeyValueStorage | null, traces: DayTraces): void {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify(traces));
  } catch {
    // A storage that is full or forbidden costs a decoration.
  }
}

export function storedTraces(storage: KeyValueStorage | null): DayTraces {
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
