import { describe, expect, it } from 'vitest';
import {
  type DayTrace,
  middleOfActivity,
  pointsFromSpark,
  sparkFromActivity,
  storedTraces,
  storeTraces,
  withTrace,
} from './day-traces.ts';

describe('day traces', () => {
  it('have heights on a square-root scale', () => {
    expect(sparkFromActivity([0, 25, 100])).toBe('0iz');
    expect(sparkFromActivity([0, 0])).toBe('00');
    expect(pointsFromSpark('0z', 100, 20)).toBe('0.0,20.0 100.0,0.0');
  });

  it('tell where the activity of a day lies', () => {
    expect(middleOfActivity([0, 0, 0, 0, 9])).toBe(4);
    expect(middleOfActivity([5, 5])).toBe(0);
    expect(middleOfActivity([0, 0, 0])).toBe(1);
  });

  it('are remembered, the newest last, and forgotten where the storage is damaged', () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    const trace = (spark: string): DayTrace => ({ spark, tradeDay: 19_717 });
    const traces = withTrace(withTrace(withTrace({}, 'a', trace('01')), 'b', trace('02')), 'a', trace('03'));
    expect(Object.entries(traces)).toEqual([
      ['b', trace('02')],
      ['a', trace('03')],
    ]);
    storeTraces(storage, traces);
    expect(storedTraces(storage)).toEqual(traces);
    items.set('fieldbook.traces', '{"a":"<b>"}');
    expect(storedTraces(storage)).toEqual({});
  });
});
