// Forecasts through the engine, on the real ES file against the reference; none where the book does not allow one; none
// that knows what came later.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOK_SNAPSHOT } from '../../contracts/datasets.ts';
import { FORECAST, FORECAST_MODES, type ForecastMode, NULL_FLOAT64 } from '../../contracts/forecast.ts';
import type { DaySummary, ForecastAnswer } from '../../contracts/messages.ts';
import { type Column, decodeTable } from '../../contracts/tables.ts';
import { type ReferenceFields, referenceForecast } from '../core/forecast/fixtures/reference-forecast.ts';
import { EngineUnderTest } from './engine.testkit.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';

const ES_FILE = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');
const esPresent = hasSharedData('nautilus-databento');
const SCENARIO = new URL('../../data/fixtures/scenario-8s/scenario-8s.mbo.dbn', import.meta.url);
const SETTINGS = {
  betaNear: 0.7,
  betaFar: 0.3,
  betaV: 1,
  gamma: 0.35,
  sigmaNear: 8,
  sigmaFar: 32,
  duDecay: 0.5,
  nu0: 0.2,
};
const COMPARED = [
  'predicted_tick_delta',
  'predicted_spot_tick',
  'direction',
  'strength',
  'F_near',
  'F_far',
  'nu_local',
] as const;

type Columns = Readonly<Record<string, Column>>;

interface Told {
  readonly answer: ForecastAnswer;
  readonly payload: Uint8Array | null;
  readonly columns: Columns;
}

class Day {
  readonly engine: EngineUnderTest;
  readonly summary: DaySummary;

  constructor(engine: EngineUnderTest, summary: DaySummary) {
    this.engine = engine;
    this.summary = summary;
  }

  static async of(path: string): Promise<Day> {
    const engine = await EngineUnderTest.start();
    const { end } = await engine.open([path]);
    return new Day(engine, end.days[0] as DaySummary);
  }

  async forecast(window: number, mode: ForecastMode): Promise<Told> {
    const { dayId } = this.summary;
    const { result, payload } = await this.engine.peer.call('forecast.at', { dayId, window, mode });
    const columns = payload ? (decodeTable(payload).batches[0]?.columns ?? {}) : {};
    return { answer: result, payload: payload ?? null, columns };
  }

  /** Rows of book_snapshot_1s by window. */
  async snapshots(): Promise<Map<number, Record<string, number>>> {
    const { dayId, dayStartNanos } = this.summary;
    const { payload } = await this.engine.peer.call('day.snapshots', { dayId, chunkFrom: 0, chunkEnd: 338 });
    const rows = new Map<number, Record<string, number>>();
    for (const { length, columns } of decodeTable(payload ?? new Uint8Array()).batches) {
      for (let i = 0; i < length; i++) {
        const end = columns['window_end_ts_ns']?.[i] as bigint;
        const row = BOOK_SNAPSHOT.columns.map(({ name }) => [name, Number(columns[name]?.[i])] as const);
        rows.set(Number((end - BigInt(dayStartNanos)) / 1_000_000_000n) - 1, Object.fromEntries(row));
      }
    }
    return rows;
  }

  /** The window's published fields by ticks from spot. */
  async fields(window: number): Promise<ReferenceFields> {
    const by = new Map<string, Map<number, number>>();
    for (const lattice of ['B', 'A', 'L'] as const) {
      const { length, columns } = await this.engine.cells(this.summary.dayId, window, 'gold', lattice);
      for (const id of ['u_ema_8', 'du_ema_8_dt', 'pressure_grad', 'viscosity_nu']) {
        const values = new Map<number, number>();
        for (let i = 0; i < length; i++)
          values.set(Number(columns['rel_ticks']?.[i]), Number(columns[id]?.[i]));
        by.set(`${lattice} ${id}`, values);
      }
    }
    return {
      g: (x) => by.get('L pressure_grad')?.get(x),
      nu: (x) => by.get('L viscosity_nu')?.get(x),
      u8: (side, x) => by.get(`${side} u_ema_8`)?.get(x),
      du8: (side, x) => by.get(`${side} du_ema_8_dt`)?.get(x),
    };
  }
}

