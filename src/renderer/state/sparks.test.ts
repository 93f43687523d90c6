import { describe, expect, it } from 'vitest';
import { middleFromSpark, pointsFromSpark, sparkFromActivity, storedSparks, storeSparks, withSpark } from './sparks.ts';

describe('sparks', () => {
  it('are heights on a square-root scale', () => {
    expect(sparkFromActivity([0, 25, 100])).toBe('0iz');
    expect(sparkFromActivity([0, 0])).toBe('00');
    expect(pointsFromSpark('0z', 100, 20)).toBe('0.0,20.0 100.0,0.0');
  });

  it('tell where the activity of a day lies', () => {
    expect(middleFromSpark('0000z')).toBe(0.9);
    expect(middleFromSpark('zz')).toBe(0.25);
    expect(middleFromSpark('00')).toBe(0.5);
    expect(middleFromSpark(undefined)).toBe(0.5);
  });

  it('are remembered, the newest last, and forgotten where the storage is damaged', () => {
    const items = new Map<string, string>();
    const storage = { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
    const sparks = withSpark(withSpark(withSpark({}, 'a', '01'), 'b', '02'), 'a', '03');
    expect(Object.entries(sparks)).toEqual([
      ['b', '02'],
      ['a', '03'],
    ]);
    storeSparks(storage, sparks);
    expect(storedSparks(storage)).toEqual(sparks);
    items.set('fieldbook.sparks', '{"a":"<b>"}');
    expect(storedSparks(storage)).toEqual({});
  });
});
