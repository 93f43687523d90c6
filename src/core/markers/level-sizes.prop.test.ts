import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FRONT_CELLS, FRONT_WINDOWS, FrontSlopes } from './fronts.ts';
import { binOfSize, LevelSizes } from './level-sizes.ts';

it('sizes: the quantile is that of the sorted sizes of the last windows', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(
      fc.array(fc.array(size, { maxLength: 8 }), { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (windows, share) => {
        const sizes = new LevelSizes(5);
        for (const window of windows) sizes.take(window, window.length);
        const sorted = windows
          .slice(-5)
          .flat()
          .sort((a, b) => a - b);
        const want = sorted[Math.floor(share * (sorted.length - 1))];
        expect(sizes.quantileBin(share)).toBe(want === undefined ? 0 : binOfSize(want));
      },
    ),
  );
});

it('sizes: bins keep the order, and sizes up to 512 apart', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 2 }), (lots) => {
      expect(binOfSize(lots + 1) - binOfSize(lots)).toBeGreaterThanOrEqual(lots < 512 ? 1 : 0);
    }),
  );
});

it('slopes: the 95th percentile is that of all cells of the last windows, by straight line', () => {
  const magnitude = fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.array(magnitude, { minLength: FRONT_CELLS, maxLength: FRONT_CELLS }), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.nat(3),
      (windows, laps) => {
        const slopes = new FrontSlopes();
        const taken: number[][] = [];
        // Old windows leave only after three hundred.
        for (let i = 0; i < FRONT_WINDOWS * laps; i++) taken.push(windows[i % windows.length] as number[]);
        taken.push(...windows);
        for (const window of taken) slopes.take(Float64Array.from(window), 0);
        const sorted = taken
          .slice(-FRONT_WINDOWS)
          .flat()
          .map(Math.abs)
          .sort((a, b) => a - b);
        const at = 0.95 * (sorted.length - 1);
        const [lo, hi] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
        expect(slopes.threshold).toBeCloseTo(lo + (hi - lo) * (at - Math.floor(at)), 12);
      },
    ),
    { numRuns: 30 },
  );
});
