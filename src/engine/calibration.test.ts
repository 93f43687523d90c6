// Calibration and evaluation through the engine: planted days, days without anything planted, the real ES hour, and what a
// file that does not fit is told.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CalibrateRequest, type Calibration, readCalibration } from '../../contracts/calibration.ts';
import { Evaluation, NO_SKILL, type Score } from '../../contracts/evaluation.ts';
import { DEFAULT_FORECAST_PARAMS, FORECAST, NULL_FLOAT64 } from '../../contracts/forecast.ts';
import { HORIZON_COUNT } from '../../contracts/horizons.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest } from './engine.testkit.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const ES_FILE = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');
const esPresent = hasSharedData('nautilus-databento');
const PLANTED = 5;

let folder: string;
let engine: EngineUnderTest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbook-calibration-'));
  engine = await EngineUnderTest.start();
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function daysOf(name: string, effect: number, days: number): Promise<DaySummary[]> {
  const path = join(folder, name);
  await writeSynthDays({ folder: path, days, minutes: 20, seed: 11, records: 90_000, effect });
  const { end } = await engine.open([path]);
  return [...end.days].sort((a, b) => (a.utcDate < b.utcDate ? -1 : 1));
}

function parsed(payload: Uint8Array | null): unknown {
  return JSON.parse(new TextDecoder().decode(payload ?? new Uint8Array()));
}

async function calibrate(
  days: readonly DaySummary[],
  wish: Partial<Pick<CalibrateRequest, 'fit' | 'forecast' | 'variants'>> = {},
): Promise<Calibration> {
  const { payload } = await engine.peer.call('calibration.run', {
    jobId: randomUUID(),
    dayIds: days.map(({ dayId }) => dayId),
    variants: false,
    ...wish,
  });
  const read = readCalibration(new TextDecoder().decode(payload ?? new Uint8Array()));
  if ('problem' in read) throw new Error(read.problem);
  return read.calibration;
}

