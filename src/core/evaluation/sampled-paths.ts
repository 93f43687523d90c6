// The particle (field-model §4, frozen fields) over samples: the same steps as forecaster.ts, from weighted means that
// were made once. What a fit calls thousands of times.
import { FORECAST_HORIZON, type ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import type { DaySamples } from './day-samples.ts';

export interface PathOptions {
  /** Every so many rows; 1 takes all. */
  readonly stride?: number;
  /** Viscosity everywhere, in place of the field; null takes the field. */
  readonly flatViscosity?: number | null;
}

/** By the second of a path: index of the horizon that ends there, or -1. */
const HORIZON_AT = new Int8Array(FORECAST_HORIZON + 1).fill(-1);
HORIZONS.forEach((seconds, index) => {
  HORIZON_AT[seconds] = index;
});

/**
 * Writes how far the path of each row has gone at each horizon, ticks, HORIZON_COUNT a row, in the place of the row; rows
 * that the stride leaves out are not touched. Returns how many paths left the sampled ticks: beyond them the particle
 * meets what is at their edge.
 */
export function samplePaths(
  deltas: Float32Array | Float64Array,
  samples: DaySamples,
  params: ForecastParams,
  { stride = 1, flatViscosity = null }: PathOptions = {},
): number {
  const { betaNear, betaFar, betaV, gamma, nuMin, vMax, xpMax } = params;
  const { rows, reach, start, velocity, near, far, drag } = samples;
  const width = 2 * reach + 1;
  const lastCell = width - 2;
  const flat = flatViscosity === null ? -1 : Math.max(nuMin, flatViscosity);
  let escaped = 0;
  for (let row = 0; row < rows; row += stride) {
    const base = row * width;
    const origin = clamp(start[row], xpMax);
    let x = origin;
    let v = clamp(betaV * velocity[row], vMax);
    let outside = 0;
    for (let h = 1; h <= FORECAST_HORIZON; h++) {
      let cell = Math.floor(x) + reach;
      let part = x + reach - cell;
      if (cell < 0 || cell > lastCell) {
        outside = 1;
        part = cell < 0 ? 0 : 1;
        cell = cell < 0 ? 0 : lastCell;
      }
      const at = base + cell;
      const force =
        betaNear * (near[at] + part * (near[at + 1] - near[at])) +
        betaFar * (far[at] + part * (far[at + 1] - far[at]));
      const nu = flat >= 0 ? flat : Math.max(nuMin, drag[at] + part * (drag[at + 1] - drag[at]));
      const kept = 1 - gamma * nu;
      v = clamp(Math.min(1, Math.max(0, kept)) * v + force, vMax);
      x = clamp(x + v, xpMax);
      const horizon = HORIZON_AT[h];
      if (horizon >= 0) deltas[row * HORIZON_COUNT + horizon] = x - origin;
    }
    escaped += outside;
  }
  return escaped;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
