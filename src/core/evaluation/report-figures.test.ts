// Figures of a report: where a mark stands is what was counted.
import { expect, it } from 'vitest';
import { HORIZONS } from '../../../contracts/horizons.ts';
import { coverageFigure } from './report-figures.ts';

/** Heights of the marks, from the top of the figure. */
function heightsOf(shares: readonly number[]): number[] {
  const horizons = HORIZONS.map((_, i) => ({
    coverage: { n: 100, inside: 100 * (shares[i] ?? 1), share: shares[i] ?? 1 },
  }));
  return [...coverageFigure({ horizons }).matchAll(/cy="([\d.]+)"/g)].map(([, y]) => Number(y));
}

it('draws a band that held less than a half where it held, not at the edge of the scale', () => {
  const [fifth = 0, twoFifths = 0, fourFifths = 0] = heightsOf([0.2, 0.4, 0.8]);
  expect(fifth - twoFifths).toBeCloseTo((twoFifths - fourFifths) / 2, 0);
  expect(twoFifths).toBeGreaterThan(fourFifths);
});

it('takes the upper half alone where no band held less', () => {
  const [half = 0, whole = 0] = heightsOf([0.5, 1]);
  const [low = 0, high = 0] = heightsOf([0, 1]);
  expect(half - whole).toBeCloseTo(low - high, 1);
});
