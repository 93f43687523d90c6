import { describe, expect, it } from 'vitest';
import { followedView } from './follow.ts';
import { traceSteps } from './step-line.ts';

const view = { windowFrom: 1000, windowTo: 1600, tickLo: 19_180, tickHi: 19_220 };
const input = { position: 1700, midTick: 19_205, touch: null, priceHeld: false, minTicks: 32 };

describe('followedView', () => {
  it('keeps the playhead at the right edge and the price where it is, inside the dead band', () => {
    expect(followedView(view, { ...input, mode: 'centre' })).toEqual({
      ...view,
      windowFrom: 1100,
      windowTo: 1700,
    });
  });

  it('brings mid back to the middle once it left the dead band', () => {
    const moved = followedView(view, { ...input, mode: 'centre', midTick: 19_213 });
    expect((moved.tickLo + moved.tickHi) / 2).toBe(19_213);
    expect(moved.tickHi - moved.tickLo).toBe(40);
  });

  it('fits the range of the touch, and leaves it alone while it still fits', () => {
    const fitted = followedView(view, { ...input, mode: 'fit', touch: { lo: 19_100, hi: 19_199 } });
    expect(fitted.tickLo).toBeLessThan(19_100);
    expect(fitted.tickHi).toBeGreaterThan(19_199);
    expect(followedView(fitted, { ...input, mode: 'fit', touch: { lo: 19_110, hi: 19_205 } })).toEqual(
      fitted,
    );
  });

  it('does nothing when it is off', () => {
    expect(followedView(view, { ...input, mode: 'off' })).toBe(view);
  });
});

describe('traceSteps', () => {
  const plot = { x: 0, y: 0, width: 100, height: 10 };
  const trace = (values: number[], shown: number[], windowTo: number): string => {
    const steps: string[] = [];
    const sink = {
      moveTo: (x: number, y: number) => steps.push(`M${x},${y}`),
      lineTo: (x: number, y: number) => steps.push(`L${x},${y}`),
    };
    const series = {
      values: Int32Array.from(values),
      nullAs: -1,
      unitTicks: 1,
      shown: Uint8Array.from(shown),
    };
    traceSteps(
      sink,
      series,
      { windowFrom: 0, windowTo, tickLo: 0, tickHi: 10 },
      plot,
      0,
      values.length,
      values.length,
    );
    return steps.join(' ');
  };

  it('steps at the seconds’ edges and breaks where there is no value', () => {
    expect(trace([5, 6, -1, 7], [1, 1, 1, 1], 4)).toBe('M0,5 L25,5 L25,4 L50,4 M75,3 L100,3');
    expect(trace([5, 6], [1, 0], 2)).toBe('M0,5 L50,5');
  });

  it('keeps every extreme where a pixel holds several seconds', () => {
    const path = trace(
      Array.from({ length: 400 }, (_, i) => (i === 202 ? 9 : 5)),
      Array.from({ length: 400 }, () => 1),
      400,
    );
    expect(path).toContain('L50.5,1');
  });
});
