import { describe, expect, it } from 'vitest';
import type { DaySummary } from './messages.ts';
import { joinDays, neighboursOf } from './series.ts';

const nanos = (iso: string): string => String(BigInt(Date.parse(iso)) * 1_000_000n);

function day(dayId: string, from: string, to: string, more: Partial<DaySummary> = {}): DaySummary {
  return {
    dayId,
    dataset: 'GLBX.MDP3',
    publisherId: 1,
    instrumentId: 17077,
    symbol: 'ESH4',
    utcDate: from.slice(0, 10),
    firstTsNanos: nanos(from),
    lastTsNanos: nanos(to),
    state: 'complete',
    ...more,
  } as DaySummary;
}

const monday = day('mon', '2024-01-08T00:00:00Z', '2024-01-08T23:59:59Z');
const tuesday = day('tue', '2024-01-09T00:00:00Z', '2024-01-09T23:59:59Z');
const ids = (days: readonly DaySummary[]): string[] => days.map(({ dayId }) => dayId);

describe('joining days', () => {
  it('puts them in the order of their times, whatever the order of their files', () => {
    expect(ids(joinDays([tuesday, monday]).days)).toEqual(['mon', 'tue']);
  });

  it('keeps both halves of a day that was split, and one of two that tell the same time', () => {
    const morning = day('morning', '2024-01-09T00:00:00Z', '2024-01-09T12:00:00Z');
    const afternoon = day('afternoon', '2024-01-09T12:00:00Z', '2024-01-09T23:59:59Z');
    expect(ids(joinDays([afternoon, morning]).days)).toEqual(['morning', 'afternoon']);
    const partial = day('part', '2024-01-09T00:00:00Z', '2024-01-09T11:00:00Z', { state: 'partial' });
    const joined = joinDays([partial, tuesday, monday]);
    expect(ids(joined.days)).toEqual(['mon', 'tue']);
    expect(joined.overlaps.map(({ left, kept }) => [left.dayId, kept.dayId])).toEqual([['part', 'tue']]);
    expect(ids(joinDays([partial, tuesday, monday], 'part').days)).toEqual(['mon', 'part']);
    const again = day('again', '2024-01-09T00:00:00Z', '2024-01-09T23:59:59Z');
    expect(ids(joinDays([tuesday, again]).days)).toEqual(['tue']);
  });

  it('finds neighbours by symbol, not by id', () => {
    // The id went to another instrument overnight, and the symbol got another id.
    const reused = day('reused', '2024-01-09T00:00:00Z', '2024-01-09T20:00:00Z', { symbol: 'NQH4' });
    const renumbered = { ...tuesday, instrumentId: 5 };
    const days = [reused, renumbered, monday];
    expect(neighboursOf(days, monday)).toEqual({ before: null, after: renumbered });
    expect(neighboursOf(days, renumbered)).toEqual({ before: monday, after: null });
    expect(neighboursOf(days, reused)).toEqual({ before: null, after: null });
  });

  it('keeps datasets and publishers apart', () => {
    const other = { ...tuesday, publisherId: 2 };
    expect(neighboursOf([monday, other], monday).after).toBeNull();
  });
});
