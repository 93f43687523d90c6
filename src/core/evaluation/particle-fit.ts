// The direct fit (field-model §5): which weights, start velocity and drag make paths that miss least. A grid, whose errors
// on each day are summed for whichever days are fitted on, then a local search from its best point.
import type { FittedName } from '../../../contracts/fitted.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { DaySamples } from './day-samples.ts';
import { nelderMead } from './nelder-mead.ts';
import { samplePaths } from './sampled-paths.ts';

export type FittedValues = Readonly<Record<FittedName, number>>;

const GRID: Readonly<Record<FittedName, readonly number[]>> = {
  betaNear: [0, 0.3, 1.2, 5],
  betaFar: [0, 0.3, 1.2, 5],
  betaV: [-0.5, 0, 0.5],
  gamma: [0.15, 0.5, 1.5],
};
/** First steps of the search, in the coordinates of `searched`. */
const STEPS: FittedValues = { betaNear: 0.3, betaFar: 0.3, betaV: 0.15, gamma: 0.2 };
const EVALUATIONS = 90;
const MOST: FittedValues = { betaNear: 100, betaFar: 100, betaV: 10, gamma: 10 };

export interface FitSettings {
  /** What is fitted; the rest stays as `base` has it. */
  readonly names: readonly FittedName[];
  readonly base: ForecastParams;
  /** By horizon: whether errors there count. */
  readonly horizons: readonly boolean[];
  readonly stride: number;
  /** Viscosity everywhere, in place of the field. */
  readonly flatViscosity: number | null;
}

/** Squared errors of a day: of each grid point at each horizon, and of no change. */
export interface GridErrors {
  /** Points · HORIZON_COUNT. */
  readonly errors: Float64Array;
  readonly still: Float64Array;
}

/** Points of the grid: every choice of what is fitted, and what is given. */
export function gridPoints({ names, base }: FitSettings): ForecastParams[] {
  let points: ForecastParams[] = [base];
  for (const name of names)
    points = points.flatMap((point) => GRID[name].map((value) => ({ ...point, [name]: value })));
  return names.length === 0 ? points : [base, ...points];
}

/** Squared errors at each horizon over every `stride`-th row. */
export function squaredErrors(
  out: Float64Array,
  at: number,
  samples: DaySamples,
  deltas: Float32Array,
  stride: number,
): void {
  const { rows, targets } = samples;
  for (let row = 0; row < rows; row += stride) {
    for (let h = 0; h < HORIZON_COUNT; h++) {
      const miss = targets[row * HORIZON_COUNT + h] - deltas[row * HORIZON_COUNT + h];
      if (!Number.isNaN(miss)) out[at + h] += miss * miss;
    }
  }
}

export function gridErrors(samples: DaySamples, settings: FitSettings): GridErrors {
  const points = gridPoints(settings);
  const errors = new Float64Array(points.length * HORIZON_COUNT);
  const deltas = new Float32Array(samples.rows * HORIZON_COUNT);
  const still = new Float64Array(HORIZON_COUNT);
  squaredErrors(still, 0, samples, deltas, settings.stride);
  points.forEach((params, point) => {
    samplePaths(deltas, samples, params, settings);
    squaredErrors(errors, point * HORIZON_COUNT, samples, deltas, settings.stride);
  });
  return { errors, still };
}

/** Mean over the horizons of the squared error relative to no change's. */
function lossOf(errors: Float64Array, at: number, still: Float64Array, horizons: readonly boolean[]): number {
  let sum = 0;
  let count = 0;
  for (let h = 0; h < HORIZON_COUNT; h++) {
    if (!horizons[h] || !(still[h] > 0)) continue;
    sum += errors[at + h] / still[h];
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

/** Best values on the days given; `grids` are those days' errors, in the same order. */
export function fitParticle(
  days: readonly DaySamples[],
  grids: readonly GridErrors[],
  settings: FitSettings,
): FittedValues {
  const { names, base, horizons, stride } = settings;
  const points = gridPoints(settings);
  const still = new Float64Array(HORIZON_COUNT);
  for (const grid of grids) for (let h = 0; h < HORIZON_COUNT; h++) still[h] += grid.still[h];
  const total = new Float64Array(points.length * HORIZON_COUNT);
  for (const { errors } of grids) for (let i = 0; i < total.length; i++) total[i] += errors[i];
  let best = 0;
  points.forEach((_, point) => {
    const loss = (at: number): number => lossOf(total, at * HORIZON_COUNT, still, horizons);
    if (loss(point) < loss(best)) best = point;
  });
  const deltas = days.map(({ rows }) => new Float32Array(rows * HORIZON_COUNT));
  const errors = new Float64Array(HORIZON_COUNT);
  const found = nelderMead(
    (at) => {
      const params = placed(base, names, at);
      errors.fill(0);
      days.forEach((samples, i) => {
        samplePaths(deltas[i], samples, params, settings);
        squaredErrors(errors, 0, samples, deltas[i], stride);
      });
      return lossOf(errors, 0, still, horizons);
    },
    names.map((name) => searched(name, points[best][name])),
    names.map((name) => STEPS[name]),
    names.length === 0 ? 1 : EVALUATIONS,
  );
  const { betaNear, betaFar, betaV, gamma } = placed(base, names, found.at);
  return { betaNear, betaFar, betaV, gamma };
}

/** Weights and drag cannot be negative: they are searched by their roots, in which 0 is no edge. */
function searched(name: FittedName, value: number): number {
  return name === 'betaV' ? value : Math.sqrt(value);
}

function placed(base: ForecastParams, names: readonly FittedName[], at: readonly number[]): ForecastParams {
  const values = names.map((name, i) => {
    const value = name === 'betaV' ? at[i] : at[i] * at[i];
    return [name, Math.min(MOST[name], Math.max(-MOST[name], value))] as const;
  });
  return { ...base, ...Object.fromEntries(values) };
}
