// What is kept of a day to find moments in it: the regression's features of every sampled second and what mid did after
// it, 56 bytes a second.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import type { DaySamples } from './day-samples.ts';
import { FEATURES, featuresOf } from './regression.ts';

export const FEATURE_COUNT = FEATURES.length;

export interface Moments {
  readonly rows: number;
  /** Second of the UTC day, ascending. */
  readonly window: Int32Array;
  /** FEATURE_COUNT a row, in the order of FEATURES. */
  readonly features: Float32Array;
  /** Change of mid, ticks, HORIZON_COUNT a row; NaN where it is not known. */
  readonly changes: Float32Array;
}

/** Ticks round spot that samples must hold for it: mid never is farther from the anchor. */
export const MOMENTS_REACH = 2;

export function bytesOfMoments({ window, features, changes }: Moments): number {
  return window.byteLength + features.byteLength + changes.byteLength;
}

export function momentsFromSamples(samples: DaySamples): Moments {
  const { rows } = samples;
  const features = new Float32Array(rows * FEATURE_COUNT);
  // The constant comes first.
  const values = new Float64Array(FEATURE_COUNT + 1);
  for (let row = 0; row < rows; row++) {
    featuresOf(samples, row, values);
    features.set(values.subarray(1), row * FEATURE_COUNT);
  }
  return {
    rows,
    window: samples.window.slice(),
    features,
    changes: Float32Array.from(samples.targets.subarray(0, rows * HORIZON_COUNT)),
  };
}