describe('calibration on days with a planted effect', () => {
  let days: DaySummary[];
  let calibration: Calibration;
  beforeAll(async () => {
    days = await daysOf('planted', PLANTED, 4);
    calibration = await calibrate(days.slice(0, 3));
  }, 300_000);

  it('finds the weights again within their intervals, and opens the gate', () => {
    for (const [name, planted] of [
      ['betaNear', PLANTED],
      ['betaFar', 0],
      ['betaV', 0],
    ] as const) {
      const found = calibration.fitted.find((each) => each.name === name);
      expect(found?.interval[0], name).toBeLessThanOrEqual(planted);
      expect(found?.interval[1], name).toBeGreaterThanOrEqual(planted);
    }
    expect(calibration.forecast.betaNear).toBeGreaterThan(0.5 * PLANTED);
    expect(calibration.horizons.some(({ skill }) => skill)).toBe(true);
    expect(calibration.walkForward.days.map(({ utcDate }) => utcDate)).toEqual(
      days.slice(1, 3).map(({ utcDate }) => utcDate),
    );
  });

  it('holds what it was not asked to fit at its value, to the bit, and says so in file and report', async () => {
    const forecast = { ...DEFAULT_FORECAST_PARAMS, betaFar: 0.1 + 0.2, betaV: -1 / 7, gamma: 1 / 3 };
    const partly = await calibrate(days.slice(0, 3), { fit: ['betaNear'], forecast, variants: true });
    const { betaNear, ...rest } = partly.forecast;
    expect({ betaNear: forecast.betaNear, ...rest }).toEqual(forecast);
    expect(betaNear).not.toBe(forecast.betaNear);
    expect(betaNear).toBeGreaterThan(0.3 * PLANTED);
    expect(partly.fitted.map(({ name }) => name)).toEqual(['betaNear']);
    const held = [
      { name: 'betaFar', value: 0.1 + 0.2 },
      { name: 'betaV', value: -1 / 7 },
      { name: 'gamma', value: 1 / 3 },
    ];
    for (const told of [partly, partly.walkForward, partly.leaveOneDayOut]) expect(told.held).toEqual(held);
    const payload = new TextEncoder().encode(JSON.stringify(partly));
    const { result } = await engine.peer.call('calibration.load', { name: 'w.json' }, { payload });
    expect(result.held).toEqual(held);
    const evaluation = new TextEncoder().encode(JSON.stringify(partly.walkForward));
    const { payload: html } = await engine.peer.call('evaluation.html', {}, { payload: evaluation });
    const page = new TextDecoder().decode(html ?? new Uint8Array());
    expect(page).toContain('held: β far 0.3, β v -0.1429, γ 0.3333');
  }, 120_000);

  it('makes confidence and band for parameters as they are where nothing is fitted', async () => {
    const kept = await calibrate(days.slice(0, 3), { fit: [] });
    expect(kept.forecast).toEqual(DEFAULT_FORECAST_PARAMS);
    expect(kept.fitted).toEqual([]);
    expect(kept.held).toHaveLength(4);
    expect(kept.horizons.every(({ band }) => band !== null)).toBe(true);
  }, 120_000);

  it('makes a report whose every rate comes from its own sums', () => {
    for (const report of [calibration.walkForward, calibration.leaveOneDayOut]) recompute(report);
  });

  it('is loaded from its file, and gives a day its confidence and its band', async () => {
    const [, , , later] = days as [DaySummary, DaySummary, DaySummary, DaySummary];
    const payload = new TextEncoder().encode(JSON.stringify(calibration));
    const { result: loaded } = await engine.peer.call('calibration.load', { name: 'w.json' }, { payload });
    const { result: listed } = await engine.peer.call('calibration.list', {});
    expect(listed.map(({ hash }) => hash)).toContain(loaded.hash);
    const at = { dayId: later.dayId, window: 900, mode: 'frozen' as const };
    const { result, payload: table } = await engine.peer.call('forecast.at', {
      ...at,
      calibration: loaded.hash,
    });
    expect(result.reliability).toBe('calibrated');
    expect(result.calibration).toMatchObject({ hash: loaded.hash, misfits: [], days: 3 });
    const columns = decodeTable(table ?? new Uint8Array()).batches[0]?.columns ?? {};
    expect(Object.keys(columns)).toEqual(FORECAST.columns.map(({ name }) => name));
    if (result.calibration?.outside.length === 0) {
      for (let h = 1; h <= 30; h++) {
        const [low, path, high] = ['q10', 'predicted_tick_delta', 'q90'].map((name) =>
          Number(columns[name]?.[h]),
        ) as [number, number, number];
        expect(low).toBeLessThanOrEqual(high);
        expect(Math.abs((low + high) / 2 - path)).toBeLessThan(5);
      }
      const skilled = calibration.horizons.filter(({ skill }) => skill).map(({ horizonS }) => horizonS);
      for (let h = 0; h <= 30; h++) {
        const confidence = Number(columns['confidence']?.[h]);
        if (skilled.some((seconds) => seconds === h)) expect(confidence).toBeGreaterThan(0.4);
        else expect(confidence).toBe(NULL_FLOAT64);
      }
    }
    const { result: unfit } = await engine.peer.call('forecast.at', {
      ...at,
      mode: 'extrapolated',
      calibration: loaded.hash,
    });
    expect(unfit.reliability).toBe('unfit');
    expect(unfit.calibration?.misfits).toEqual(['made for the frozen path']);
  });

  it('is judged on a day that it has not seen, and not on those that it has', async () => {
    const payload = new TextEncoder().encode(JSON.stringify(calibration));
    const { result: loaded } = await engine.peer.call('calibration.load', { name: 'w.json' }, { payload });
    const ask = (of: readonly DaySummary[]) =>
      engine.peer.call('calibration.evaluate', {
        jobId: randomUUID(),
        dayIds: of.map(({ dayId }) => dayId),
        calibration: loaded.hash,
      });
    const { payload: json } = await ask(days);
    const evaluation = Evaluation.parse(parsed(json));
    expect(evaluation.days.filter(({ inSample }) => !inSample).map(({ utcDate }) => utcDate)).toEqual([
      days[3]?.utcDate,
    ]);
    expect(evaluation.horizons[5]?.coverage?.n).toBeGreaterThan(100);
    expect(evaluation.forecasters).toContain('regression');
    expect(evaluation.variants.map(({ name }) => name)).toEqual([
      'without_options',
      'without_far',
      'without_nu',
      'without_start',
      'contrast',
    ]);
    for (const { horizons } of evaluation.variants)
      horizons.forEach(({ score }, h) => {
        expect(score.n).toBe(evaluation.horizons[h]?.scores.forecast?.n);
      });
    recompute(evaluation);
    await expect(ask(days.slice(0, 2))).rejects.toThrow('nothing to judge it by');
  });

  it('says what does not fit of a file of another kind, version, or content', async () => {
    const load = async (value: unknown): Promise<string> => {
      const payload = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
      return engine.peer.call('calibration.load', { name: 'x.json' }, { payload }).then(
        () => 'loaded',
        (error: Error) => error.message,
      );
    };
    expect(await load('{')).toContain('not JSON');
    expect(await load({ format: 'other', version: 1 })).toContain('no calibration');
    expect(await load({ ...calibration, version: 2 })).toContain('version 2');
    expect(await load({ ...calibration, fieldModelVersion: 9 })).toContain('field model');
    expect(await load({ ...calibration, horizons: [] })).toContain('horizons');
    expect(await load({ ...calibration, params: { ...calibration.params, nu0: 0.3 } })).toContain(
      'parameters',
    );
  });

  it('needs two days, a span with seconds in it, and days that are there', async () => {
    const run = (extra: object) =>
      engine.peer.call('calibration.run', {
        jobId: randomUUID(),
        dayIds: days.map(({ dayId }) => dayId),
        ...extra,
      });
    await expect(run({ dayIds: [days[0]?.dayId ?? ''] })).rejects.toThrow('two days or more');
    await expect(run({ session: '20:00-21:00' })).rejects.toThrow('no second in');
    await expect(run({ fit: ['gamma', 'gamma'] })).rejects.toThrow('each name once');
    await expect(run({ session: 'noon' })).rejects.toThrow('no session span');
    await expect(run({ dayIds: ['a', 'b'] })).rejects.toThrow('no day');
  });

  it('names a day that has no second to learn from, and why', async () => {
    const path = join(folder, 'short');
    await writeSynthDays({ folder: path, days: 2, minutes: 2, seed: 5, records: 4000 });
    const short = (await engine.open([path])).end.days;
    await expect(calibrate([...days, ...short])).rejects.toMatchObject({
      fault: {
        code: 'bad_request',
        message: expect.stringMatching(/^Of 6 days, 2 have no second .*warming up/),
      },
    });
  });

  it('can be cancelled, and goes on from the days that were read', async () => {
    const jobId = randomUUID();
    const abort = new AbortController();
    const stages: string[] = [];
    const listening = engine.peer.on('calibration', (progress) => {
      if (progress.jobId === jobId) stages.push(progress.stage);
      if (progress.stage === 'fitting') abort.abort();
    });
    const request = { jobId, dayIds: days.map(({ dayId }) => dayId), variants: false };
    await expect(engine.peer.call('calibration.run', request, { signal: abort.signal })).rejects.toThrow();
    listening.dispose();
    expect(stages).toContain('reading');
    const { result } = await engine.peer.call('calibration.run', { ...request, jobId: randomUUID() });
    expect(result.days).toBe(4);
  }, 120_000);
});

