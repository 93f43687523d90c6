// Fits for every fold: the grid once a day, then each fold's own search; and the regressions beside them.
import type { FittedName } from '../../../contracts/fitted.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { DaySamples } from '../../core/evaluation/day-samples.ts';
import type { FitSettings, FittedValues } from '../../core/evaluation/particle-fit.ts';
import { fitRidge, type Weights } from '../../core/evaluation/regression.ts';
import { samplePaths } from '../../core/evaluation/sampled-paths.ts';
import { shared } from './shared-samples.ts';
import type { TaskRunner } from './thread-pool.ts';

/** Rows that a fit reads: more tell little, since neighbouring seconds share their future. */
const ROWS_FITTED = 10_000;

export interface FitChoice {
  readonly names: readonly FittedName[];
  readonly base: ForecastParams;
  readonly horizons: readonly boolean[];
  readonly flatViscosity: number | null;
}

function strideFor(days: readonly DaySamples[]): number {
  const rows = days.reduce((sum, day) => sum + day.rows, 0);
  return Math.max(1, Math.ceil(rows / ROWS_FITTED));
}

/** Values for each list of training days, by index. */
export async function fitFolds(
  pool: TaskRunner,
  days: readonly DaySamples[],
  trainings: readonly (readonly number[])[],
  choice: FitChoice,
  onFit: () => void,
): Promise<FittedValues[]> {
  const settings: FitSettings = { ...choice, stride: strideFor(days) };
  const grids = await Promise.all(
    days.map((day) => pool.run<'grid'>({ kind: 'grid', day: shared(day), settings })),
  );
  return Promise.all(
    trainings.map(async (train) => {
      const found = await pool.run<'fit'>({
        kind: 'fit',
        days: train.map((day) => shared(days[day])),
        grids: train.map((day) => grids[day]),
        settings,
      });
      onFit();
      return found;
    }),
  );
}

export interface RegressionFit {
  readonly ridge: Weights[];
  readonly logistic: Weights[];
}

export async function regressFolds(
  pool: TaskRunner,
  days: readonly DaySamples[],
  trainings: readonly (readonly number[])[],
): Promise<RegressionFit[]> {
  const moments = await Promise.all(
    days.map((day) => pool.run<'moments'>({ kind: 'moments', day: shared(day) })),
  );
  const stride = strideFor(days);
  return Promise.all(
    trainings.map(async (train) => ({
      ridge: fitRidge(train.map((day) => moments[day])),
      logistic: await pool.run<'logistic'>({
        kind: 'logistic',
        days: train.map((day) => shared(days[day])),
        stride,
      }),
    })),
  );
}

/** Paths of one day under fitted values. */
export function pathsOf(
  samples: DaySamples,
  params: ForecastParams,
  flatViscosity: number | null = null,
): { readonly deltas: Float32Array; readonly escaped: number } {
  const deltas = new Float32Array(samples.rows * HORIZON_COUNT);
  const escaped = samplePaths(deltas, samples, params, { flatViscosity });
  return { deltas, escaped };
}
