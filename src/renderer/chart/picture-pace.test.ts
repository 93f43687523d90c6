import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOLD_MS, PicturePace, RETRY_MS } from './picture-pace.ts';

const COMPLETE = { missing: 0, sliced: 0, bare: 0, delayed: false, rests: false };

/** A pace over a picture whose state the test sets; `log` has what it did, in order. */
function bench() {
  const log: string[] = [];
  const picture = { demand: COMPLETE, waits: false };
  const pace: PicturePace = new PicturePace({
    ask() {
      log.push('ask');
      pace.asked(picture.demand);
      return picture.demand;
    },
    waits: () => picture.waits,
    invalidate: () => log.push('frame'),
  });
  const become = (demand: Partial<typeof COMPLETE>, waits = false): void => {
    picture.demand = { ...COMPLETE, ...demand };
    picture.waits = waits;
  };
  return { pace, log, become };
}

describe('PicturePace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks before any frame, and has the picture painted once all of it is here', () => {
    const { pace, log, become } = bench();
    become({ missing: 3 });
    pace.hurry();
    become({ missing: 1 });
    pace.hurry();
    expect(log).toEqual(['ask', 'ask']);
    become({});
    pace.hurry();
    expect(log).toEqual(['ask', 'ask', 'ask', 'frame']);
    vi.advanceTimersByTime(1000);
    expect(log).toHaveLength(4);
  });

  it('shows what is here where that takes long', () => {
    const { pace, log, become } = bench();
    become({ missing: 3 });
    pace.hurry();
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(log).toEqual(['ask']);
    vi.advanceTimersByTime(1);
    expect(log).toEqual(['ask', 'frame']);
  });

  it('shows every part at once where nothing of it was here before', () => {
    const { pace, log, become } = bench();
    become({ missing: 2, bare: 1 });
    pace.hurry();
    expect(log).toEqual(['ask', 'frame']);
  });

  it('has a finished picture painted before newer parameters are taken up', () => {
    const { pace, log, become } = bench();
    become({}, true);
    pace.asked(COMPLETE);
    expect(log).toEqual(['frame']);
  });

  it.each([
    ['newer parameters', { missing: 2 }, true],
    ['what failed', { delayed: true }, false],
    ['what waits for a rest', { rests: true }, false],
  ] as const)('comes back to %s, without a frame', (_, demand, waits) => {
    const { pace, log, become } = bench();
    become(demand, waits);
    pace.asked({ ...COMPLETE, ...demand });
    become({});
    vi.advanceTimersByTime(RETRY_MS);
    expect(log).toEqual(['ask']);
  });

  it('tells by one frame that what is out of sight has come', () => {
    const { pace, log, become } = bench();
    become({ sliced: 1 });
    pace.filled();
    expect(log).toEqual(['ask']);
    become({});
    pace.filled();
    expect(log).toEqual(['ask', 'ask', 'frame']);
  });

  it('says when the picture of the moment is painted', async () => {
    const { pace, become } = bench();
    await pace.whenPainted();
    become({ missing: 1 });
    pace.hurry();
    const heard = vi.fn();
    const painted = pace.whenPainted().then(heard);
    pace.painted();
    await Promise.resolve();
    expect(heard).not.toHaveBeenCalled();
    become({});
    pace.hurry();
    await Promise.resolve();
    expect(heard).not.toHaveBeenCalled();
    pace.painted();
    await painted;
    expect(heard).toHaveBeenCalledOnce();
  });

  it('leaves nobody waiting, and no timer, when it goes', async () => {
    const { pace, log, become } = bench();
    become({ missing: 1, delayed: true });
    pace.hurry();
    const painted = pace.whenPainted();
    pace.dispose();
    await painted;
    vi.advanceTimersByTime(1000);
    expect(log).toEqual(['ask']);
  });
});
