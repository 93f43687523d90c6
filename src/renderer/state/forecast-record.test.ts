import { describe, expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS, FORECAST_PATHS, MOST_PATHS } from '../../../contracts/forecast.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { DayData } from '../replay/day-data.ts';
import type { ForecastWish } from './forecast.ts';
import { ForecastRecorder } from './forecast-record.ts';
import { PAST_EVERY, PAST_SHOWN, PastForecasts } from './past-forecasts.ts';
import { nearestTerms } from './term-rows.ts';

interface Asked {
  readonly windowFrom: number;
  readonly windowEnd: number;
  readonly every?: number;
  readonly horizons: readonly number[];
}

/** Mid rises by half a tick a second; every path says a whole tick a second. Second 10 has no path. */
const midAt = (window: number): number => 1000 + window / 2;

class Peers {
  readonly asked: Asked[] = [];
  readonly peer = {
    call: async (_name: string, ask: Asked) => {
      this.asked.push(ask);
      const rows: [number, number, number, number][] = [];
      for (let w = ask.windowFrom; w < ask.windowEnd; w += ask.every ?? 1)
        for (const h of w === 10 ? [] : ask.horizons) rows.push([w, h, midAt(w) + h, w]);
      const column = (i: number): number[] => rows.map((row) => row[i] as number);
      const columns = {
        window: Int32Array.from(column(0)),
        horizon_s: Uint8Array.from(column(1)),
        mid_tick: Float64Array.from(column(2)),
        strength: Float32Array.from(column(3)),
      };
      return { result: {}, payload: encodeTable(FORECAST_PATHS, columns, rows.length) };
    },
  } as unknown as Peer;
}

const data = {
  windowFrom: 0,
  windowEnd: 1000,
  has: () => true,
  column: (name: string) =>
    name === 'mid2'
      ? Int32Array.from({ length: 1000 }, (_, w) => 2 * midAt(w))
      : new Uint8Array(1000).fill(1),
} as unknown as DayData;

function wish(window: number, forecastHash = 'f'): ForecastWish {
  const params = {
    params: DEFAULT_FIELD_PARAMS,
    paramsHash: 'p',
    forecast: DEFAULT_FORECAST_PARAMS,
    forecastHash,
  };
  return { dayId: 'day', window, mode: 'frozen', ...params };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the record of the day so far', () => {
  it('counts what has come to its end at the playhead, and nothing after it', async () => {
    const { peer, asked } = new Peers();
    const recorder = new ForecastRecorder(peer);
    recorder.show(wish(599), data);
    await settled();
    expect(Math.max(...asked.map(({ windowEnd }) => windowEnd))).toBe(600);
    const record = recorder.record.get();
    // 599 seconds before the present one, without second 10; strength is the second's own number.
    expect(record).toMatchObject({ seconds: 598, weaker: 598, complete: true });
    const [one, , , , , thirty] = record?.horizons ?? [];
    expect(one).toMatchObject({ seconds: 1, count: 598, path: 0.5, still: 0.5 });
    // Paths of seconds 0 … 569 have come to their end; each is off by 30 − 15.
    expect(thirty).toMatchObject({ seconds: 30, count: 569, path: 15, still: 15 });
  });

  it('asks for a new second alone, and begins anew under other parameters', async () => {
    const { peer, asked } = new Peers();
    const recorder = new ForecastRecorder(peer);
    recorder.show(wish(300), data);
    await settled();
    expect(asked.map(({ windowFrom, windowEnd }) => [windowFrom, windowEnd])).toEqual([
      [MOST_PATHS, 301],
      [0, MOST_PATHS],
    ]);
    recorder.show(wish(301), data);
    await settled();
    expect(asked.at(-1)).toMatchObject({ windowFrom: 301, windowEnd: 302 });
    recorder.show(wish(301, 'other'), data);
    expect(recorder.record.get()?.seconds).toBe(0);
    // Back in time: what is after the playhead is known and not counted.
    recorder.show(wish(301, 'other'), data);
    await settled();
    recorder.show(wish(50, 'other'), data);
    expect(recorder.record.get()).toMatchObject({ seconds: 49, weaker: 49 });
  });
});

describe('paths of before', () => {
  it('are those of the last minutes, kept as the playhead goes on', async () => {
    const { peer, asked } = new Peers();
    const past = new PastForecasts(peer);
    past.show(wish(405));
    await settled();
    const windows = past.paths.get().map(({ window }) => window);
    expect(windows).toHaveLength(PAST_SHOWN);
    expect(windows.at(-1)).toBe(400);
    expect(past.paths.get()[0]?.ticks[30]).toBe(midAt(windows[0] as number) + 30);
    past.show(wish(409));
    past.show(wish(410));
    await settled();
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatchObject({ windowFrom: 410, windowEnd: 411, every: PAST_EVERY });
    past.show(null);
    expect(past.paths.get()).toEqual([]);
  });
});

it('terms near mid are shown, the others summed', () => {
  const push = Float64Array.of(1, 2, 3, 4, 5, 6);
  const { rows, pushBeyond, brakeBeyond } = nearestTerms({ tickFrom: 100, push, brake: push }, 102.5, 2);
  expect(rows.map(({ tick }) => tick)).toEqual([104, 103, 102, 101]);
  expect(pushBeyond).toBe(1 + 6);
  expect(brakeBeyond).toBe(7);
});
