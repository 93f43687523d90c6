import { describe, expect, it } from 'vitest';
import {
  DEFAULT_FORECAST_PARAMS,
  FORECAST,
  type ForecastParams,
  NULL_FLOAT64,
} from '../../../contracts/forecast.ts';
import type { ForecastAnswer } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { type Column, encodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { ForecastReader, type ForecastWish } from './forecast.ts';

/** Answers when told to, with a path that rises by a tenth of a tick a second from the window's own number. */
class SlowPeer {
  readonly asked: number[] = [];
  readonly forecasts: ForecastParams[] = [];
  /** q10 and q90 of every horizon; none without a calibration. */
  band: readonly [number, number] | null = null;
  readonly #answers: ((state: ForecastAnswer['state']) => void)[] = [];

  readonly peer = {
    call: (_name: string, wish: ForecastWish) => {
      this.asked.push(wish.window);
      this.forecasts.push(wish.forecast);
      const { band } = this;
      return new Promise((resolve) => this.#answers.push((state) => resolve(answerTo(wish, state, band))));
    },
  } as unknown as Peer;

  async answer(state: ForecastAnswer['state'] = 'path'): Promise<void> {
    this.#answers.shift()?.(state);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function answerTo(
  { window, mode }: ForecastWish,
  state: ForecastAnswer['state'],
  band: readonly [number, number] | null,
) {
  const columns = Object.fromEntries(
    FORECAST.columns.map(({ name, type }): [string, Column] => {
      if (type === 'int64') return [name, new BigInt64Array(31)];
      if (name === 'x_p') return [name, Float64Array.from({ length: 31 }, (_, h) => h / 10)];
      if (band && (name === 'q10' || name === 'q90'))
        return [name, new Float64Array(31).fill(band[name === 'q10' ? 0 : 1])];
      if (type === 'float64') return [name, new Float64Array(31).fill(NULL_FLOAT64)];
      if (type === 'int16') return [name, new Int16Array(31)];
      return [name, type === 'int32' ? new Int32Array(31) : new Uint8Array(31)];
    }),
  );
  const result: ForecastAnswer = {
    window,
    mode,
    state,
    spotTick: state === 'path' ? 100 + window : null,
    mid2: null,
    obstacles: [],
    reliability: 'uncalibrated',
    calibration: null,
    validWindows: 1,
    paramsHash: '',
    forecastHash: '',
  };
  return state === 'path' ? { result, payload: encodeTable(FORECAST, columns, 31) } : { result };
}

const wish = (window: number, mode: 'frozen' | 'extrapolated' = 'frozen'): ForecastWish => ({
  dayId: 'day',
  window,
  mode,
  params: DEFAULT_FIELD_PARAMS,
  paramsHash: 'plain',
  forecast: DEFAULT_FORECAST_PARAMS,
  forecastHash: 'usual',
});

describe('the forecast at the playhead', () => {
  it('asks for one second at a time and goes on with the newest wish alone', async () => {
    const slow = new SlowPeer();
    const reader = new ForecastReader(slow.peer);
    for (const window of [10, 11, 12, 12, 13]) reader.show(wish(window));
    expect(slow.asked).toEqual([10]);
    await slow.answer();
    expect(slow.asked).toEqual([10, 13]);
    expect(reader.forecast.get()?.window).toBe(10);
    await slow.answer();
    expect(reader.forecast.get()?.window).toBe(13);
    expect(reader.forecast.get()?.ticks[30]).toBeCloseTo(116);
    expect(slow.asked).toHaveLength(2);
  });

  it('drops what is of a later second, of long ago, of another mode, or of no day', async () => {
    for (const next of [wish(9), wish(60), wish(10, 'extrapolated'), null]) {
      const slow = new SlowPeer();
      const reader = new ForecastReader(slow.peer);
      reader.show(wish(10));
      await slow.answer();
      expect(reader.forecast.get()?.window).toBe(10);
      reader.show(next);
      expect(reader.forecast.get()).toBeNull();
      const late = new ForecastReader(slow.peer);
      late.show(wish(10));
      late.show(next);
      await slow.answer();
      expect(late.forecast.get()).toBeNull();
    }
  });

  it('is asked for under the parameters of the moment, and anew when one of its own moves', async () => {
    const slow = new SlowPeer();
    const reader = new ForecastReader(slow.peer);
    reader.show(wish(10));
    reader.show({
      ...wish(10),
      forecast: { ...DEFAULT_FORECAST_PARAMS, betaNear: 2 },
      forecastHash: 'moved',
    });
    await slow.answer();
    expect(slow.asked).toEqual([10, 10]);
    expect(slow.forecasts.map(({ betaNear }) => betaNear)).toEqual([DEFAULT_FORECAST_PARAMS.betaNear, 2]);
  });

  it('has a band where a calibration gives one, from where the path begins', async () => {
    const slow = new SlowPeer();
    slow.band = [-3, 4];
    const reader = new ForecastReader(slow.peer);
    reader.show(wish(10));
    await slow.answer();
    const { band, ticks } = reader.forecast.get() ?? {};
    expect([band?.low[7], band?.high[7]]).toEqual([(ticks?.[0] ?? 0) - 3, (ticks?.[0] ?? 0) + 4]);
    const none = new SlowPeer();
    const plain = new ForecastReader(none.peer);
    plain.show(wish(10));
    await none.answer();
    expect(plain.forecast.get()?.band).toBeNull();
  });

  it('tells why there is no path', async () => {
    const slow = new SlowPeer();
    const reader = new ForecastReader(slow.peer);
    reader.show(wish(10));
    await slow.answer('crossed');
    expect(reader.forecast.get()).toMatchObject({ state: 'crossed', drive: null });
    expect(reader.forecast.get()?.ticks).toHaveLength(0);
  });
});
