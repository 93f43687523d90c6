// The small statistics of an evaluation, each against a slow or independent way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapRates, quantileOf } from './block-bootstrap.ts';
import { firstTested, jackknifeInterval, leaveOneOut, walkForward } from './folds.ts';
import { isotonicFit, valueOfMap } from './isotonic.ts';
import { nelderMead } from './nelder-mead.ts';
import { seeded } from './samples.testkit.ts';
import { volatilityOf } from './volatility.ts';

describe('isotonic regression', () => {
  const points = fc.array(
    fc.record({ y: fc.integer({ min: 0, max: 20 }), weight: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 1, maxLength: 9 },
  );

  /** Barlow's formula: the largest of the smallest means of what begins before and ends after. */
  function slow(values: readonly { y: number; weight: number }[]): number[] {
    const mean = (from: number, to: number): number => {
      const part = values.slice(from, to + 1);
      return (
        part.reduce((sum, { y, weight }) => sum + y * weight, 0) /
        part.reduce((sum, { weight }) => sum + weight, 0)
      );
    };
    return values.map((_, i) =>
      Math.max(
        ...Array.from({ length: i + 1 }, (_unused, from) =>
          Math.min(...Array.from({ length: values.length - i }, (_none, more) => mean(from, i + more))),
        ),
      ),
    );
  }

  it('is the largest of the smallest means', () => {
    fc.assert(
      fc.property(points, (values) => {
        const map = isotonicFit(values.map((value, x) => ({ x, ...value })));
        slow(values).forEach((want, i) => {
          expect(map.y[i]).toBeCloseTo(want, 9);
        });
      }),
    );
  });

  it('goes straight between its points and stays beyond them', () => {
    const map = { x: [1, 2, 4], y: [0.4, 0.5, 0.9] };
    expect([0, 1, 1.5, 3, 9].map((at) => valueOfMap(map, at))).toEqual([0.4, 0.4, 0.45, 0.7, 0.9]);
    expect(valueOfMap({ x: [], y: [] }, 1)).toBeNaN();
  });
});

describe('block bootstrap', () => {
  it('holds the truth about as often as it says, where blocks are alike inside', () => {
    let held = 0;
    for (let run = 0; run < 200; run++) {
      const { unit } = seeded(run + 1);
      const blocks = 60;
      const above = Float64Array.from({ length: blocks }, () => (unit() < 0.4 ? 10 : 0));
      const [draws] = bootstrapRates([{ above, below: new Float64Array(blocks).fill(10) }], blocks, 400, run);
      const [low, high] = [quantileOf(draws ?? [], 0.025), quantileOf(draws ?? [], 0.975)];
      if (low <= 0.4 && high >= 0.4) held += 1;
    }
    expect(held).toBeGreaterThan(178);
    expect(held).toBeLessThan(200);
  });

  it('gives the same for the same seed, leaves out draws of nothing, and sees the same blocks for all', () => {
    const above = Float64Array.from([1, 2, 3, 4]);
    const below = Float64Array.from([1, 1, 1, 1]);
    const [a, b, none] = bootstrapRates(
      [
        { above, below },
        { above: above.map((value) => 2 * value), below },
        { above, below: new Float64Array(4) },
      ],
      4,
      50,
    );
    expect(a).toEqual(bootstrapRates([{ above, below }], 4, 50)[0]);
    expect(b).toEqual(a?.map((value) => 2 * value));
    expect(none).toHaveLength(0);
    expect(quantileOf([], 0.5)).toBeNaN();
    expect(quantileOf([1, 2, 4], 0.75)).toBe(3);
  });
});

describe('folds', () => {
  it('never train on the day that they test, and walk forwards in time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), (days) => {
        for (const { test, train } of [...walkForward(days), ...leaveOneOut(days)])
          expect(train).not.toContain(test);
        for (const { test, train } of walkForward(days))
          expect(train).toEqual(Array.from({ length: test }, (_, day) => day));
        expect(leaveOneOut(days).map(({ test }) => test)).toEqual(
          Array.from({ length: days }, (_, day) => day),
        );
        expect(walkForward(days)).toHaveLength(days - firstTested(days));
        expect(walkForward(days).length).toBeGreaterThan(0);
      }),
    );
    expect(leaveOneOut(1)).toEqual([]);
    expect([2, 4, 5, 20].map(firstTested)).toEqual([1, 1, 2, 5]);
  });

  it('knows the jackknife of a mean: Student’s interval', () => {
    const values = [3, 5, 4, 8, 6, 7, 1];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const without = values.map((value) => (mean * values.length - value) / (values.length - 1));
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    const [low, high] = jackknifeInterval(mean, without);
    expect(high - mean).toBeCloseTo(2.447 * Math.sqrt(variance / values.length), 6);
    expect(mean - low).toBeCloseTo(high - mean, 9);
    // Twenty-one values: t of twenty degrees of freedom is 2.086.
    const many = Array.from({ length: 21 }, (_, i) => i % 2);
    const spread = many.reduce((sum, value) => sum + (value - 10 / 21) ** 2, 0);
    expect(jackknifeInterval(0, many)[1]).toBeCloseTo(2.086 * Math.sqrt((20 / 21) * spread), 2);
  });
});

it('finds the bottom of a valley that is not round', () => {
  const rosenbrock = ([x = 0, y = 0]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  const { at, value } = nelderMead(rosenbrock, [-1, 1], [0.5, 0.5], 400, 1e-12);
  expect(value).toBeLessThan(1e-6);
  expect(Math.abs((at[0] ?? 0) - 1)).toBeLessThan(0.01);
  expect(nelderMead(() => 3, [], [], 1)).toEqual({ at: [], value: 3 });
});

it('takes volatility of the last minute alone', () => {
  expect(volatilityOf([])).toBe(0);
  expect(volatilityOf([3, -4])).toBe(Math.sqrt(12.5));
  expect(volatilityOf([...new Array<number>(60).fill(1), 100])).toBe(1);
});
