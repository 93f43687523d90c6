import { describe, expect, it } from 'vitest';
import { FORECAST, NULL_FLOAT64 } from '../../../contracts/forecast.ts';
import { type Column, encodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import { ObservableValue } from './observable.ts';
import { ParamsControl } from './params.ts';
import { Practice } from './practice.ts';
import { createViewStore, type KeyValueStorage } from './view.ts';

const WINDOWS = 1000;
/** Mid rises by a tenth of a tick … a whole one every ten seconds. */
const mid2At = (window: number): number => 2 * (1000 + Math.floor(window / 10));

function dayOf(crossedFrom = WINDOWS): DayData {
  const columns: Record<string, Int32Array | Uint8Array> = {
    window_valid: new Uint8Array(WINDOWS).fill(1),
    crossed: Uint8Array.from({ length: WINDOWS }, (_, w) => (w >= crossedFrom ? 1 : 0)),
    mid2: Int32Array.from({ length: WINDOWS }, (_, w) => mid2At(w)),
  };
  return {
    dayId: 'day',
    windowFrom: 0,
    windowEnd: WINDOWS,
    has: () => true,
    column: (name: string) => columns[name],
    info: { summary: { symbol: 'ES, "front"', utcDate: '2023-12-25' } },
  } as unknown as DayData;
}

/** A model that says one tick down, and that a tenth of the day's seconds have no path. */
const peer = {
  call: async (_name: string, { window, mode }: { window: number; mode: string }) => {
    if (window % 10 === 0) return { result: { state: 'crossed', mid2: null }, payload: null };
    const columns = Object.fromEntries(
      FORECAST.columns.map(({ name, type }): [string, Column] => {
        if (name === 'predicted_tick_delta') return [name, new Float64Array(31).fill(-1)];
        if (type === 'float64') return [name, new Float64Array(31).fill(NULL_FLOAT64)];
        if (type === 'int64') return [name, new BigInt64Array(31)];
        if (type === 'int16') return [name, new Int16Array(31)];
        return [name, type === 'int32' ? new Int32Array(31) : new Uint8Array(31)];
      }),
    );
    const result = { state: 'path', window, mode, mid2: mid2At(window), paramsHash: 'p', forecastHash: 'f' };
    return { result, payload: encodeTable(FORECAST, columns, 31) };
  },
} as unknown as Peer;

function practised(day = dayOf(), random = 0.5) {
  const items = new Map<string, string>();
  const storage: KeyValueStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
  const playhead = new Playhead();
  playhead.setRange(0, WINDOWS);
  playhead.seek(WINDOWS);
  const saved: string[] = [];
  const faults: string[] = [];
  let next = random;
  const deps = {
    peer,
    storage,
    playhead,
    day: new ObservableValue<DayData | null>(day),
    view: createViewStore(null),
    model: new ObservableValue({
      ...new ParamsControl(null).state.get(),
      calibration: null,
      fitsDay: false,
    }),
    lowerPane: { set: () => {} },
    host: {
      save: async (_name: string, bytes: Uint8Array) => {
        saved.push(new TextDecoder().decode(bytes));
        return true;
      },
    },
    random: () => {
      next = (next + 0.013) % 1;
      return next;
    },
    report: ({ message }: { message: string }) => void faults.push(message),
  };
  return { practice: new Practice(deps), deps, playhead, saved, faults };
}

describe('blind practice', () => {
  it('lets nothing after the moment be seen until the call is made', async () => {
    const { practice, playhead } = practised();
    await practice.start();
    const { window = 0, phase } = practice.round.get() ?? {};
    expect(phase).toBe('calling');
    expect(window).toBeGreaterThanOrEqual(180);
    expect(window + 30).toBeLessThan(WINDOWS);
    expect(window % 10).not.toBe(0);
    expect(practice.origin.get()).toMatchObject({ at: window + 1, hidesPath: true });
    playhead.seek(WINDOWS);
    expect(playhead.position.get()).toBe(window + 1);
    practice.say({ direction: 1, ticks: 2, confidence: 0.7 });
    expect(practice.origin.get()?.hidesPath).toBe(false);
    playhead.seek(WINDOWS);
    expect(playhead.position.get()).toBe(window + 31);
  });

  it('scores trader and model on what then came, keeps it and writes it out', async () => {
    const { practice, playhead, deps, saved } = practised();
    await practice.start();
    practice.say({ direction: 1, ticks: 2, confidence: 0.7 });
    expect(practice.round.get()?.result).toBeNull();
    playhead.seek(WINDOWS);
    const { result, phase } = practice.round.get() ?? {};
    expect(phase).toBe('told');
    expect(result).toMatchObject({
      trader: { ticks: 2, confidence: 0.7 },
      model: { ticks: -1, confidence: null },
      actualTicks: 3,
      horizon: 30,
    });
    expect(new Practice(deps).results.get()).toHaveLength(1);
    await practice.export();
    const [head, line] = (saved[0] ?? '').split('\n');
    expect(head?.split(',')).toHaveLength(17);
    expect(line).toContain('"ES, ""front"""');
    expect(line).toMatch(/,1,2,0\.7,1,-1,-1,,0,frozen,p,f,3$/);
    practice.stop();
    expect(playhead.isHeld).toBe(false);
    expect(practice.origin.get()).toBeNull();
  });

  it('does not score where the book is crossed at the end, and ends with the day', async () => {
    const { practice, playhead, deps } = practised(dayOf(200));
    await practice.start();
    practice.say({ direction: -1, ticks: 1, confidence: 0.5 });
    playhead.seek(WINDOWS);
    expect(practice.round.get()).toMatchObject({ phase: 'told', result: null });
    expect(practice.round.get()?.unscored).toContain('crossed');
    deps.day.set(null);
    expect(practice.round.get()).toBeNull();
  });

  it('takes no moment of a market that stands still', async () => {
    const day = dayOf();
    const mid2 = day.column('mid2') as Int32Array;
    mid2.fill(2000, 400);
    for (const random of [0.1, 0.5, 0.9]) {
      const { practice } = practised(day, random);
      await practice.start();
      expect(practice.round.get()?.window).toBeLessThanOrEqual(430);
    }
  });

  it('says so where a day is too short', async () => {
    const short = { ...dayOf(), windowEnd: 150 } as DayData;
    const { practice, faults } = practised(short);
    await practice.start();
    expect(practice.round.get()).toBeNull();
    expect(faults).toHaveLength(1);
  });
});
