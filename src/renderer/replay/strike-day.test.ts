import { describe, expect, it } from 'vitest';
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { expiriesInScope, StrikeDay, type UnderlyingDay } from './strike-day.ts';

const POINT = 1_000_000_000n;
/** A Wednesday. */
const DAY_START = BigInt(Date.parse('2026-09-16T00:00:00Z')) * 1_000_000n;

/** Ticks of a quarter, strikes every five points: twenty ticks a strike. */
function strikesOf(spots: readonly (number | null)[]): StrikeDay {
  const columns: Record<string, ArrayLike<number>> = {
    spot_tick: Int32Array.from(spots, (spot) => spot ?? NULL_INT32),
    window_valid: Uint8Array.from(spots, (spot) => (spot === null ? 0 : 1)),
  };
  const future = {
    dayId: 'd',
    tickSizeNanos: POINT / 4n,
    windowFrom: 0,
    windowEnd: spots.length,
    chunks: [
      undefined,
      { chunk: 1, spotLo: 20_000, spotHi: 20_031 },
      { chunk: 2, spotLo: null, spotHi: null },
    ],
    column: (name: string) => columns[name],
  } as unknown as UnderlyingDay;
  return new StrikeDay(future, 'C', { series: 1, stepNanos: String(5n * POINT), expiries: [] });
}

describe('strikes as a day', () => {
  it('go by the future’s id and the right', () => {
    expect(strikesOf([]).dayId).toBe('d~C');
    expect(strikesOf([]).strikesPerTick).toBe(1 / 20);
  });

  it('lie round the strike nearest to spot, of two as near the lower', () => {
    expect(strikesOf([]).chunks).toEqual([
      undefined,
      { chunk: 1, spotLo: 1000, spotHi: 1002 },
      { chunk: 2, spotLo: null, spotHi: null },
    ]);
    expect(strikesOf([20_010]).spotRange(0, 1)).toEqual({ lo: 1000, hi: 1000 });
    expect(strikesOf([20_011]).spotRange(0, 1)).toEqual({ lo: 1001, hi: 1001 });
  });

  it('are bounded by the valid seconds in sight alone', () => {
    const day = strikesOf([19_000, 20_000, null, 20_060, 21_000]);
    expect(day.spotRange(1, 4)).toEqual({ lo: 1000, hi: 1003 });
    expect(day.spotRange(2, 3)).toBeNull();
  });

  it('reach as far as the parameters say, in points', () => {
    expect(strikesOf([]).reach(DEFAULT_FIELD_PARAMS)).toBe(20);
    expect(strikesOf([]).reach({ ...DEFAULT_FIELD_PARAMS, optRange: 12 })).toBe(2);
  });
});

it('counts the expiries in scope of the trade dates of a day: today’s, to the Sunday after it, or all', () => {
  const hours = (after: bigint): string => String(DAY_START + after * 3600n * POINT);
  // Its afternoon, the afternoons after the next two nights, and of the Monday after the week.
  const expiries = [hours(-3n), hours(21n), hours(45n), hours(69n), hours(5n * 24n + 21n)];
  const count = (optExpiries: 'today' | 'week' | 'all'): number =>
    expiriesInScope({ expiries }, { optExpiries }, { dataset: 'GLBX.MDP3', dayStartNanos: DAY_START });
  // From 17:00 in Chicago on the day's seconds are of the next trade date.
  expect([count('today'), count('week'), count('all')]).toEqual([2, 3, 4]);
});