function changesThrough(rows: ReadonlyMap<number, Record<string, number>>, window: number): number[] {
  const changes: number[] = [];
  for (const [at, row] of rows) {
    if (at > window || row['window_valid'] !== 1) continue;
    const held = row['crossed'] === 1 || row['crossed_open'] === 1;
    changes.push(held ? 0 : ((row['mid2'] ?? 0) - (row['mid2_open'] ?? 0)) / 2);
  }
  return changes;
}

describe.skipIf(!esPresent)(`forecast, ES 2023-12-25${esPresent ? '' : ' (skipped: no shared data)'}`, () => {
  let day: Day;
  let rows: Awaited<ReturnType<Day['snapshots']>>;
  beforeAll(async () => {
    day = await Day.of(ES_FILE);
    rows = await day.snapshots();
  }, 300_000);
  afterAll(() => day.engine.dispose());

  it('gives what the reference gives within 1e-6 at 50 windows, both modes', async () => {
    const open = [...rows].filter(([, row]) => row['window_valid'] === 1 && row['crossed'] === 0);
    const chosen = Array.from({ length: 50 }, (_, i) => open[Math.floor((i * open.length) / 50)]);
    let most = 0;
    let moving = 0;
    for (const [window, row] of chosen as [number, Record<string, number>][]) {
      const fields = await day.fields(window);
      const spot = row['spot_tick'] as number;
      const mid = (row['mid2'] as number) / 2;
      const changes = changesThrough(rows, window);
      for (const mode of FORECAST_MODES) {
        const { answer, columns } = await day.forecast(window, mode);
        expect(answer).toMatchObject({ state: 'path', reliability: 'uncalibrated', spotTick: spot });
        const want = referenceForecast(fields, mode, spot, mid, changes, SETTINGS);
        for (const name of COMPARED) {
          want.forEach((each, h) => {
            most = Math.max(most, Math.abs(Number(columns[name]?.[h]) - each[name]));
          });
        }
        moving += Math.abs(want[30]?.predicted_tick_delta ?? 0) > 0.25 ? 1 : 0;
      }
    }
    expect(most).toBeLessThanOrEqual(1e-6);
    expect(moving).toBeGreaterThan(10);
  }, 300_000);

  it('has no path where the book is crossed, locked or not valid, and says so', async () => {
    const crossed = [...rows].filter(([, row]) => row['window_valid'] === 1 && row['crossed'] === 1);
    const invalid = [...rows].find(([, row]) => row['window_valid'] === 0);
    expect(crossed.length).toBeGreaterThan(0);
    for (const [window] of crossed.slice(0, 3)) {
      const { answer, payload } = await day.forecast(window, 'frozen');
      expect(answer).toMatchObject({ state: 'crossed', mid2: null, obstacles: [] });
      expect(payload).toBeNull();
    }
    expect((await day.forecast(invalid?.[0] ?? -1, 'frozen')).answer.state).toBe('invalid');
  });

  it('tells paths of many seconds as it tells each, and the terms of a first step', async () => {
    const { dayId } = day.summary;
    const open = [...rows].filter(([, row]) => row['window_valid'] === 1 && row['crossed'] === 0);
    const from = open.at(-100)?.[0] ?? 0;
    const span = { dayId, windowFrom: from, windowEnd: from + 60, every: 10, horizons: [0, 5, 30] };
    const { result, payload } = await day.engine.peer.call('forecast.paths', span);
    const { length, columns } = decodeTable(payload ?? new Uint8Array()).batches[0] ?? {
      length: 0,
      columns: {},
    };
    expect(length).toBe(3 * result.paths);
    expect(result.paths).toBeGreaterThan(3);
    for (let i = 0; i < length; i++) {
      const { answer, columns: one } = await day.forecast(Number(columns['window']?.[i]), 'frozen');
      const h = Number(columns['horizon_s']?.[i]);
      expect(columns['mid_tick']?.[i]).toBe((answer.spotTick ?? 0) + Number(one['x_p']?.[h]));
      expect(columns['strength']?.[i]).toBe(Math.fround(Number(one['strength']?.[h])));
      if (h > 0) continue;
      const told = await day.engine.peer.call('forecast.terms', { dayId, window: answer.window });
      const terms = decodeTable(told.payload ?? new Uint8Array()).batches[0]?.columns ?? {};
      const sum = (name: string): number => (terms[name] as Float64Array).reduce((a, b) => a + b, 0);
      const force = 0.7 * Number(one['F_near']?.[0]) + 0.3 * Number(one['F_far']?.[0]);
      expect(sum('push')).toBeCloseTo(force, 9);
      expect(sum('brake')).toBeCloseTo(Number(one['nu_local']?.[0]), 9);
      const cells = await day.engine.cells(dayId, answer.window, 'gold', 'L');
      const row = (cells.columns['price_tick'] as Int32Array).indexOf(answer.spotTick ?? 0);
      const at = (terms['price_tick'] as Int32Array).indexOf(answer.spotTick ?? 0);
      expect(terms['fast']?.[at]).toBe(cells.columns['u_band_fast']?.[row]);
      expect(terms['fast_change']?.[at]).toBe(cells.columns['du_band_fast_dt']?.[row]);
    }
    const crossed = [...rows].find(([, row]) => row['window_valid'] === 1 && row['crossed'] === 1)?.[0] ?? -1;
    const none = await day.engine.peer.call('forecast.terms', { dayId, window: crossed });
    expect(none).toMatchObject({ result: { spotTick: null }, payload: null });
    await expect(
      day.engine.peer.call('forecast.paths', { ...span, windowEnd: span.windowFrom + 257 }),
    ).rejects.toThrow();
  });

  it('is the same to the bit in whatever order windows are asked for', async () => {
    const open = [...rows].filter(([, row]) => row['window_valid'] === 1 && row['crossed'] === 0);
    const windows = open.slice(-40).map(([window]) => window);
    const forwards = new Map<number, Uint8Array | null>();
    for (const window of windows) forwards.set(window, (await day.forecast(window, 'extrapolated')).payload);
    for (const window of windows.toReversed())
      expect((await day.forecast(window, 'extrapolated')).payload).toEqual(forwards.get(window));
  });
});

