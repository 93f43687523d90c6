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

/** Rows that are stepped together; what they need of the fields stays in the cache. */
const BLOCK_ROWS = 64;
const PLACES = new Float64Array(BLOCK_ROWS);
const SPEEDS = new Float64Array(BLOCK_ROWS);
const ORIGINS = new Float64Array(BLOCK_ROWS);
const OUTSIDE = new Uint8Array(BLOCK_ROWS);

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
  const flat = flatViscosity === null ? -1 : Math.max(params.nuMin, flatViscosity);
  let escaped = 0;
  for (let row = 0; row < samples.rows; row += stride * BLOCK_ROWS)
    escaped += blockPaths(deltas, samples, params, row, stride, flat);
  return escaped;
}

/**
 * Second by second over a block of rows: a path waits for its own last step, but not for the other rows', which the
 * processor works on meanwhile. The numbers are those of one row after the other.
 */
function blockPaths(
  deltas: Float32Array | Float64Array,
  samples: DaySamples,
  { betaNear, betaFar, betaV, gamma, nuMin, vMax, xpMax }: ForecastParams,
  first: number,
  stride: number,
  flat: number,
): number {
  const { rows, reach, start, velocity, near, far, drag } = samples;
  const width = 2 * reach + 1;
  const lastCell = width - 2;
  const count = Math.min(BLOCK_ROWS, Math.ceil((rows - first) / stride));
  for (let i = 0; i < count; i++) {
    const row = first + i * stride;
    PLACES[i] = ORIGINS[i] = clamp(start[row], xpMax);
    SPEEDS[i] = clamp(betaV * velocity[row], vMax);
    OUTSIDE[i] = 0;
  }
  for (let h = 1; h <= FORECAST_HORIZON; h++) {
    const horizon = HORIZON_AT[h];
    for (let i = 0, row = first; i < count; i++, row += stride) {
      const x = PLACES[i];
      let cell = (Math.floor(x) | 0) + reach;
      let part = x + reach - cell;
      if (cell < 0 || cell > lastCell) {
        OUTSIDE[i] = 1;
        part = cell < 0 ? 0 : 1;
        cell = cell < 0 ? 0 : lastCell;
      }
      const at = row * width + cell;
      const force =
        betaNear * (near[at] + part * (near[at + 1] - near[at])) +
        betaFar * (far[at] + part * (far[at + 1] - far[at]));
      let nu = flat;
      if (flat < 0) {
        const felt = drag[at] + part * (drag[at + 1] - drag[at]);
        nu = felt;
        if (felt < nuMin) nu = nuMin;
      }
      const v = clamp(shareOf(1 - gamma * nu) * SPEEDS[i] + force, vMax);
      const next = clamp(x + v, xpMax);
      SPEEDS[i] = v;
      PLACES[i] = next;
      if (horizon >= 0) deltas[row * HORIZON_COUNT + horizon] = next - ORIGINS[i];
    }
  }
  let escaped = 0;
  for (let i = 0; i < count; i++) escaped += OUTSIDE[i];
  return escaped;
}

/** Conditions, not Math.min and Math.max, which look after signs of zero: this is the innermost loop of a fit. */
function shareOf(value: number): number {
  if (value > 1) return 1;
  if (value < 0) return 0;
  return value;
}

function clamp(value: number, most: number): number {
  if (value > most) return most;
  if (value < -most) return -most;
  return value;
}
