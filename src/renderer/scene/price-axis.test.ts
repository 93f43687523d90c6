import { describe, expect, it } from 'vitest';
import { BlindPrices } from './blind.ts';
import { PriceScale, priceTicks } from './price-axis.ts';

const view = { windowFrom: 0, windowTo: 1, tickLo: 19_200, tickHi: 19_224 };
const plot = { x: 0, y: 0, width: 1, height: 480 };

describe('PriceScale', () => {
  it('writes quarter ticks and halves of them exactly', () => {
    const prices = new PriceScale(250_000_000n);
    expect(prices.textFromTick(19_206)).toBe('4801.50');
    expect(prices.textFromHalfTicks(38_413)).toBe('4801.625');
    expect(prices.textFromHalfTicks(38_412)).toBe('4801.50');
    expect(prices.textFromTick(-3)).toBe('-0.75');
  });

  it('writes a 32nd of a 32nd and a cent', () => {
    expect(new PriceScale(3_906_250n).textFromTick(28_801)).toBe('112.50390625');
    expect(new PriceScale(10_000_000n).textFromHalfTicks(20_001)).toBe('100.005');
  });

  it('labels whole points of the S&P when quarters do not fit', () => {
    const prices = new PriceScale(250_000_000n);
    expect(prices.stepTicks(20, 34)).toBe(2);
    expect(prices.stepTicks(9, 34)).toBe(4);
    expect(prices.stepTicks(1, 34)).toBe(40);
    expect(priceTicks(view, plot, 70, prices).map(({ text }) => text)).toEqual([
      '4800.00',
      '4801.00',
      '4802.00',
      '4803.00',
      '4804.00',
      '4805.00',
      '4806.00',
    ]);
  });

  it('labels round distances from the mid where the price must not be known', () => {
    const blind = new BlindPrices(250_000_000n, 19_211);
    expect(priceTicks(view, plot, 70, blind).map(({ text }) => text)).toEqual([
      '−8',
      '−4',
      '0',
      '+4',
      '+8',
      '+12',
    ]);
  });

  it('only labels prices that the lattice has', () => {
    const thirds = new PriceScale(30_000_000n);
    for (const step of [5, 40, 400].map((px) => thirds.stepTicks(1, px)))
      expect(Number.isInteger(step)).toBe(true);
    expect(new PriceScale(5_000_000_000n).textFromTick(960)).toBe('4800');
  });
});
