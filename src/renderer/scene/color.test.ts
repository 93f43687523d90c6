import { describe, expect, it } from 'vitest';
import { COLOR_MAPS, colorTable, DEFAULT_COLOR_MAP } from './color-maps.ts';
import { colorPositionFromValue, rangeFromScale, valueFromColorPosition } from './color-range.ts';

const hex = (table: Uint8Array, entry: number): string =>
  `#${[...table.subarray(entry * 4, entry * 4 + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

describe('colour maps', () => {
  it('begin and end at their stops', () => {
    for (const map of COLOR_MAPS.all) {
      expect(hex(colorTable(map), 0)).toBe(map.stops[0]);
      expect(hex(colorTable(map), 255)).toBe(map.stops.at(-1));
    }
  });

  it('of signed fields are darkest at zero', () => {
    const table = colorTable(COLOR_MAPS.require(DEFAULT_COLOR_MAP.diverging));
    const light = (entry: number): number =>
      table[entry * 4]! + table[entry * 4 + 1]! + table[entry * 4 + 2]!;
    expect(light(127)).toBeLessThanOrEqual(light(120));
    expect(light(128)).toBeLessThanOrEqual(light(135));
    expect(light(128)).toBeLessThan(0x0b + 0x0e + 0x14 + 6);
  });

  it('grow evenly lighter where values are sequential', () => {
    for (const id of ['inferno', 'viridis', 'cividis', 'greys']) {
      const table = colorTable(COLOR_MAPS.require(id));
      const luma = (entry: number): number =>
        0.2126 * table[entry * 4]! + 0.7152 * table[entry * 4 + 1]! + 0.0722 * table[entry * 4 + 2]!;
      for (let entry = 16; entry < 256; entry += 16)
        expect(luma(entry), `${id} ${entry}`).toBeGreaterThan(luma(entry - 16) - 0.5);
    }
  });
});

describe('colour range', () => {
  it('pins zero to the middle of a diverging map, however lopsided the range is', () => {
    const range = { floor: -0.2, ceiling: 0.8 };
    expect(colorPositionFromValue(0, range, 'diverging')).toBe(0.5);
    expect(colorPositionFromValue(-0.1, range, 'diverging')).toBe(0.25);
    expect(colorPositionFromValue(0.4, range, 'diverging')).toBe(0.75);
    expect(colorPositionFromValue(9, range, 'diverging')).toBe(1);
  });

  it('maps a sequential range from end to end and back', () => {
    const range = { floor: 0.84, ceiling: 1.22 };
    expect(colorPositionFromValue(0.2, range, 'sequential')).toBe(0);
    for (const value of [0.84, 0.9, 1.22]) {
      expect(
        valueFromColorPosition(colorPositionFromValue(value, range, 'sequential'), range, 'sequential'),
      ).toBeCloseTo(value, 12);
    }
  });

  it('makes a drawable range of whatever was measured', () => {
    const measured = { fieldId: 'u', samples: 9, floor: -0.1, ceiling: 0.4, quantiles: [] };
    expect(rangeFromScale(measured, 'diverging')).toEqual({ floor: -0.4, ceiling: 0.4 });
    expect(rangeFromScale({ ...measured, floor: 0, ceiling: 0 }, 'sequential')).toEqual({
      floor: 0,
      ceiling: 1,
    });
    expect(rangeFromScale(undefined, 'diverging')).toEqual({ floor: -1, ceiling: 1 });
  });
});
