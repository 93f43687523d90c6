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

export class Sparks {
  readonly #storage: KeyValueStorage | null;
  #byDay: Record<string, string>;

  constructor(storage: KeyValueStorage | null) {
    this.#storage = storage;
    this.#byDay = read(storage);
  }

  get(dayId: string): string | undefined {
    return this.#byDay[dayId];
  }

  set(dayId: string, spark: string): void {
    const { [dayId]: _, ...others } = this.#byDay;
    const kept = Object.entries(others).slice(-(MOST_DAYS - 1));
    this.#byDay = { ...Object.fromEntries(kept), [dayId]: spark };
    try {
      this.#storage?.setItem(STORAGE_KEY, JSON.stringify(this.#byDay));
    } catch {
      // A storage that is full or forbidden costs a decoration.
    }
  }
}

function read(storage: KeyValueStorage | null): Record<string, string> {
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
