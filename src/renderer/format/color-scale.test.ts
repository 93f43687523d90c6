import { describe, expect, it } from 'vitest';
import { barFromRanges, percentileFromValue, percentileText, rangeFromHandle } from './color-scale.ts';

const even = [0, 1, 2, 5, 25, 50, 75, 95, 98, 99, 100];
const sparse = [-3, 0, 0, 0, 0, 0, 0, 0.1, 0.4, 1, 5];

describe('colour scale', () => {
  it('finds the percentile of a value between quantiles', () => {
    expect(percentileFromValue(60, even)).toBeCloseTo(0.6, 12);
    expect(percentileFromValue(-1, even)).toBe(0);
    expect(percentileFromValue(500, even)).toBe(1);
  });

  it('counts everything at or below where many cells share a value', () => {
    expect(percentileFromValue(0, sparse)).toBe(0.75);
    expect(percentileFromValue(0.05, sparse)).toBeCloseTo(0.85, 12);
    expect(percentileFromValue(1, [])).toBeNaN();
  });

  it('writes percentiles shortly', () => {
    expect([0, 0.02, 0.5, 0.987, 0.9995, 1].map(percentileText)).toEqual([
      'min',
      'p2',
      'p50',
      'p98.7',
      'p99.95',
      'max',
    ]);
  });

  it('mirrors the handles of a signed field', () => {
    expect(rangeFromHandle('diverging', { floor: -1, ceiling: 1 }, 'ceiling', 0.4, 0.01)).toEqual({
      floor: -0.4,
      ceiling: 0.4,
    });
    expect(rangeFromHandle('diverging', { floor: -1, ceiling: 1 }, 'floor', -2, 0.01)).toEqual({
      floor: -2,
      ceiling: 2,
    });
  });

  it('keeps the handles of an unsigned field apart', () => {
    expect(rangeFromHandle('sequential', { floor: 0.5, ceiling: 1.25 }, 'floor', 3, 0.25)).toEqual({
      floor: 1,
      ceiling: 1.25,
    });
  });

  it('spans what surrounds the range and never goes below zero for a field that cannot', () => {
    expect(
      barFromRanges('sequential', { floor: 0.84, ceiling: 1.22 }, { floor: 0.84, ceiling: 1.22 }).floor,
    ).toBeCloseTo(0.764, 9);
    expect(barFromRanges('sequential', { floor: 0, ceiling: 1 }, { floor: 0, ceiling: 1 })).toEqual({
      floor: 0,
      ceiling: 1.2,
    });
    expect(barFromRanges('diverging', { floor: -1, ceiling: 1 }, { floor: -2, ceiling: 2 })).toEqual({
      floor: -2.4,
      ceiling: 2.4,
    });
  });
});
