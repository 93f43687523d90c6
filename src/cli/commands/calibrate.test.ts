// fieldbook calibrate on two invented days: which parameters are fitted, and which are held.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCalibration } from '../../../contracts/calibration.ts';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import { writeSynthDays } from '../../engine/synth/synth-days.ts';
import { runCli } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-calibrate-'));
const days = join(folder, 'days');
beforeAll(() => writeSynthDays({ folder: days, days: 2, minutes: 9, seed: 3, records: 30_000, effect: 0 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function calibrate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    write: (text: string) => {
      out += text;
    },
    writeError: (text: string) => {
      err += text;
    },
    folder,
    progress: false,
  };
  const all = ['calibrate', days, '--data', join(folder, 'store'), '-o', 'w.json', '--no-variants', ...args];
  return { code: await runCli(all, io), out, err };
}

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
