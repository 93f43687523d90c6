import { describe, expect, it } from 'vitest';
import type { DaySummary } from '../../../contracts/messages.ts';
import { leadingDay, mergeDays, siblingDays, withFault } from './document.ts';

function day(dayId: string, volume: number, rest: Partial<DaySummary> = {}): DaySummary {
  return {
    dayId,
    sourceId: 's1',
    sourceName: 'a.dbn.zst',
    dataset: 'GLBX.MDP3',
    publisherId: 1,
    instrumentId: 1,
    symbol: dayId,
    description: '',
    utcDate: '2023-12-25',
    dayStartNanos: '0',
    tickSizeNanos: '250000000',
    tickSizeFrom: 'definition',
    records: 1,
    volume: { B: volume, A: 0, N: 0 },
    firstTsNanos: '0',
    lastTsNanos: '0',
    state: 'complete',
    ...rest,
  };
}

describe('document', () => {
  it('puts new days first and replaces known ones in place', () => {
    const merged = mergeDays([day('a', 1), day('b', 1)], [day('b', 9), day('c', 1)]);
    expect(merged.map((d) => [d.dayId, d.volume.B])).toEqual([
      ['c', 1],
      ['a', 1],
      ['b', 9],
    ]);
  });

  it('lists the instruments of a source, most traded first', () => {
    const days = [
      day('a', 1),
      day('b', 5),
      day('other', 9, { sourceId: 's2' }),
      day('c', 3),
      day('d', 7, { utcDate: '2023-12-26' }),
    ];
    expect(siblingDays(days, days[0] as DaySummary).map((d) => d.dayId)).toEqual(['b', 'c', 'a']);
    expect(leadingDay(days)?.dayId).toBe('other');
    expect(leadingDay([])).toBeNull();
  });

  it('lists a repeated fault once, and again after its card was closed', () => {
    const fault = { code: 'zstd_truncated', message: 'The file ends early.', byteOffset: '812' } as const;
    const once = withFault(withFault([], fault), { ...fault });
    expect(once).toHaveLength(1);
    const closed = once.map((entry) => ({ ...entry, shown: false }));
    expect(withFault(closed, fault)).toHaveLength(2);
  });
});
