import { describe, expect, it } from 'vitest';
import { chartLayout } from '../scene/layout.ts';
import { Crosshair, type CrosshairFrame, nanosFromFraction } from './crosshair.ts';

const layout = chartLayout({ width: 1000, height: 428, scale: 1, priceCharacters: 8, beside: false });
const view = { windowFrom: 1000, windowTo: 1000 + layout.plot.width / 4, tickLo: 100, tickHi: 140 };
const frame: CrosshairFrame = { view, layout, dayStartNanos: 5_000n, position: 1100, windowEnd: 2000 };

describe('Crosshair', () => {
  it('points at a whole price and at the second under the pointer', () => {
    const crosshair = new Crosshair();
    crosshair.point({ x: 41, y: 200 });
    crosshair.update(frame);
    expect(crosshair.cursor.get()).toEqual({
      window: 1010,
      tick: 120,
      tsNanos: 5_000n + 1_010_000_000_000n,
      source: 'pointer',
      future: false,
    });
  });

  it('knows nothing of what lies after the playhead', () => {
    const crosshair = new Crosshair();
    crosshair.point({ x: 600, y: 200 });
    crosshair.update(frame);
    expect(crosshair.cursor.get()).toMatchObject({ window: 1099, future: true });
  });

  it('is moved by the keyboard from the playhead, then from where it is, until the pointer comes', () => {
    const crosshair = new Crosshair();
    crosshair.move(-1, 2, frame);
    crosshair.move(-1, 0, frame);
    crosshair.update(frame);
    expect(crosshair.cursor.get()).toMatchObject({ window: 1097, tick: 122, source: 'keyboard' });
    crosshair.point({ x: 0, y: 0 });
    crosshair.update(frame);
    expect(crosshair.cursor.get()).toMatchObject({ window: 1000, tick: 140, source: 'pointer' });
    crosshair.clear();
    expect(crosshair.cursor.get()).toBeNull();
  });

  it('keeps its pixel while the view moves under the pointer', () => {
    const crosshair = new Crosshair();
    crosshair.point({ x: 40, y: 200 });
    const later = { ...view, windowFrom: view.windowFrom + 50, windowTo: view.windowTo + 50 };
    expect(crosshair.placeIn(view, layout)?.at).toBe(1010);
    expect(crosshair.placeIn(later, layout)?.at).toBe(1060);
  });
});

describe('nanosFromFraction', () => {
  it('claims no more than a pixel can tell apart', () => {
    expect(nanosFromFraction(0.789, 2)).toBe(0);
    expect(nanosFromFraction(0.789, 0.4)).toBe(0);
    expect(nanosFromFraction(0.789, 0.1)).toBe(700_000_000);
    expect(nanosFromFraction(0.789, 0.01)).toBe(780_000_000);
  });
});
