// What a forecast has to beat (field-model §5): no change, last-second momentum, and the direction that the training days
// took more often. And what came true, for all of them the same way.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { DaySamples } from './day-samples.ts';

/** Predictions of one day: sizes in ticks, HORIZON_COUNT a row; sides where they are not the signs of the sizes. */
export interface Prediction {
  readonly sizes: Float32Array | Float64Array;
  readonly sides?: Int8Array;
}

/** By horizon: which way mid went more often, and the median change, ticks. */
export interface Majority {
  readonly side: number;
  readonly median: number;
}

/** Changes of a day by horizon and half ticks, from which a majority is told. */
export type ChangeCounts = readonly ReadonlyMap<number, number>[];

export function changeCounts({ rows, targets }: DaySamples): ChangeCounts {
  const counts = Array.from({ length: HORIZON_COUNT }, () => new Map<number, number>());
  for (let i = 0; i < rows * HORIZON_COUNT; i++) {
    const target = targets[i];
    if (Number.isNaN(target)) continue;
    const of = counts[i % HORIZON_COUNT];
    of.set(target, (of.get(target) ?? 0) + 1);
  }
  return counts;
}

/** Of the training days; of none: no side and no change. */
export function majorityOf(days: readonly ChangeCounts[]): Majority[] {
  return Array.from({ length: HORIZON_COUNT }, (_, horizon) => {
    const all = new Map<number, number>();
    for (const day of days)
      for (const [change, count] of day[horizon]) all.set(change, (all.get(change) ?? 0) + count);
    let total = 0;
    let balance = 0;
    for (const [change, count] of all) {
      total += count;
      balance += Math.sign(change) * count;
    }
    return { side: Math.sign(balance), median: medianOf(all, total) };
  });
}

function medianOf(counts: ReadonlyMap<number, number>, total: number): number {
  let seen = 0;
  for (const [change, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (2 * seen >= total) return change;
  }
  return 0;
}

export function noChange({ rows }: DaySamples): Prediction {
  return { sizes: new Float32Array(rows * HORIZON_COUNT) };
}

/** Mid goes once more as far as it went in the last second. */
export function momentum({ rows, lastChange }: DaySamples): Prediction {
  const sizes = new Float32Array(rows * HORIZON_COUNT);
  for (let i = 0; i < sizes.length; i++) sizes[i] = lastChange[Math.floor(i / HORIZON_COUNT)];
  return { sizes };
}

export function majorityPrediction({ rows }: DaySamples, majority: readonly Majority[]): Prediction {
  const sizes = new Float32Array(rows * HORIZON_COUNT);
  const sides = new Int8Array(sizes.length);
  for (let i = 0; i < sizes.length; i++) {
    const { side, median } = majority[i % HORIZON_COUNT];
    sizes[i] = median;
    sides[i] = side;
  }
  return { sizes, sides };
}
