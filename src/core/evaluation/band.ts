// The band round a path: the tenth and ninetieth percentile of where mid was found relative to it, apart for quiet, usual
// and lively markets (field-model §5). Measured on days that the path was not fitted on.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { quantileOf } from './block-bootstrap.ts';
import { type ScoredDay, thirdOf } from './confidence.ts';

/** Share of seconds that the band is to hold. */
export const BAND_SHARE = 0.8;
const ROWS_READ = 60_000;
const MOST_WIDENED = 10;

/** Offsets from the path, ticks, by third of volatility. */
export interface Band {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

type Thirds = readonly [number, number];

export function fitBand(days: readonly ScoredDay[], horizon: number, thirds: Thirds): Band | null {
  const rows = days.reduce((sum, { samples }) => sum + samples.rows, 0);
  const stride = Math.max(1, Math.ceil(rows / ROWS_READ));
  const parts: [number[], number[], number[]] = [[], [], []];
  for (const { samples, deltas } of days) {
    for (let row = 0; row < samples.rows; row += stride) {
      const at = row * HORIZON_COUNT + horizon;
      if (Number.isNaN(samples.targets[at])) continue;
      parts[thirdOf(samples.volatility[row], thirds)].push(samples.targets[at] - deltas[at]);
    }
  }
  const all = parts.flat();
  if (all.length === 0) return null;
  // A third without rows, where volatility hardly varies, takes what all have.
  const columns = parts.map((part) => Float64Array.from(part.length > 0 ? part : all).sort());
  const at = (share: number): [number, number, number] => [
    quantileOf(columns[0], share),
    quantileOf(columns[1], share),
    quantileOf(columns[2], share),
  ];
  return { low: at((1 - BAND_SHARE) / 2), high: at((1 + BAND_SHARE) / 2) };
}

export interface Coverage {
  readonly n: number;
  readonly inside: number;
}

/** How often mid was inside a band on a day that did not shape it, by block of the day. */
export function coverageOf(
  { samples, deltas }: ScoredDay,
  horizon: number,
  { low, high }: Band,
  thirds: Thirds,
  widen = 1,
): Coverage {
  let n = 0;
  let inside = 0;
  for (let row = 0; row < samples.rows; row++) {
    const at = row * HORIZON_COUNT + horizon;
    if (Number.isNaN(samples.targets[at])) continue;
    const third = thirdOf(samples.volatility[row], thirds);
    const off = samples.targets[at] - deltas[at];
    n += 1;
    if (off >= widen * low[third] && off <= widen * high[third]) inside += 1;
  }
  return { n, inside };
}

/** Factor by which the offsets have to grow for the band to hold its share on the days that did not shape it. */
export function widenedBy(
  days: readonly ScoredDay[],
  horizon: number,
  mapsOf: readonly ({ readonly bands: readonly (Band | null)[]; readonly thirds: Thirds } | null)[],
): number {
  const needed: number[] = [];
  const rows = days.reduce((sum, { samples }) => sum + samples.rows, 0);
  const stride = Math.max(1, Math.ceil(rows / ROWS_READ));
  days.forEach(({ samples, deltas }, day) => {
    const maps = mapsOf[day];
    const band = maps?.bands[horizon];
    if (!maps || !band) return;
    for (let row = 0; row < samples.rows; row += stride) {
      const at = row * HORIZON_COUNT + horizon;
      if (Number.isNaN(samples.targets[at])) continue;
      const third = thirdOf(samples.volatility[row], maps.thirds);
      const off = samples.targets[at] - deltas[at];
      const edge = off >= 0 ? band.high[third] : band.low[third];
      needed.push(off === 0 ? 0 : off / edge > 0 ? off / edge : MOST_WIDENED);
    }
  });
  const factor = quantileOf(Float64Array.from(needed).sort(), BAND_SHARE);
  return Math.min(MOST_WIDENED, Math.max(1, factor));
}
