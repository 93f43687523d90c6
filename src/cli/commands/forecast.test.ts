// fieldbook forecast on the hand-made eight seconds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS, FORECAST_PRESETS, forecastHash } from '../../../contracts/forecast.ts';
import { runIn } from '../run-cli.testkit.ts';

const DAY = resolve('data/fixtures/scenario-8s/scenario-8s.mbo.dbn');
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-forecast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const forecast = (...args: string[]) =>
  runIn(folder, ['forecast', DAY, '--data', join(folder, 'store'), ...args]);

const AT = ['--at', '14:30:03.9'];

it('gives 31 rows, says that they are uncalibrated, and names no probability', async () => {
  const { code, out, err } = await forecast(...AT, '--json');
  expect(code).toBe(0);
  const told = JSON.parse(out);
  expect(told).toMatchObject({
    table: 'stream/forecast_1s',
    mode: 'frozen',
    state: 'path',
    reliability: 'uncalibrated',
    forecast_hash: forecastHash(DEFAULT_FORECAST_PARAMS),
  });
  expect(told.rows).toHaveLength(31);
  expect(told.rows[0]).toMatchObject({
    horizon_s: 0,
    predicted_tick_delta: 0,
    direction: 0,
    confidence: null,
    q10: null,
    q90: null,
  });
  expect(told.rows[0].predicted_spot_price).toBe(
    String(BigInt(told.rows[0].predicted_spot_tick) * 250_000_000n),
  );
  const text = await forecast(...AT);
  expect(text.out).toMatch(/^ *s +ticks +spot +F near +F far +viscosity +strength\n/);
  expect(text.out.split('\n')).toHaveLength(33);
  expect(err).toContain('uncalibrated');
  expect(`${out}${text.out}${err}`).not.toMatch(/probab/i);
});

it('follows the mode, the preset and a file of its own parameters', async () => {
  const hashOf = async (...args: string[]): Promise<[string, string]> => {
    const told = JSON.parse((await forecast(...AT, '--json', ...args)).out);
    return [told.forecast_hash, told.mode];
  };
  writeFileSync(join(folder, 'mine.json'), '{"gamma": 0.5}');
  expect(await hashOf('--mode', 'extrapolated')).toEqual([
    forecastHash(DEFAULT_FORECAST_PARAMS),
    'extrapolated',
  ]);
  expect((await hashOf('--params', 'contrast'))[0]).toBe(
    forecastHash({ ...DEFAULT_FORECAST_PARAMS, betaV: 0 }),
  );
  expect((await hashOf('--params', 'plain'))[0]).toBe(
    forecastHash(FORECAST_PRESETS['plain'] ?? DEFAULT_FORECAST_PARAMS),
  );
  expect((await hashOf('--forecast-params', 'mine.json'))[0]).toBe(
    forecastHash({ ...DEFAULT_FORECAST_PARAMS, gamma: 0.5 }),
  );
});

it('refuses what makes no sense', async () => {
  writeFileSync(join(folder, 'bad.json'), '{"gamma": -1, "push": 2}');
  const bad = await forecast(...AT, '--forecast-params', 'bad.json');
  expect(bad.code).toBe(2);
  expect(bad.err).toContain('gamma');
  expect(await forecast(...AT, '--forecast-params', 'nowhere.json')).toMatchObject({ code: 2 });
  expect(await forecast(...AT, '--mode', 'guess')).toMatchObject({ code: 2 });
  expect(await forecast('--at', 'noon')).toMatchObject({ code: 2 });
  expect((await forecast('--at', '18:00:00')).err).toContain('no window');
});
