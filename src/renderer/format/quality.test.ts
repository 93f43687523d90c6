import { describe, expect, it } from 'vitest';
import { emptyQualityCounts, QUALITY_COUNT_NAMES } from '../../../contracts/quality.ts';
import { countLines, type DayQuality, verdictFromQuality } from './quality.ts';

function day(counts: Record<string, number> = {}, rest: Partial<DayQuality> = {}): DayQuality {
  return {
    counts: { ...emptyQualityCounts(), ...counts },
    records: 68_792,
    validWindows: 7_199,
    state: 'complete',
    faults: 0,
    ...rest,
  };
}

describe('quality words', () => {
  it('calls a clean day trusted', () => {
    expect(verdictFromQuality(day({ clears: 1, snapshots: 1, snapshot_rows: 8_725 }))).toEqual({
      grade: 'good',
      phrase: 'no oddities counted',
    });
  });

  it('says how many samples were crossed, and that it was before the open where it was', () => {
    expect(verdictFromQuality(day({ crossed_samples: 891 }, { crossedBeforeOpen: true })).phrase).toBe(
      '891 crossed before the open',
    );
    expect(verdictFromQuality(day({ crossed_samples: 891 })).phrase).toBe('891 crossed');
    expect(verdictFromQuality(day({ crossed_samples: 891 })).grade).toBe('doubtful');
  });

  it('calls a day suspect for a broken identity, a marked book or many unknown ids', () => {
    expect(verdictFromQuality(day({ identity_violations: 1 })).grade).toBe('bad');
    expect(verdictFromQuality(day({ maybe_bad_book: 2 })).grade).toBe('bad');
    expect(verdictFromQuality(day({ unknown_cancels: 60, unknown_fills: 20 }))).toEqual({
      grade: 'bad',
      phrase: '80 unknown order ids',
    });
    expect(verdictFromQuality(day({ unknown_cancels: 3 })).grade).toBe('doubtful');
    expect(verdictFromQuality(day({}, { validWindows: 0 })).grade).toBe('bad');
    expect(verdictFromQuality(day({}, { validWindows: 0, state: 'growing' })).grade).toBe('good');
  });

  it('tells the greater of two counts, and leaves the times of snapshot rows out', () => {
    expect(verdictFromQuality(day({ crossed_samples: 891, unknown_fills: 7 })).phrase).toBe('891 crossed');
    expect(verdictFromQuality(day({ snapshot_rows: 8_725, bad_ts_recv: 8_725 })).grade).toBe('good');
    expect(verdictFromQuality(day({ snapshot_rows: 8_725, bad_ts_recv: 8_726 })).phrase).toBe(
      '1 records with an unreliable receive time',
    );
  });

  it('names what was read in part, and lesser oddities', () => {
    expect(verdictFromQuality(day({}, { state: 'partial', faults: 1 })).phrase).toBe(
      'file broken, read up to there',
    );
    expect(verdictFromQuality(day({ clock_steps_back: 2 })).phrase).toBe(
      '2 records whose time is before an earlier one',
    );
  });

  it('lists every count, those that happened first', () => {
    const lines = countLines(day({ crossed_samples: 891, clears: 1 }).counts);
    expect(lines).toHaveLength(QUALITY_COUNT_NAMES.length);
    expect(lines.slice(0, 2).map((line) => line.name)).toEqual(['clears', 'crossed_samples']);
  });
});
