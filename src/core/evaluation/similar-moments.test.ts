// Similar moments against a search that sorts everything, and the rules of what may be compared.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { FEATURE_COUNT, type Moments } from './moments.ts';
import { comparableRows, type MomentDay, nearestMoments, outcomesOfAll, scaleOf } from './similar-moments.ts';

const DAY = 86_400;

/** A day whose seconds and values are given; features repeat the value, changes are the second's number. */
function dayOf(index: number, seconds: readonly (readonly [window: number, value: number])[]): MomentDay {
  const moments: Moments = {
    rows: seconds.length,
    window: Int32Array.from(seconds, ([window]) => window),
    features: Float32Array.from(
      seconds.flatMap(([, value]) => Array.from({ length: FEATURE_COUNT }, (_, k) => value * (k + 1))),
    ),
    changes: Float32Array.from(
      seconds.flatMap(([window]) => Array.from({ length: HORIZON_COUNT }, () => window)),
    ),
  };
  return { moments, midnight: index * DAY };
}

const secondsOf = fc
  .uniqueArray(fc.nat(DAY - 1), { minLength: 1, maxLength: 60 })
  .chain((windows) =>
    fc
      .array(fc.integer({ min: -20, max: 20 }), { minLength: windows.length, maxLength: windows.length })
      .map((values) => windows.toSorted((a, b) => a - b).map((window, i) => [window, values[i]] as const)),
  );

describe('what may be compared', () => {
  it('is an hour away or more, and earlier where no future may be told', () => {
    fc.assert(
      fc.property(
        fc.array(secondsOf, { minLength: 1, maxLength: 4 }),
        fc.nat(4 * DAY),
        fc.boolean(),
        (days, now, earlierOnly) => {
          const built = days.map((seconds, i) => dayOf(i, seconds));
          const want = days.flatMap((seconds, day) =>
            seconds.flatMap(([window], row) => {
              const apart = day * DAY + window - now;
              return apart <= -3600 || (apart >= 3600 && !earlierOnly) ? [{ day, row }] : [];
            }),
          );
          const got = comparableRows(built, now, earlierOnly).flatMap((runs, day) =>
            runs.flatMap(({ from, to }) =>
              Array.from({ length: to - from }, (_, i) => ({ day, row: from + i })),
            ),
          );
          expect(got).toEqual(want);
        },
      ),
    );
  });
});

describe('the nearest', () => {
  it('are those of a search that sorts everything, a minute apart', () => {
    fc.assert(
      fc.property(
        fc.array(secondsOf, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (days, value, count) => {
          const built = days.map((seconds, i) => dayOf(i, seconds));
          const comparable = comparableRows(built, 1e9, true);
          const scale = scaleOf(built, comparable);
          const here = Array.from({ length: FEATURE_COUNT }, (_, k) => value * (k + 1));
          const values = days.flat().map(([, each]) => each);
          const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
          const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
          const inverse = variance > 0 ? 1 / Math.sqrt(variance) : 0;
          // Of each minute the nearest, the earlier of two; then by distance, no two within a minute.
          const minutes = new Map<string, { day: number; row: number; distance: number; window: number }>();
          days.forEach((seconds, day) => {
            seconds.forEach(([window, each], row) => {
              const distance = Math.sqrt(FEATURE_COUNT) * Math.abs(each - value) * inverse;
              const key = `${day}/${Math.floor(window / 60)}`;
              const known = minutes.get(key);
              if (!known || distance < known.distance) minutes.set(key, { day, row, distance, window });
            });
          });
          const sorted = [...minutes.values()].sort(
            (a, b) => a.distance - b.distance || a.day - b.day || a.row - b.row,
          );
          const want: typeof sorted = [];
          for (const each of sorted) {
            const near = want.some(
              ({ day, window }) => day === each.day && Math.abs(window - each.window) < 60,
            );
            if (!near && want.length < count) want.push(each);
          }
          const got = nearestMoments(built, comparable, scale, here, count);
          expect(got.map(({ day, row }) => [day, row])).toEqual(want.map(({ day, row }) => [day, row]));
          got.forEach(({ distance }, i) => {
            expect(distance).toBeCloseTo(want[i].distance, 6);
          });
        },
      ),
    );
  });
});

it('tells how often mid went where, and its median change', () => {
  const day = dayOf(0, [
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  const { changes } = day.moments;
  changes.set([2, -1, 0, 4, Number.NaN, 1], 0);
  changes.set([0, -1, 0, 5, 2, Number.NaN], HORIZON_COUNT);
  changes.set([-3, -1, 0, 6, Number.NaN, Number.NaN], 2 * HORIZON_COUNT);
  expect(outcomesOfAll([day], [[{ from: 0, to: 3 }]])).toEqual([
    { n: 3, up: 1, down: 1, still: 1, median: 0 },
    { n: 3, up: 0, down: 3, still: 0, median: -1 },
    { n: 3, up: 0, down: 0, still: 3, median: 0 },
    { n: 3, up: 3, down: 0, still: 0, median: 5 },
    { n: 1, up: 1, down: 0, still: 0, median: 2 },
    { n: 1, up: 1, down: 0, still: 0, median: 1 },
  ]);
});
