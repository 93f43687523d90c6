import { describe, expect, it } from 'vitest';
import { barHeights, invalidSpans } from './strip.ts';

describe('strip', () => {
  it('finds the runs of windows without a book, open ends included', () => {
    expect(invalidSpans([0, 0, 1, 1, 0, 1, 0], 0, 7)).toEqual([
      [0, 2],
      [4, 5],
      [6, 7],
    ]);
    expect(invalidSpans([0, 0, 1], 2, 3)).toEqual([]);
    expect(invalidSpans([], 5, 5)).toEqual([]);
  });

  it('scales bars by the square root of the busiest part', () => {
    expect(barHeights([0, 25, 100])).toEqual([0, 0.5, 1]);
    expect(barHeights([0, 0])).toEqual([0, 0]);
  });
});
