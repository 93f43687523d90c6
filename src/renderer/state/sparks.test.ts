import { describe, expect, it } from 'vitest';
import { pointsFromSpark, sparkFromActivity, Sparks } from './sparks.ts';

describe('sparks', () => {
  it('are heights on a square-root scale', () => {
    expect(sparkFromActivity([0, 25, 100])).toBe('0iz');
    expect(sparkFromActivity([0, 0])).toBe('00');
    expect(pointsFromSpark('0z', 100, 20)).toBe('0.0,20.0 100.0,0.0');
  });

  it('are remembered, and forgotten where the storage is damaged', () => {
    const items = new Map<string, string>();
    const storage = { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
    new Sparks(storage).set('a', '012');
    expect(new Sparks(storage).get('a')).toBe('012');
    items.set('fieldbook.sparks', '{"a":"<b>"}');
    expect(new Sparks(storage).get('a')).toBeUndefined();
  });
});
