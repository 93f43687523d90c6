import { describe, expect, it } from 'vitest';
import type { DaySession } from '../../../contracts/session.ts';
import { exchangeSessionFrom, sessionAt } from './exchange-session.ts';

const DAY = 1_703_462_400_000_000_000n;
const at = (seconds: number): string => String(DAY + BigInt(Math.round(seconds * 1e9)));
const figure = { quantity: null, refDate: null, isFinal: true };
const SESSION: DaySession = {
  spans: [
    { state: 'pre-open', fromNanos: at(0), toNanos: at(100) },
    { state: 'halt', fromNanos: at(200), toNanos: null },
  ],
  figures: [
    { ...figure, figure: 'high', fromNanos: at(50), toNanos: at(150), priceNanos: '4800000000000' },
    { ...figure, figure: 'high', fromNanos: at(150), toNanos: null, priceNanos: '4810250000000' },
    {
      ...figure,
      figure: 'settlement',
      isFinal: false,
      fromNanos: at(120),
      toNanos: null,
      priceNanos: '4799600000000',
    },
    { ...figure, figure: 'open interest', fromNanos: at(10), toNanos: null, priceNanos: null, quantity: '7' },
  ],
};
const session = exchangeSessionFrom(SESSION, DAY, 250_000_000n);

describe('the exchange’s session on the chart', () => {
  it('stands on the chart’s axes', () => {
    expect(session.bands).toEqual([
      { state: 'pre-open', from: 0, to: 100 },
      { state: 'halt', from: 200, to: 86_400 },
    ]);
    expect(session.lines.map(({ label, tick }) => [label, tick])).toEqual([
      ['high', 19_200],
      ['high', 19_241],
      ['settlement, preliminary', 19_198.4],
    ]);
    expect(session.counts).toMatchObject([{ label: 'open interest', quantity: 7n }]);
  });

  it('keeps the figures that stand where the day ends, which is where a day is opened', () => {
    const end = sessionAt(session, 86_400);
    expect(end.lines.map(({ label }) => label)).toEqual(['high', 'settlement, preliminary']);
    expect(end.counts).toHaveLength(1);
  });

  it('tells nothing that was not known at the playhead', () => {
    expect(sessionAt(session, 60)).toEqual({
      bands: [{ state: 'pre-open', from: 0, to: 60 }],
      lines: [{ label: 'high', from: 50, to: 60, tick: 19_200 }],
      counts: [{ label: 'open interest', from: 10, to: 86_400, quantity: 7n }],
    });
    const later = sessionAt(session, 250);
    expect(later.bands.at(-1)).toEqual({ state: 'halt', from: 200, to: 250 });
    expect(later.lines.map(({ tick }) => tick)).toEqual([19_241, 19_198.4]);
  });
});
