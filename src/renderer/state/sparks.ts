// A day's activity as a short string of digits in base 36, remembered for the list of days: small enough for local
// storage, and there before the day is opened again. Counts in, heights 0..35 out.
import { z } from 'zod';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.sparks';
const MOST_DAYS = 400;
const TOP = 35;
export const SPARK_POINTS = 40;

const Stored = z.record(z.string().max(200), z.string().regex(/^[0-9a-z]{1,64}$/));

/** Heights on a square-root scale: the open and the close of a day would flatten the rest on a plain one. */
export function sparkFromActivity(counts: ArrayLike<number>): string {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i] as number);
  return Array.from(counts, (count) => Math.round(most > 0 ? Math.sqrt(count / most) * TOP : 0).toString(36)).join('');
}

/** Points of an SVG polyline `width` by `height`. */
export function pointsFromSpark(spark: string, width: number, height: number): string {
  const step = spark.length > 1 ? width / (spark.length - 1) : 0;
  return [...spark].map((digit, i) => `${(i * step).toFixed(1)},${(height - (Number.parseInt(digit, 36) / TOP) * height).toFixed(1)}`).join(' ');
}

/** Share (0..1) of a day's span at which half of its activity has passed; one half where nothing is known. */
export function middleFromSpark(spark: string | undefined): number {
  const weights = [...(spark ?? '')].map((digit) => Number.parseInt(digit, 36) ** 2);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  if (half === 0) return 0.5;
  let sum = 0;
  const at = weights.findIndex((weight) => (sum += weight) >= half);
  return (at + 0.5) / weights.length;
}

/** `sparks` with a day's added; those that were added longest ago leave beyond the limit. */
export function withSpark(sparks: Readonly<Record<string, string>>, dayId: string, spark: string): Readonly<Record<string, string>> {
  const { [dayId]: _, ...others } = sparks;
  return { ...Object.fromEntries(Object.entries(others).slice(-(MOST_DAYS - 1))), [dayId]: spark };
}

export function storeSparks(storage: KeyValueStorage | null, sparks: Readonly<Record<string, string>>): void {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify(sparks));
  } catch {
    // A storage that is full or forbidden costs a decoration.
  }
}

export function storedSparks(storage: KeyValueStorage | null): Readonly<Record<string, string>> {
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
