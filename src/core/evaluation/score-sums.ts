// Scores as sums, so that whoever has them can add up any days, hours or regimes and come to the same rates (field-model
// §5). A hit counts only where mid moved: 1 for the right side, 0 for the wrong one, a half where no side was named, so
// that a forecaster without a view scores one half.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { Prediction } from './baselines.ts';
import type { DaySamples } from './day-samples.ts';

/** Seconds of a block of the bootstrap: neighbouring seconds share most of their future. */
export const BLOCK_SECONDS = 60;
/** Sums of ticks are kept to this, so that a file's figures add up to the file's totals. */
const GRAIN = 1e6;

/** HORIZON_COUNT values a group. */
export interface ScoreSums {
  readonly groups: number;
  readonly n: Float64Array;
  readonly moved: Float64Array;
  /** By forecaster. */
  readonly hits: readonly Float64Array[];
  readonly absTicks: readonly Float64Array[];
}

function emptySums(groups: number, forecasters: number): ScoreSums {
  const column = (): Float64Array => new Float64Array(groups * HORIZON_COUNT);
  const columns = (): Float64Array[] => Array.from({ length: forecasters }, column);
  return { groups, n: column(), moved: column(), hits: columns(), absTicks: columns() };
}

/** Scores every row of a day whose target is known; `groupOf` gives a row's group, -1 to leave it out. */
export function sumScores(
  samples: DaySamples,
  predictions: readonly Prediction[],
  groups: number,
  groupOf: (row: number) => number,
): ScoreSums {
  const sums = emptySums(groups, predictions.length);
  const { rows, targets } = samples;
  for (let row = 0; row < rows; row++) {
    const group = groupOf(row);
    if (group < 0) continue;
    for (let h = 0; h < HORIZON_COUNT; h++) {
      const at = row * HORIZON_COUNT + h;
      const target = targets[at];
      if (Number.isNaN(target)) continue;
      const to = group * HORIZON_COUNT + h;
      sums.n[to] += 1;
      if (target !== 0) sums.moved[to] += 1;
      for (let f = 0; f < predictions.length; f++) {
        const { sizes, sides } = predictions[f];
        sums.absTicks[f][to] += Math.abs(target - sizes[at]);
        if (target === 0) continue;
        const side = sides ? sides[at] : sizes[at];
        if (side === 0) sums.hits[f][to] += 0.5;
        else if (side > 0 === target > 0) sums.hits[f][to] += 1;
      }
    }
  }
  for (const column of sums.absTicks)
    for (let i = 0; i < column.length; i++) column[i] = Math.round(column[i] * GRAIN) / GRAIN;
  return sums;
}

/** Scores by block; `first` is the block that group 0 stands for. Blocks count from the day's start. */
export function sumByBlock(
  samples: DaySamples,
  predictions: readonly Prediction[],
): { readonly first: number; readonly sums: ScoreSums } {
  const { rows, window } = samples;
  const blockOf = (row: number): number => Math.floor(window[row] / BLOCK_SECONDS);
  const first = rows > 0 ? blockOf(0) : 0;
  const groups = rows > 0 ? blockOf(rows - 1) - first + 1 : 0;
  return { first, sums: sumScores(samples, predictions, groups, (row) => blockOf(row) - first) };
}

/** All groups as one. */
export function totalOf(sums: ScoreSums): ScoreSums {
  const total = emptySums(1, sums.hits.length);
  const add = (to: Float64Array, from: Float64Array): void => {
    for (let i = 0; i < from.length; i++) to[i % HORIZON_COUNT] += from[i];
  };
  add(total.n, sums.n);
  add(total.moved, sums.moved);
  sums.hits.forEach((column, f) => {
    add(total.hits[f], column);
  });
  sums.absTicks.forEach((column, f) => {
    add(total.absTicks[f], column);
  });
  return total;
}
