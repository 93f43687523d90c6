import { describe, expect, it, vi } from 'vitest';
import type { SimilarAnswer } from '../../../contracts/similar.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import type { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import { ObservableValue } from './observable.ts';
import { type SimilarModel, SimilarReadout } from './similar.ts';

const ANSWER: SimilarAnswer = {
  state: 'none',
  features: [],
  days: [],
  trainingOnly: false,
  moments: [],
  horizons: [],
};

function start(call: Peer['call']) {
  const playhead = new Playhead();
  playhead.setRange(0, 100);
  playhead.seek(10);
  const day = new ObservableValue<DayData | null>({ dayId: 'd' } as DayData);
  const model = new ObservableValue({
    params: {},
    hash: 'p',
    forecast: {},
    forecastHash: 'f',
    calibration: { hash: 'c' },
    fitsDay: true,
  } as SimilarModel);
  const report = vi.fn();
  let tell: (progress: { jobId: string; secondsDone: number; secondsTotal: number }) => void = () => {};
  const on = (_: string, listener: typeof tell) => {
    tell = listener;
    return { dispose: () => {} };
  };
  const peer = { call, on } as unknown as Peer;
  const similar = new SimilarReadout({ peer, playhead, day, model, report });
  return { playhead, report, similar, tell: (body: Parameters<typeof tell>[0]) => tell(body) };
}

describe('similar moments', () => {
  it('are asked for once the user wants them and sees them, of the second before the playhead', async () => {
    const call = vi.fn().mockResolvedValue({ result: ANSWER });
    const { playhead, similar } = start(call);
    similar.isShown.set(true);
    playhead.seek(11);
    expect(call).not.toHaveBeenCalled();
    similar.isOn.set(true);
    await eventually(() => expect(similar.view.get()?.window).toBe(10));
    expect(call.mock.calls[0]?.[1]).toMatchObject({ dayId: 'd', window: 10, calibration: 'c' });
    playhead.play();
    playhead.seek(20);
    expect(call).toHaveBeenCalledTimes(1);
    playhead.pause();
    await eventually(() => expect(similar.view.get()?.window).toBe(19));
  });

  it('tell how far the days have been read, and stop when that is cancelled', async () => {
    const call = vi.fn((_name, _params, { signal }: { signal: AbortSignal }) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(new Error('cancelled')));
      return promise;
    });
    const { similar, tell, report } = start(call as unknown as Peer['call']);
    similar.isShown.set(true);
    similar.isOn.set(true);
    const [, { jobId }] = call.mock.calls[0] as unknown as [string, { jobId: string }];
    tell({ jobId, secondsDone: 30, secondsTotal: 120 });
    expect(similar.progress.get()).toBe(0.25);
    similar.cancel();
    await eventually(() => expect(report).toHaveBeenCalled());
    expect(similar.progress.get()).toBeNull();
    expect(similar.isOn.get()).toBe(false);
  });
});