it('shows no skill on days where nothing was planted', async () => {
  const calibration = await calibrate(await daysOf('still', 0, 3));
  expect(calibration.horizons.map(({ skill }) => skill)).toEqual(new Array(HORIZON_COUNT).fill(false));
  for (const { gate } of calibration.walkForward.horizons) expect(gate.words).toBe(NO_SKILL);
}, 300_000);

describe.skipIf(!esPresent)(`ES 2023-12-25${esPresent ? '' : ' (skipped: no shared data)'}`, () => {
  it('says of the real hour what an independent reference saw: no skill shown', async () => {
    const { end } = await engine.open([ES_FILE]);
    const [day] = end.days as [DaySummary];
    const { result, payload } = await engine.peer.call('calibration.evaluate', {
      jobId: randomUUID(),
      dayIds: [day.dayId],
    });
    expect(result.words).toBe('no skill shown');
    const evaluation = Evaluation.parse(parsed(payload));
    recompute(evaluation);
    for (const { scores, gate } of evaluation.horizons) {
      expect(gate.words).toBe('no skill shown');
      expect(scores.forecast?.hitRate).toBeGreaterThan(0.39);
      expect(scores.forecast?.hitRate).toBeLessThan(0.51);
      expect(scores.forecast?.mae ?? 0).toBeGreaterThan(scores.no_change?.mae ?? Infinity);
    }
    const { payload: html } = await engine.peer.call(
      'evaluation.html',
      {},
      { payload: payload ?? new Uint8Array() },
    );
    const page = new TextDecoder().decode(html ?? new Uint8Array());
    expect(page).toContain('no skill shown');
    expect(page).not.toMatch(/probab|(src|href)=|url\(/i);
    expect(JSON.stringify(evaluation)).not.toMatch(/probab/i);
  }, 300_000);
});

/** Every rate from sums, and every sum from the minutes. */
function recompute(report: Evaluation): void {
  report.horizons.forEach(({ scores }, horizon) => {
    for (const [name, score] of Object.entries(scores) as [keyof typeof scores, Score][]) {
      const sum = (column: 'n' | 'moved'): number =>
        report.blocks.reduce((all, block) => all + every(block[column], horizon), 0);
      const of = (column: 'hits' | 'absTicks'): number =>
        report.blocks.reduce((all, block) => all + every(block[column][name] ?? [], horizon), 0);
      expect(score.n).toBe(sum('n'));
      expect(score.moved).toBe(sum('moved'));
      expect(score.hits).toBeCloseTo(of('hits'), 6);
      expect(score.absTicks).toBeCloseTo(of('absTicks'), 4);
      expect(score.hitRate).toBe(score.moved > 0 ? score.hits / score.moved : null);
      expect(score.mae).toBe(score.n > 0 ? score.absTicks / score.n : null);
    }
    for (const groups of [report.byDay, report.byHour, report.bySpread, report.byVolatility]) {
      const n = groups.reduce((all, group) => all + (group.horizons[horizon]?.scores.forecast?.n ?? 0), 0);
      expect(n).toBe(scores.forecast?.n);
    }
  });
}

function every(values: readonly number[], horizon: number): number {
  return values.reduce((sum, value, i) => (i % HORIZON_COUNT === horizon ? sum + value : sum), 0);
}
