// The moments whose features are nearest to those of the one at hand, what followed them, and what followed all others: a
// plain scan (bench: similar), each feature in standard deviations of all that is compared. Never the same hour, and of
// neighbouring seconds only the nearest, or the k nearest would be one moment k times.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { SIMILAR_APART_SECONDS, SIMILAR_HOUR_SECONDS } from '../../../contracts/similar.ts';
import { lowerBound } from '../../base/bisect.ts';
import { FEATURE_COUNT, type Moments } from './moments.ts';

export interface MomentDay {
  readonly moments: Moments;
  /** Seconds since 1970 at its midnight. */
  readonly midnight: number;
}

export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** Rows of each day that may be compared with a moment. */
export type Comparable = readonly (readonly Rows[])[];

/**
 * All rows but those within an hour of `now` (seconds since 1970); `earlierOnly` leaves out what comes after it, so that
 * nothing of a replay's future is told.
 */
export function comparableRows(days: readonly MomentDay[], now: number, earlierOnly: boolean): Comparable {
  return days.map(({ moments: { window, rows }, midnight }) => {
    const before = lowerBound(window, now - SIMILAR_HOUR_SECONDS - midnight + 1, rows);
    const after = earlierOnly ? rows : lowerBound(window, now + SIMILAR_HOUR_SECONDS - midnight, rows);
    return [
      { from: 0, to: before },
      { from: after, to: rows },
    ].filter(({ from, to }) => from < to);
  });
}

/** Mean of each feature and one over its standard deviation; 0 for a feature that never changes. */
export interface FeatureScale {
  readonly means: Float64Array;
  readonly inverses: Float64Array;
}

export function scaleOf(days: readonly MomentDay[], comparable: Comparable): FeatureScale {
  const means = new Float64Array(FEATURE_COUNT);
  const squares = new Float64Array(FEATURE_COUNT);
  let count = 0;
  const each = (visit: (features: Float32Array, at: number) => void): void =>
    comparable.forEach((runs, day) => {
      const { features } = days[day].moments;
      for (const { from, to } of runs)
        for (let row = from; row < to; row++) visit(features, row * FEATURE_COUNT);
    });
  each((features, at) => {
    count += 1;
    for (let k = 0; k < FEATURE_COUNT; k++) means[k] += features[at + k];
  });
  for (let k = 0; k < FEATURE_COUNT; k++) means[k] /= count;
  each((features, at) => {
    for (let k = 0; k < FEATURE_COUNT; k++) squares[k] += (features[at + k] - means[k]) ** 2;
  });
  const inverses = squares.map((square) => (square > 0 ? Math.sqrt(count / square) : 0));
  return { means, inverses };
}

export interface FoundMoment {
  readonly day: number;
  readonly row: number;
  /** Euclidean, in standard deviations. */
  readonly distance: number;
}

/** The `count` nearest, nearest first; a tie goes to the earlier. `here`: FEATURE_COUNT values. */
export function nearestMoments(
  days: readonly MomentDay[],
  comparable: Comparable,
  { inverses }: FeatureScale,
  here: ArrayLike<number>,
  count: number,
): FoundMoment[] {
  const found: FoundMoment[] = [];
  comparable.forEach((runs, day) => {
    const { features, window } = days[day].moments;
    for (const { from, to } of runs) {
      let block = -1;
      let best = -1;
      let least = Number.POSITIVE_INFINITY;
      const keep = (): void => {
        if (best >= 0) found.push({ day, row: best, distance: Math.sqrt(least) });
      };
      for (let row = from; row < to; row++) {
        const own = Math.floor(window[row] / SIMILAR_APART_SECONDS);
        if (own !== block) {
          keep();
          block = own;
          best = -1;
          least = Number.POSITIVE_INFINITY;
        }
        let square = 0;
        for (let k = 0; k < FEATURE_COUNT; k++) {
          const apart = (features[row * FEATURE_COUNT + k] - here[k]) * inverses[k];
          square += apart * apart;
        }
        if (square >= least) continue;
        least = square;
        best = row;
      }
      keep();
    }
  });
  return apart(days, found, count);
}

function apart(days: readonly MomentDay[], found: FoundMoment[], count: number): FoundMoment[] {
  const chosen: FoundMoment[] = [];
  for (const moment of found.sort((a, b) => a.distance - b.distance || a.day - b.day || a.row - b.row)) {
    if (chosen.length === count) break;
    const second = ({ day, row }: FoundMoment): number => days[day].moments.window[row];
    const isNear = (other: FoundMoment): boolean =>
      other.day === moment.day && Math.abs(second(other) - second(moment)) < SIMILAR_APART_SECONDS;
    if (!chosen.some(isNear)) chosen.push(moment);
  }
  return chosen;
}

export interface OutcomeSums {
  readonly n: number;
  readonly up: number;
  readonly down: number;
  readonly still: number;
  readonly median: number | null;
}

/** What followed some moments. */
export function outcomesOf(days: readonly MomentDay[], found: readonly FoundMoment[]): OutcomeSums[] {
  return outcomes(
    days,
    found.map(({ day, row }) => ({ day, from: row, to: row + 1 })),
  );
}

/** What followed every moment that may be compared. */
export function outcomesOfAll(days: readonly MomentDay[], comparable: Comparable): OutcomeSums[] {
  return outcomes(
    days,
    comparable.flatMap((runs, day) => runs.map((rows) => ({ day, ...rows }))),
  );
}

/** By horizon. Mid goes in half ticks, so that a day has few different changes: they are counted, not sorted. */
function outcomes(
  days: readonly MomentDay[],
  runs: readonly (Rows & { readonly day: number })[],
): OutcomeSums[] {
  const counts = Array.from({ length: HORIZON_COUNT }, () => new Map<number, number>());
  for (const { day, from, to } of runs) {
    const { changes } = days[day].moments;
    for (let h = 0; h < HORIZON_COUNT; h++) {
      const count = counts[h];
      for (let row = from; row < to; row++) {
        const change = changes[row * HORIZON_COUNT + h];
        if (!Number.isNaN(change)) count.set(change, (count.get(change) ?? 0) + 1);
      }
    }
  }
  return counts.map(sumsFromCounts);
}

function sumsFromCounts(counts: ReadonlyMap<number, number>): OutcomeSums {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const sumOf = (isIn: (change: number) => boolean): number =>
    sorted.reduce((sum, [change, count]) => (isIn(change) ? sum + count : sum), 0);
  const up = sumOf((change) => change > 0);
  const down = sumOf((change) => change < 0);
  const n = sumOf(() => true);
  /** The change that has so many below it. */
  const at = (rank: number): number => {
    let upTo = 0;
    for (const [change, count] of sorted) {
      upTo += count;
      if (upTo > rank) return change;
    }
    return 0;
  };
  const median = n === 0 ? null : (at((n - 1) >> 1) + at(n >> 1)) / 2;
  return { n, up, down, still: n - up - down, median };
}
