// Confidence and band, each day's from maps that other days made, and the maps of all days together (field-model §5).
import type { HorizonMaps } from '../../../contracts/calibration.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import { BAND_SHARE, type Band, type Coverage, coverageOf, fitBand, widenedBy } from './band.ts';
import {
  fitConfidence,
  type ReliabilityBin,
  reliabilityOf,
  type ScoredDay,
  saidAndCame,
  thirdsOf,
} from './confidence.ts';
import type { MonotoneMap } from './isotonic.ts';

export interface Maps {
  readonly thirds: [number, number];
  readonly confidence: readonly (MonotoneMap | null)[];
  readonly bands: readonly (Band | null)[];
}

export function fitMaps(days: readonly ScoredDay[]): Maps {
  const thirds = thirdsOf(days.map(({ samples }) => samples.volatility));
  return {
    thirds,
    confidence: HORIZONS.map((_, horizon) => fitConfidence(days, horizon)),
    bands: HORIZONS.map((_, horizon) => fitBand(days, horizon, thirds)),
  };
}

export interface MapsWorth {
  readonly reliability: readonly (ReliabilityBin[] | null)[];
  readonly coverage: readonly (Coverage | null)[];
}

/** What maps were worth on days that did not make them; null a day where it has none. */
export function worthOfMaps(days: readonly ScoredDay[], mapsOf: readonly (Maps | null)[]): MapsWorth {
  const pairs: { said: number; right: number }[][] = Array.from({ length: HORIZON_COUNT }, () => []);
  const counts = Array.from({ length: HORIZON_COUNT }, () => ({ n: 0, inside: 0 }));
  days.forEach((day, i) => {
    const maps = mapsOf[i];
    if (!maps) return;
    for (let horizon = 0; horizon < HORIZON_COUNT; horizon++) {
      const map = maps.confidence[horizon];
      if (map) for (const pair of saidAndCame(day, horizon, map)) pairs[horizon].push(pair);
      const band = maps.bands[horizon];
      if (!band) continue;
      const { n, inside } = coverageOf(day, horizon, band, maps.thirds);
      counts[horizon].n += n;
      counts[horizon].inside += inside;
    }
  });
  return {
    reliability: pairs.map((each) => (each.length > 0 ? reliabilityOf(each) : null)),
    coverage: counts.map((each) => (each.n > 0 ? each : null)),
  };
}

/** For each day, maps of the days that `others` names. */
export function mapsByDay(
  days: readonly ScoredDay[],
  others: (index: number) => readonly ScoredDay[],
): (Maps | null)[] {
  return days.map((_, index) => {
    const from = others(index);
    return from.length > 0 ? fitMaps(from) : null;
  });
}

/** Maps as a calibration keeps them. Where the band held less than it should, it is widened until it does. */
export function keptMaps(
  all: Maps,
  worth: MapsWorth,
  days: readonly ScoredDay[],
  mapsOf: readonly (Maps | null)[],
  skill: readonly boolean[],
): HorizonMaps[] {
  return HORIZONS.map((horizonS, horizon) => {
    const map = all.confidence[horizon];
    const band = all.bands[horizon];
    const coverage = worth.coverage[horizon];
    const short = coverage !== null && coverage.inside < BAND_SHARE * coverage.n;
    const widen = short ? widenedBy(days, horizon, mapsOf) : 1;
    return {
      horizonS,
      confidence: map ? { x: [...map.x], y: [...map.y] } : null,
      band: band && { low: [...band.low], high: [...band.high], widen },
      coverage,
      skill: skill[horizon],
    };
  });
}
