// How far the nearest wall is on either side of mid (field-model §3, Markers; §5, the regression's features).
import { DEFAULT_MARKER_PARAMS, type MarkerParams } from '../../../contracts/markers.ts';
import type { Frame } from '../fields/frame.ts';
import { GROUND_REACH, prominenceAt, strictMaxima } from '../markers/maxima.ts';

/** Ticks from mid; the range that markers are looked for in where there is none. */
export interface WallDistances {
  readonly below: number;
  readonly above: number;
}

const found = new Int32Array(4096);

/** The line's frame must have `wall_strength`. */
export function nearestWalls(
  line: Frame,
  mid2: number,
  { markerRange, wallProminence }: MarkerParams = DEFAULT_MARKER_PARAMS,
): WallDistances {
  const plane = line.plane('wall_strength');
  const centre = line.spotTick - line.tickLo;
  const from = Math.max(GROUND_REACH, centre - markerRange);
  const to = Math.min(line.n - GROUND_REACH, centre + markerRange + 1);
  let below = markerRange;
  let above = markerRange;
  if (from >= to) return { below, above };
  const count = strictMaxima(found, plane, from, to, 0);
  for (let i = 0; i < count; i++) {
    if (prominenceAt(plane, found[i]) < wallProminence) continue;
    const distance = found[i] + line.tickLo - mid2 / 2;
    if (distance < 0) below = Math.min(below, -distance);
    if (distance > 0) above = Math.min(above, distance);
  }
  return { below, above };
}
