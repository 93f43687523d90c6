// How averages fade while nothing happens. An idle cell is not visited: its averages are those of its last flow times
// exp(-windows since / τ), so a cell's value depends on its own history alone and not on who looked at it when.
import type { FieldParams } from '../../../contracts/params.ts';
import { WINDOWS_PER_DAY } from '../../../contracts/units.ts';

export const AVERAGES = 4;

/** Below this factor an average counts as 0: under the model's 1e-12 for any |û| up to 1e6. */
const SMALLEST_FACTOR = 1e-18;

/** What the model lets count as 0 (field-model §3). */
const NEGLIGIBLE = 1e-12;

/** Valid windows after which what was in an average before them is negligible. */
export function windowsToForget(taus: FieldParams['taus']): number {
  return Math.ceil(-Math.log(NEGLIGIBLE) * Math.max(...taus));
}

export interface Decay {
  /** Time constants in windows (dt = 1 s). */
  readonly taus: FieldParams['taus'];
  /** From this age on, nothing is left of any average. */
  readonly deadAge: number;
  /** factors[age · 4 + average] for age 0..deadAge: what is left after `age` idle windows; 0 once it is next to nothing. */
  readonly factors: Float64Array;
}

/** Kernels come many at a time with the same time constants. */
let last: Decay | null = null;

export function decayFromTaus(taus: FieldParams['taus']): Decay {
  if (last?.taus.every((tau, k) => tau === taus[k])) return last;
  const slowest = Math.max(...taus);
  const deadAge = Math.min(WINDOWS_PER_DAY + 1, Math.ceil(-Math.log(SMALLEST_FACTOR) * slowest));
  const factors = new Float64Array((deadAge + 1) * AVERAGES);
  for (let age = 0; age < deadAge; age++) {
    for (let k = 0; k < AVERAGES; k++) {
      const at = age * AVERAGES + k;
      const factor = Math.exp(-age / taus[k]);
      factors[at] = factor < SMALLEST_FACTOR ? 0 : factor;
    }
  }
  last = { taus, deadAge, factors };
  return last;
}
