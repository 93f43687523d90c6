import { describe, expect, it } from 'vitest';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { LiveGold } from './live-gold.ts';

const view = (paramsHash: string): GoldView => ({
  params: DEFAULT_FIELD_PARAMS,
  paramsHash,
  aggregate: 'max',
  weighting: null,
});

describe('LiveGold', () => {
  it('finishes what is on screen, then takes the newest wish and none between', () => {
    const live = new LiveGold();
    live.offer(view('a'));
    expect(live.settle(3, 0)).toBe(true);
    live.offer(view('b'));
    live.offer(view('c'));
    expect(live.settle(2, 50)).toBe(false);
    expect(live.shown?.paramsHash).toBe('a');
    expect(live.settle(0, 90)).toBe(true);
    expect(live.shown?.paramsHash).toBe('c');
    expect(live.settle(0, 91)).toBe(false);
  });

  it('does not wait for a picture that takes too long, nor for the one it shows', () => {
    const live = new LiveGold();
    live.offer(view('a'));
    live.settle(0, 0);
    live.offer(view('a'));
    expect(live.waits).toBe(false);
    live.offer(view('b'));
    expect(live.settle(4, 299)).toBe(false);
    expect(live.settle(4, 300)).toBe(true);
  });
});
