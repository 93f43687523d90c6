// Local maxima of a field along the price axis, and how far one rises over its surroundings (field-model §3, Markers).

/** Ticks on either side whose median is the ground that prominence is measured from: 21 in all. */
export const GROUND_REACH = 10;

/**
 * Writes the indices of the strict local maxima of `f` in from..to-1 that are at least `least`, ascending, and returns how
 * many. Reads two cells beyond the range on either side, which it has to exceed. Plateaus are none.
 */
export function strictMaxima(
  out: Int32Array,
  f: Float64Array,
  from: number,
  to: number,
  least: number,
): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const here = f[i];
    if (here < least || here <= 0) continue;
    if (here > f[i - 1] && here > f[i + 1] && here > f[i - 2] && here > f[i + 2]) out[count++] = i;
  }
  return count;
}

const ground = new Float64Array(2 * GROUND_REACH + 1);

/** `f[i]` minus the median of the 21 cells round it. */
export function prominenceAt(f: Float64Array, i: number): number {
  for (let k = 0; k < ground.length; k++) ground[k] = f[i - GROUND_REACH + k];
  ground.sort();
  return f[i] - ground[GROUND_REACH];
}
