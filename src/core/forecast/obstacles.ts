// The walls and voids that act on a path: those of field-model §3 (Markers) that its kernels see from anywhere on it.
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { MarkerParams } from '../../../contracts/markers.ts';
import type { ForecastObstacle } from '../../../contracts/messages.ts';
import type { Frame } from '../fields/frame.ts';
import { nearestFirst, strongestOfSides } from '../markers/listing.ts';
import { GROUND_REACH, prominenceAt, strictMaxima } from '../markers/maxima.ts';
import type { ForecastPath } from './forecaster.ts';

/** Fields that the line's frame must have. */
export const OBSTACLE_FIELDS = ['wall_strength', 'void_strength'] as const;

/** Nearest to mid first; the lists of both kinds, walls before voids. */
export function obstaclesOf(
  line: Frame,
  mid2: number,
  path: ForecastPath,
  params: ForecastParams,
  markers: MarkerParams,
): ForecastObstacle[] {
  const lowest = Math.min(...path.position) + line.spotTick;
  const highest = Math.max(...path.position) + line.spotTick;
  const acts = (reach: number) => (tick: number) => tick >= lowest - reach && tick <= highest + reach;
  const walls = listed(
    line,
    'wall_strength',
    mid2,
    markers,
    0,
    (plane, i) => prominenceAt(plane, i) >= markers.wallProminence,
  );
  const voids = listed(line, 'void_strength', mid2, markers, markers.voidMin, () => true);
  const told = (kind: 'wall' | 'void', id: string) => (tick: number) => ({
    kind,
    tick,
    strength: line.at(id, tick),
  });
  return [
    ...walls.filter(acts(params.nuReach)).map(told('wall', 'wall_strength')),
    ...voids.filter(acts(Math.ceil(3 * params.sigmaNear))).map(told('void', 'void_strength')),
  ];
}

/** Ticks of the strongest local maxima of a field on either side of mid. */
function listed(
  line: Frame,
  id: string,
  mid2: number,
  { markerRange, topN }: MarkerParams,
  least: number,
  stands: (plane: Float64Array, i: number) => boolean,
): number[] {
  const plane = line.plane(id);
  const centre = line.spotTick - line.tickLo;
  const from = Math.max(GROUND_REACH, centre - markerRange);
  const to = Math.min(line.n - GROUND_REACH, centre + markerRange + 1);
  if (from >= to) return [];
  const found = new Int32Array(to - from);
  const count = strictMaxima(found, plane, from, to, least);
  const standing = [...found.subarray(0, count)].filter((i) => stands(plane, i));
  const tickOf = (i: number): number => line.tickLo + i;
  const strongest = strongestOfSides(standing, tickOf, (i) => plane[i], mid2, topN);
  return nearestFirst(strongest, tickOf, mid2).map(tickOf);
}
