// Days of samples made up for tests: fields at random, mid moved by the model itself with parameters that are known.
import { DEFAULT_FORECAST_PARAMS, type ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import { type DaySamples, emptySamples } from './day-samples.ts';
import { samplePaths } from './sampled-paths.ts';

/** Repeatable numbers: uniform in 0 … 1, and normal. */
export function seeded(seed: number): { unit(): number; normal(): number } {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const high = state >>> 12;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((high * 4096 + (state >>> 20)) % 0x1_0000_0000) / 0x1_0000_0000;
  };
  return {
    unit,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}

export interface MadeDay {
  readonly rows: number;
  readonly seed: number;
  /** Parameters whose paths mid follows; null moves it at random alone. */
  readonly truth: ForecastParams | null;
  /** Deviation of what is added to mid each second, ticks. */
  readonly noise: number;
  /** Far force as so much of near force and hardly anything of its own, as books have it; independent where absent. */
  readonly farOfNear?: number;
}

/** Fields smooth over ticks, new every second; mid in half ticks. */
export function madeDay({ rows, seed, truth, noise, farOfNear }: MadeDay): DaySamples {
  const { normal, unit } = seeded(seed);
  const reach = DEFAULT_FORECAST_PARAMS.xpMax + 1;
  const samples = emptySamples(rows, reach);
  const width = 2 * reach + 1;
  for (let row = 0; row < rows; row++) {
    const near = 0.2 * normal();
    const far = farOfNear === undefined ? 0.2 * normal() : farOfNear * near + 0.006 * normal();
    const slope = 0.002 * normal();
    const drag = 0.6 + 0.8 * unit();
    samples.window[row] = row;
    samples.start[row] = 0.5 * Math.floor(3 * unit() - 1);
    samples.velocity[row] = 0.5 * normal();
    samples.lastChange[row] = 0.5 * Math.round(normal());
    samples.spread[row] = unit() < 0.8 ? 1 : 2;
    samples.volatility[row] = Math.abs(normal());
    samples.depth[row] = 500 + 100 * normal();
    for (let i = 0; i < width; i++) {
      const x = i - reach;
      samples.near[row * width + i] = near - slope * x;
      samples.far[row * width + i] = far;
      samples.drag[row * width + i] = drag + 0.01 * Math.abs(x);
    }
  }
  const moved = new Float64Array(rows * HORIZON_COUNT);
  if (truth) samplePaths(moved, samples, truth);
  for (let at = 0; at < moved.length; at++) {
    const seconds = HORIZONS[at % HORIZON_COUNT] ?? 1;
    samples.targets[at] = 0.5 * Math.round(2 * (moved[at] + noise * Math.sqrt(seconds) * normal()));
  }
  return samples;
}
