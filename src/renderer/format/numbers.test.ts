import { describe, expect, it } from 'vitest';
import {
  compactText,
  countText,
  durationText,
  rangeText,
  signedText,
  ticksText,
  valueText,
} from './numbers.ts';

describe('numbers', () => {
  it('groups counts and shortens large ones to three digits', () => {
    expect(countText(68_792)).toBe('68,792');
    expect([0, 999, 1000, 68_792, 999_950, 11_240_000, 2.5e9].map(compactText)).toEqual([
      '0',
      '999',
      '1.00 k',
      '68.8 k',
      '1.00 M',
      '11.2 M',
      '2.50 G',
    ]);
  });

  it('keeps values short whatever their size', () => {
    expect([0, 0.917, -0.0341, 214.04, 1e-6, -123_456, null, Number.NaN].map((v) => valueText(v))).toEqual([
      '0.000',
      '0.917',
      '−0.034',
      '214.0',
      '1.0e-6',
      '−1.2e+5',
      '—',
      '—',
    ]);
    expect([0, 0.01314, -1, 1.2249, 1e-5, 120_000].map(rangeText)).toEqual([
      '0',
      '0.0131',
      '−1',
      '1.22',
      '1.0e-5',
      '1.2e+5',
    ]);
    expect(valueText(-0)).toBe('0.000');
    expect(signedText(0.2)).toBe('+0.200');
    expect(signedText(-0.2)).toBe('−0.200');
    expect(signedText(0)).toBe('0.000');
    // What an average leaves of a flow that ended an hour ago.
    expect([signedText(2.8e-20), signedText(-2.8e-20)]).toEqual(['0.000', '0.000']);
    expect(signedText(2.8e-8)).toBe('+2.8e-8');
  });

  it('words ticks and lengths of time', () => {
    expect([4, 1, 0, -3].map(ticksText)).toEqual(['+4 ticks', '+1 tick', 'at spot', '−3 ticks']);
    expect([0.13, 9.96, 42, 185, 4320].map(durationText)).toEqual([
      '0.1 s',
      '10 s',
      '42 s',
      '3 min 05 s',
      '1 h 12 min',
    ]);
  });
});
