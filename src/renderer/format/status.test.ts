import { describe, expect, it } from 'vitest';
import type { DayFacts } from '../state/document.ts';
import { countsPhrase, statusPhrases } from './status.ts';

function day(state: 'growing' | 'complete' | 'partial', rest: Partial<DayFacts> = {}): DayFacts {
  return {
    summary: { records: 68_792, state },
    quality: { crossed_samples: 891, clears: 1 },
    faults: [],
    validWindows: 7_199,
    firstValidWindow: 100,
    ...rest,
  } as unknown as DayFacts;
}
const facts = {
  window: 400,
  opened: { fromStore: true, seconds: 0.13 },
  timeText: (window: number) => `t${window}`,
};

describe('status line', () => {
  it('states what was verified of a whole day', () => {
    expect(statusPhrases({ day: day('complete'), ...facts })).toEqual([
      '68,792 records · every byte read',
      'identity exact in 7,199 windows',
      'averages warming up until t484',
      'from store in 0.1 s',
    ]);
    expect(statusPhrases({ day: day('complete'), ...facts, window: 484 })[2]).toBe('averages warm');
  });

  it('claims no more than is known', () => {
    expect(statusPhrases({ day: day('growing'), ...facts })[0]).toBe('68,792 records so far');
    expect(statusPhrases({ day: day('partial'), ...facts })[0]).toBe('68,792 records · read in part');
    const broken = day('complete', { quality: { identity_violations: 1 } });
    expect(statusPhrases({ day: broken, ...facts })[1]).toBe('identity broken in 1 cell');
    const empty = day('growing', { validWindows: 0, firstValidWindow: null });
    expect(statusPhrases({ day: empty, ...facts })).toHaveLength(3);
  });

  it('always shows three counts', () => {
    expect(countsPhrase({ crossed_samples: 891, clears: 1, unknown_cancels: 2, unknown_fills: 1 })).toBe(
      '3 unknown ids · 891 crossings · 1 clear',
    );
    expect(countsPhrase({})).toBe('0 unknown ids · 0 crossings · 0 clears');
  });
});
