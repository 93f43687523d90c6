// fieldbook calibrate on invented days: which parameters are fitted, and which are held; its weights in evaluate and forecast.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCalibration } from '../../../contracts/calibration.ts';
import { FITTED_NAMES } from '../../../contracts/fitted.ts';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import { writeSynthDays } from '../../engine/synth/synth-days.ts';
import { runIn } from '../run-cli.testkit.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-calibrate-'));
const days = join(folder, 'days');
beforeAll(() => writeSynthDays({ folder: days, days: 3, minutes: 9, seed: 3, records: 30_000, effect: 0 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIT_ON = ['--days', '2026-09-14,2026-09-15'];
const calibrate = (...args: string[]) =>
  run('calibrate', days, '-o', 'w.json', '--no-variants', ...FIT_ON, ...args);

const run = (...args: string[]) => runIn(folder, [...args, '--data', join(folder, 'store')]);

it('fits what is named and holds the rest, and says which is which', async () => {
  const { code, out } = await calibrate('--fit', 'betaNear,gamma');
  expect(code).toBe(0);
  expect(out).toMatch(/^betaFar +0\.3000 +held$/m);
  expect(out).toMatch(/^gamma +\d+\.\d{4} +-?\d+\.\d{4} … /m);
  expect(out).toContain('walk-forward; held: β far 0.3, β v 1');
  const read = readCalibration(readFileSync(join(folder, 'w.json'), 'utf8'));
  if ('problem' in read) throw new Error(read.problem);
  const { fitted, held, forecast } = read.calibration;
  expect(fitted.map(({ name }) => name)).toEqual(['betaNear', 'gamma']);
  expect(held.map(({ name }) => name)).toEqual(['betaFar', 'betaV']);
  expect(forecast.betaFar).toBe(DEFAULT_FORECAST_PARAMS.betaFar);
  expect(forecast.betaV).toBe(DEFAULT_FORECAST_PARAMS.betaV);
}, 120_000);

it('refuses a name that no fit knows', async () => {
  const { code, err } = await calibrate('--fit', 'betaNear,lambda');
  expect(code).not.toBe(0);
  expect(err).toContain('betaNear, betaFar, betaV, gamma, or none');
});

it('judges with its weights on a day they have not seen, and makes a path of them', async () => {
  const fit = await calibrate('--session', 'rth:3h', '--report', 'r.html', '--json');
  // Invented days begin at midnight, outside of regular hours.
  const err = 'None of these days has a second in "rth:3h": "all" was taken.\n';
  expect(fit).toMatchObject({ code: 0, err });
  const summary = JSON.parse(fit.out);
  expect(summary).toMatchObject({ file: 'w.json', session: 'all', days: 2 });
  expect(summary.fitted.map(({ name }: { name: string }) => name)).toEqual([...FITTED_NAMES]);
  expect(readFileSync(join(folder, 'r.html'), 'utf8')).toContain('no skill shown');

  const judged = await run('evaluate', days, '--weights', 'w.json', '--json', '--no-variants');
  expect(judged.code).toBe(0);
  const seen = JSON.parse(judged.out).days.filter(({ inSample }: { inSample: boolean }) => !inSample);
  expect(seen).toMatchObject([{ utcDate: '2026-09-16' }]);

  const file = join(days, 'glbx-mdp3-20260916.mbo.dbn.zst');
  const path = await run('forecast', file, '--at', '00:08:00', '--weights', 'w.json', '--json');
  expect(JSON.parse(path.out)).toMatchObject({ reliability: expect.not.stringContaining('uncalibrated') });
}, 120_000);
