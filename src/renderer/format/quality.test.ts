import { describe, expect, it } from 'vitest';
import { emptyQualityCounts, QUALITY_COUNT_NAMES } from '../../../contracts/quality.ts';
import { countLines } from './quality.ts';

describe('quality words', () => {
  it('lists every count, those that happened first', () => {
    const lines = countLines({ ...emptyQualityCounts(), crossed_samples: 891, clears: 1 });
    expect(lines).toHaveLength(QUALITY_COUNT_NAMES.length);
    expect(lines.slice(0, 2).map((line) => line.name)).toEqual(['clears', 'crossed_samples']);
  });
});
