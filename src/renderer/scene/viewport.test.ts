import { describe, expect, it } from 'vitest';
import {
  clampedViewport,
  MIN_SPAN_TICKS,
  MIN_SPAN_WINDOWS,
  panned,
  screenFromTick,
  screenFromWindow,
  tickFromScreen,
  type ViewLimits,
  type Viewport,
  viewShowing,
  windowFromScreen,
  zoomedPrice,
  zoomedTime,
} from './viewport.ts';

const view: Viewport = { windowFrom: 1000, windowTo: 1600, tickLo: 19_180, tickHi: 19_228 };
const plot = { x: 10, y: 20, width: 1200, height: 480 };
const limits: ViewLimits = { windowFrom: 500, windowEnd: 80_000, tickLo: 18_000, tickHi: 20_000 };

describe('viewport', () => {
  it('puts a window and a price where they belong', () => {
    expect(screenFromWindow(view, plot, 1000)).toBe(10);
    expect(screenFromWindow(view, plot, 1300)).toBe(610);
    expect(screenFromTick(view, plot, 19_228)).toBe(20);
    expect(screenFromTick(view, plot, 19_204)).toBe(260);
  });

  it('comes back from pixels to the same place', () => {
    expect(windowFromScreen(view, plot, screenFromWindow(view, plot, 1234.5))).toBeCloseTo(1234.5, 9);
    expect(tickFromScreen(view, plot, screenFromTick(view, plot, 19_201.25))).toBeCloseTo(19_201.25, 9);
  });

  it('zooms round the cursor', () => {
    const zoomed = zoomedTime(view, 0.5, 1200, limits);
    expect(screenFromWindow(zoomed, plot, 1200)).toBeCloseTo(screenFromWindow(view, plot, 1200), 9);
    expect(zoomed.windowTo - zoomed.windowFrom).toBeCloseTo(300, 9);
    const higher = zoomedPrice(view, 2, 19_190, limits);
    expect(screenFromTick(higher, plot, 19_190)).toBeCloseTo(screenFromTick(view, plot, 19_190), 9);
  });

  it('stops at the smallest spans and at one and a half days', () => {
    const near = zoomedTime(zoomedPrice(view, 1e-9, 19_200, limits), 1e-9, 1200, limits);
    expect(near.windowTo - near.windowFrom).toBeCloseTo(MIN_SPAN_WINDOWS, 9);
    expect(near.tickHi - near.tickLo).toBeCloseTo(MIN_SPAN_TICKS, 9);
    const far = zoomedTime(view, 1e9, 1200, limits);
    expect(far.windowTo - far.windowFrom).toBeCloseTo((80_000 - 500) * 1.5, 6);
  });

  it('keeps a quarter of the view on the day however far it is dragged', () => {
    const late = panned(view, 1e6, 1e6, limits);
    expect(late.windowTo - late.windowFrom).toBe(600);
    expect(limits.windowEnd - late.windowFrom).toBeCloseTo(150, 9);
    expect(limits.tickHi - late.tickLo).toBeCloseTo(12, 9);
    expect(clampedViewport(view, limits)).toEqual(view);
  });
});

describe('viewShowing', () => {
  const view = { windowFrom: 100, windowTo: 200, tickLo: 1000, tickHi: 1040 };

  it('leaves a view alone that shows the place', () => {
    expect(viewShowing(view, 150, 1020)).toBe(view);
  });

  it('ends at the playhead where it is moved in time', () => {
    expect(viewShowing(view, 900, 1020)).toEqual({ ...view, windowFrom: 800, windowTo: 900 });
  });

  it('is stretched to a price near by, so that what was shown stays, and moved to one far off', () => {
    const near = viewShowing(view, 150, 1050);
    expect(near).toMatchObject({ tickLo: 1000, windowFrom: 100 });
    expect(near.tickHi).toBeGreaterThan(1050);
    expect(viewShowing(view, 150, 2000)).toMatchObject({ tickLo: 1980, tickHi: 2020 });
  });
});