describe('forecast, the hand-made eight seconds', () => {
  let folder: string;
  let day: Day;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-forecast-'));
    day = await Day.of(SCENARIO.pathname);
  }, 60_000);
  afterAll(async () => {
    await day.engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('has every column of its table, those of a calibration null', async () => {
    const window = [...(await day.snapshots())].find(([, row]) => row['window_valid'] === 1)?.[0] ?? -1;
    const { columns } = await day.forecast(window, 'frozen');
    expect(Object.keys(columns)).toEqual(FORECAST.columns.map(({ name }) => name));
    expect([...(columns['horizon_s'] ?? [])]).toEqual(Array.from({ length: 31 }, (_, h) => h));
    for (const name of ['confidence', 'q10', 'q90'])
      expect([...(columns[name] ?? [])].every((value) => value === NULL_FLOAT64)).toBe(true);
    await expect(day.forecast(window + 3600, 'frozen')).rejects.toThrow('no window');
  });

  it('knows nothing of what comes later: a file that ends there gives the same', async () => {
    const whole = await readFile(SCENARIO);
    const rows = await day.snapshots();
    const valid = [...rows].filter(([, row]) => row['window_valid'] === 1).map(([window]) => window);
    let compared = 0;
    for (const window of valid.slice(0, -1)) {
      const path = join(folder, `to-${window}.mbo.dbn`);
      await writeFile(path, cutAfter(whole, BigInt(day.summary.dayStartNanos), window));
      const cut = await Day.of(path);
      // A quiet second at the end of the cut file is none of its windows.
      const { result } = await cut.engine.peer.call('day.info', { dayId: cut.summary.dayId });
      if (result.windowEnd <= window) {
        await cut.engine.dispose();
        continue;
      }
      for (const mode of FORECAST_MODES) {
        const got = await cut.forecast(window, mode);
        expect(got.payload).toEqual((await day.forecast(window, mode)).payload);
        compared += got.payload ? 1 : 0;
      }
      await cut.engine.dispose();
    }
    expect(compared).toBeGreaterThan(3);
  }, 60_000);
});

/** The file up to the last record received before the window's end. DBN: metadata, then MBO records of 56 bytes. */
function cutAfter(bytes: Buffer, dayStart: bigint, window: number): Buffer {
  let at = 8 + bytes.readUInt32LE(4);
  while (at < bytes.length) {
    const size = 4 * bytes.readUInt8(at);
    const received = bytes.readBigUInt64LE(at + 40);
    if (size === 56 && received >= dayStart + BigInt(window + 1) * 1_000_000_000n) break;
    at += size;
  }
  return bytes.subarray(0, at);
}
