// Fits on days whose truth is known, and on days without one.
import { describe, expect, it } from 'vitest';
import { FITTED_NAMES } from '../../../contracts/fitted.ts';
import { DEFAULT_FORECAST_PARAMS, type ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import type { DaySamples } from './day-samples.ts';
import { jackknifeInterval, leaveOneOut } from './folds.ts';
import { type FitSettings, type FittedValues, fitParticle, gridErrors } from './particle-fit.ts';
import { FEATURES, featuresOf, fitLogistic, fitRidge, momentsOf, predictByRegression } from './regression.ts';
import { samplePaths } from './sampled-paths.ts';
import { madeDay, seeded } from './samples.testkit.ts';

const TRUTH: ForecastParams = {
  ...DEFAULT_FORECAST_PARAMS,
  betaNear: 1.3,
  betaFar: 0.5,
  betaV: 0.25,
  gamma: 0.8,
};
const SETTINGS: FitSettings = {
  names: FITTED_NAMES,
  base: DEFAULT_FORECAST_PARAMS,
  horizons: HORIZONS.map(() => true),
  stride: 1,
  flatViscosity: null,
};

function fitted(days: readonly DaySamples[], settings = SETTINGS): FittedValues {
  return fitParticle(
    days,
    days.map((day) => gridErrors(day, settings)),
    settings,
  );
}

describe('the direct fit', () => {
  const days = Array.from({ length: 6 }, (_, day) =>
    madeDay({ rows: 400, seed: day + 1, truth: TRUTH, noise: 0.6 }),
  );

  it('recovers what was planted within the intervals that it states', () => {
    const grids = days.map((day) => gridErrors(day, SETTINGS));
    const of = <T>(from: readonly T[], train: readonly number[]): T[] => train.map((day) => from[day] as T);
    const whole = fitParticle(days, grids, SETTINGS);
    const folds = leaveOneOut(days.length).map(({ train }) =>
      fitParticle(of(days, train), of(grids, train), SETTINGS),
    );
    for (const name of FITTED_NAMES) {
      const [low, high] = jackknifeInterval(
        whole[name],
        folds.map((values) => values[name]),
      );
      expect(low, name).toBeLessThanOrEqual(TRUTH[name]);
      expect(high, name).toBeGreaterThanOrEqual(TRUTH[name]);
      expect(high - low, name).toBeLessThan(1.2);
    }
  }, 60_000);

  it('leaves alone what it was not asked to fit', () => {
    const values = fitted(days.slice(0, 2), { ...SETTINGS, names: ['betaV'] });
    expect(values).toMatchObject({
      betaNear: DEFAULT_FORECAST_PARAMS.betaNear,
      betaFar: DEFAULT_FORECAST_PARAMS.betaFar,
      gamma: DEFAULT_FORECAST_PARAMS.gamma,
    });
    expect(values.betaV).not.toBe(DEFAULT_FORECAST_PARAMS.betaV);
  });

  it('finds what near and far push together where they go together, and owns that it cannot tell them apart', () => {
    const share = 0.25;
    const alike = Array.from({ length: 6 }, (_, day) =>
      madeDay({ rows: 400, seed: day + 20, truth: TRUTH, noise: 0.6, farOfNear: share }),
    );
    const together = ({ betaNear, betaFar }: Pick<FittedValues, 'betaNear' | 'betaFar'>): number =>
      betaNear + share * betaFar;
    const whole = fitted(alike);
    expect(together(whole)).toBeGreaterThan(0.85 * together(TRUTH));
    expect(together(whole)).toBeLessThan(1.15 * together(TRUTH));
    const folds = leaveOneOut(alike.length).map(({ train }) =>
      fitted(train.map((day) => alike[day] as DaySamples)),
    );
    const [low, high] = jackknifeInterval(
      whole.betaFar,
      folds.map(({ betaFar }) => betaFar),
    );
    expect(low).toBeLessThanOrEqual(TRUTH.betaFar);
    expect(high).toBeGreaterThanOrEqual(TRUTH.betaFar);
    expect(high - low).toBeGreaterThan(TRUTH.betaFar);
    // With the one held where it is, the other is found.
    const base = { ...DEFAULT_FORECAST_PARAMS, betaFar: TRUTH.betaFar };
    const { betaNear } = fitted(alike, { ...SETTINGS, base, names: ['betaNear', 'betaV', 'gamma'] });
    expect(Math.abs(betaNear - TRUTH.betaNear)).toBeLessThan(0.2);
  }, 60_000);

  it('finds next to nothing where nothing was planted', () => {
    const still = Array.from({ length: 3 }, (_, day) =>
      madeDay({ rows: 600, seed: day + 50, truth: null, noise: 1 }),
    );
    const [day] = still as [DaySamples];
    const deltas = new Float32Array(day.rows * HORIZON_COUNT);
    samplePaths(deltas, day, { ...DEFAULT_FORECAST_PARAMS, ...fitted(still) });
    const size = Math.sqrt(deltas.reduce((sum, delta) => sum + delta * delta, 0) / deltas.length);
    expect(size).toBeLessThan(0.2);
  });
});

describe('the regressions', () => {
  const weights = [0.2, 1.5, -0.8, 0.3, 0, 0, 0, 0.4];
  const days = [1, 2, 3].map((seed) => {
    const day = madeDay({ rows: 4000, seed, truth: null, noise: 1 });
    const { unit, normal } = seeded(seed + 90);
    const x = new Float64Array(FEATURES.length + 1);
    for (let row = 0; row < day.rows; row++) {
      day.waveEnergy[row] = unit();
      day.wallBelow[row] = 40 * unit();
      day.wallAbove[row] = 40 * unit();
      featuresOf(day, row, x);
      const mean = x.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
      day.targets[row * HORIZON_COUNT] = mean + 0.3 * normal();
      // The sign of the second horizon is drawn with the logistic share itself.
      day.targets[row * HORIZON_COUNT + 1] = unit() < 1 / (1 + Math.exp(-mean)) ? 0.5 : -0.5;
    }
    return day;
  });

  it('find the weights that made the changes', () => {
    const [ridge] = fitRidge(days.map(momentsOf));
    const logistic = fitLogistic(days, 1)[1];
    weights.forEach((want, i) => {
      expect(Math.abs((ridge?.[i] ?? NaN) - want), `ridge ${i}`).toBeLessThan(0.1);
      expect(Math.abs((logistic?.[i] ?? NaN) - want), `logistic ${i}`).toBeLessThan(0.35);
    });
  });

  it('take forces and drag where mid is, by straight line between cells, at the ends those of the last', () => {
    const day = madeDay({ rows: 1, seed: 1, truth: null, noise: 1 });
    const { reach, start } = day;
    for (let cell = 0; cell <= 2 * reach; cell++) {
      day.near[cell] = cell;
      day.far[cell] = -2 * cell;
      day.drag[cell] = 3;
    }
    const out = new Float64Array(FEATURES.length + 1);
    for (const [at, cell] of [
      [0, reach],
      [0.25, reach + 0.25],
      [-1.5, reach - 1.5],
      [reach, 2 * reach],
      [reach + 9, 2 * reach],
      [-reach - 9, 0],
    ] as const) {
      start[0] = at;
      featuresOf(day, 0, out);
      expect([...out.slice(0, 4)], `mid ${at} ticks from spot`).toEqual([1, cell, -2 * cell, 3]);
    }
  });

  it('weigh a feature by its changes, wherever they are centred', () => {
    const moved = days.map((day) => ({ ...day, wallBelow: day.wallBelow.map((value) => value + 1000) }));
    for (const weigh of [
      (from: readonly DaySamples[]) => fitRidge(from.map(momentsOf))[0],
      (from: readonly DaySamples[]) => fitLogistic(from, 1)[1],
    ]) {
      const [before, after] = [weigh(days), weigh(moved)];
      for (let i = 1; i < weights.length; i++)
        expect(Math.abs((after?.[i] ?? NaN) - (before?.[i] ?? NaN)), `weight ${i}`).toBeLessThan(1e-4);
    }
  });

  it('tell the way from the seconds that went one', () => {
    const still = madeDay({ rows: 500, seed: 9, truth: null, noise: 1 });
    still.targets.fill(0);
    expect(fitLogistic([...days, still], 1)).toEqual(fitLogistic(days, 1));
  });

  it('predict how far by the one and which way by the other', () => {
    const [day] = days as [DaySamples];
    const up = Array.from({ length: HORIZON_COUNT }, () => Float64Array.from([2, 0, 0, 0, 0, 0, 0, 0]));
    const down = up.map((each) => each.map((value) => -value));
    const { sizes, sides } = predictByRegression(day, up, down);
    expect([sizes[0], sides?.[0]]).toEqual([2, -1]);
  });

  it('are nothing where there is nothing to fit', () => {
    const empty = madeDay({ rows: 0, seed: 1, truth: null, noise: 1 });
    expect([...(fitRidge([momentsOf(empty)])[0] ?? [])]).toEqual(new Array(8).fill(0));
    expect([...(fitLogistic([empty], 1)[0] ?? [])]).toEqual(new Array(8).fill(0));
  });
});
