import { describe, expect, it } from 'vitest';
import { BlindClock, BlindPrices } from './blind.ts';
import { isHit, scoreOf } from './call-score.ts';

describe('calls', () => {
  it('are right or wrong only where mid moved and a direction was said', () => {
    expect(isHit({ ticks: 2 }, 0.5)).toBe(true);
    expect(isHit({ ticks: -2 }, 0.5)).toBe(false);
    expect(isHit({ ticks: 2 }, 0)).toBeNull();
    expect(isHit({ ticks: 0.25 }, 3)).toBeNull();
  });

  it('are scored alike, with confidence only where it was given', () => {
    const score = scoreOf([
      { call: { ticks: 2, confidence: 0.8 }, actualTicks: 3 },
      { call: { ticks: -1, confidence: 0.6 }, actualTicks: 1 },
      { call: { ticks: 0, confidence: 0.9 }, actualTicks: 4 },
      { call: { ticks: 1, confidence: null }, actualTicks: 2 },
    ]);
    expect(score).toMatchObject({ calls: 4, counted: 3, hits: 2, offBy: (1 + 2 + 4 + 1) / 4 });
    expect(score.brier).toBeCloseTo((0.2 ** 2 + 0.6 ** 2) / 2, 12);
    expect(scoreOf([])).toEqual({ calls: 0, counted: 0, hits: 0, offBy: null, brier: null });
  });
});

it('a blind chart tells seconds from the moment and ticks from its mid', () => {
  const clock = new BlindClock('GLBX.MDP3', 1_703_548_800_000_000_000n, 5000);
  expect([4850, 5000, 5012.5].map((at) => clock.timeText(at, at % 1 ? 1 : 0))).toEqual([
    '−2:30',
    '0:00',
    '+0:12.5',
  ]);
  expect(clock.dateText()).toBe('');
  const prices = new BlindPrices(250_000_000n, 19_210);
  expect([19_206, 19_210, 19_213].map((tick) => prices.textFromTick(tick))).toEqual(['−4', '0', '+3']);
  expect(prices.textFromHalfTicks(2 * 19_210 + 1)).toBe('+0.5');
});
