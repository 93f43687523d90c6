// Ridge and logistic regression on the named features of a second (field-model §5): ridge for how far mid goes, logistic
// for which way where it moved. Sums of days add up, so any choice of days is solved without their rows.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { Prediction } from './baselines.ts';
import type { DaySamples } from './day-samples.ts';

export const FEATURES = [
  'F_near',
  'F_far',
  'nu_local',
  'wave_energy',
  'wall_below',
  'wall_above',
  'velocity',
] as const;
/** Features and the constant before them. */
const WIDTH = FEATURES.length + 1;
/** Penalty in units of each feature's variance. */
const RIDGE = 1e-3;
const LOGISTIC_STEPS = 8;
const STEP_SMALL = 1e-6;

/** Values of a row: 1, then the features. */
export function featuresOf(samples: DaySamples, row: number, out: Float64Array): void {
  const { reach, start, near, far, drag } = samples;
  const width = 2 * reach + 1;
  const cell = Math.min(2 * reach - 1, Math.max(0, Math.floor(start[row]) + reach));
  const part = Math.min(1, Math.max(0, start[row] + reach - cell));
  const at = row * width + cell;
  const between = (plane: Float32Array): number => plane[at] + part * (plane[at + 1] - plane[at]);
  out[0] = 1;
  out[1] = between(near);
  out[2] = between(far);
  out[3] = between(drag);
  out[4] = samples.waveEnergy[row];
  out[5] = samples.wallBelow[row];
  out[6] = samples.wallAbove[row];
  out[7] = samples.velocity[row];
}

/** Second moments of a day's features, and with the change of mid at each horizon. */
export interface Moments {
  readonly xx: readonly Float64Array[];
  readonly xy: readonly Float64Array[];
}

export function momentsOf(samples: DaySamples): Moments {
  const xx = Array.from({ length: HORIZON_COUNT }, () => new Float64Array(WIDTH * WIDTH));
  const xy = Array.from({ length: HORIZON_COUNT }, () => new Float64Array(WIDTH));
  const x = new Float64Array(WIDTH);
  for (let row = 0; row < samples.rows; row++) {
    featuresOf(samples, row, x);
    for (let h = 0; h < HORIZON_COUNT; h++) {
      const target = samples.targets[row * HORIZON_COUNT + h];
      if (Number.isNaN(target)) continue;
      for (let i = 0; i < WIDTH; i++) {
        xy[h][i] += x[i] * target;
        for (let j = 0; j <= i; j++) xx[h][i * WIDTH + j] += x[i] * x[j];
      }
    }
  }
  return { xx, xy };
}

/** The constant and a weight for each feature. */
export type Weights = Float64Array;

/** One set of weights a horizon; all 0 where there is nothing to fit. */
export function fitRidge(days: readonly Moments[]): Weights[] {
  return Array.from({ length: HORIZON_COUNT }, (_, h) => {
    const xx = new Float64Array(WIDTH * WIDTH);
    const xy = new Float64Array(WIDTH);
    for (const day of days) {
      for (let i = 0; i < xx.length; i++) xx[i] += day.xx[h][i];
      for (let i = 0; i < WIDTH; i++) xy[i] += day.xy[h][i];
    }
    penalise(xx);
    return solved(xx, xy);
  });
}

/** Penalises every feature by its variance; the constant stays free. `xx` is a lower triangle. */
function penalise(xx: Float64Array): void {
  const n = xx[0];
  for (let i = 1; i < WIDTH && n > 0; i++) {
    const mean = xx[i * WIDTH] / n;
    xx[i * WIDTH + i] += RIDGE * (xx[i * WIDTH + i] - n * mean * mean) + 1e-9 * n;
  }
}

/** Iteratively reweighted least squares with the ridge's penalty, on every `stride`-th row where mid moved. */
export function fitLogistic(days: readonly DaySamples[], stride: number): Weights[] {
  return Array.from({ length: HORIZON_COUNT }, (_, h) => {
    let weights: Weights = new Float64Array(WIDTH);
    for (let step = 0; step < LOGISTIC_STEPS; step++) {
      const next = logisticStep(days, h, stride, weights);
      const moved = Math.max(...next.map((value, i) => Math.abs(value - weights[i])));
      weights = next;
      if (!(moved > STEP_SMALL)) break;
    }
    return weights.every(Number.isFinite) ? weights : new Float64Array(WIDTH);
  });
}

function logisticStep(days: readonly DaySamples[], h: number, stride: number, weights: Weights): Weights {
  const xx = new Float64Array(WIDTH * WIDTH);
  const xz = new Float64Array(WIDTH);
  const x = new Float64Array(WIDTH);
  for (const samples of days) {
    for (let row = 0; row < samples.rows; row += stride) {
      const target = samples.targets[row * HORIZON_COUNT + h];
      if (Number.isNaN(target) || target === 0) continue;
      featuresOf(samples, row, x);
      const score = dot(weights, x);
      const share = 1 / (1 + Math.exp(-score));
      const weight = Math.max(1e-6, share * (1 - share));
      const z = score + ((target > 0 ? 1 : 0) - share) / weight;
      for (let i = 0; i < WIDTH; i++) {
        xz[i] += weight * x[i] * z;
        for (let j = 0; j <= i; j++) xx[i * WIDTH + j] += weight * x[i] * x[j];
      }
    }
  }
  penalise(xx);
  return solved(xx, xz);
}

/** How far by ridge, which way by logistic. */
export function predictByRegression(
  samples: DaySamples,
  ridge: readonly Weights[],
  logistic: readonly Weights[],
): Prediction {
  const sizes = new Float32Array(samples.rows * HORIZON_COUNT);
  const sides = new Int8Array(sizes.length);
  const x = new Float64Array(WIDTH);
  for (let row = 0; row < samples.rows; row++) {
    featuresOf(samples, row, x);
    for (let h = 0; h < HORIZON_COUNT; h++) {
      sizes[row * HORIZON_COUNT + h] = dot(ridge[h], x);
      sides[row * HORIZON_COUNT + h] = Math.sign(dot(logistic[h], x));
    }
  }
  return { sizes, sides };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Solves a symmetric positive system by Cholesky, `xx` a lower triangle that is overwritten; 0 where it is singular. */
function solved(xx: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const out = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = xx[i * n + j];
      for (let k = 0; k < j; k++) sum -= xx[i * n + k] * xx[j * n + k];
      if (i === j) {
        if (!(sum > 0)) return new Float64Array(n);
        xx[i * n + i] = Math.sqrt(sum);
      } else xx[i * n + j] = sum / xx[j * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) out[i] -= xx[i * n + k] * out[k];
    out[i] /= xx[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) out[i] -= xx[k * n + i] * out[k];
    out[i] /= xx[i * n + i];
  }
  return out;
}
