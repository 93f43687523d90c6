// From folders of days to weights, a report and a path, as the commands do it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FITTED_NAMES } from '../../contracts/fitted.ts';
import { writeSynthDays } from '../engine/synth/synth-days.ts';
import { runCli } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Invented days begin at midnight, outside of regular hours. */
beforeAll(() =>
  writeSynthDays({ folder: join(folder, 'days'), days: 3, minutes: 12, seed: 9, records: 30_000 }),
);

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli([...args, '--data', join(folder, 'store')], {
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
    folder,
    progress: false,
  });
  return { code, out, err };
}

it('fits, judges and uses weights; regular hours that the days have not give way, and that is said', async () => {
  const fit = await run(
    'calibrate',
    'days',
    '--session',
    'rth:3h',
    '-o',
    'w.json',
    '--days',
    '2026-09-14,2026-09-15',
    '--report',
    'r.html',
    '--no-variants',
    '--json',
  );
  expect(fit).toMatchObject({
    code: 0,
    err: 'None of these days has a second in "rth:3h": "all" was taken.\n',
  });
  const summary = JSON.parse(fit.out);
  expect(summary).toMatchObject({ file: 'w.json', session: 'all', days: 2 });
  expect(summary.fitted.map(({ name }: { name: string }) => name)).toEqual([...FITTED_NAMES]);
  expect(JSON.parse(readFileSync(join(folder, 'w.json'), 'utf8'))).toMatchObject({ session: 'all' });
  expect(readFileSync(join(folder, 'r.html'), 'utf8')).toContain('no skill shown');

  const judged = await run('evaluate', 'days', '--weights', 'w.json', '--json', '--no-variants');
  const evaluation = JSON.parse(judged.out);
  expect(judged.code).toBe(0);
  expect(evaluation.days.filter(({ inSample }: { inSample: boolean }) => !inSample)).toMatchObject([
    { utcDate: '2026-09-16' },
  ]);

  const file = join('days', 'glbx-mdp3-20260916.mbo.dbn.zst');
  const path = await run('forecast', file, '--at', '00:10:00', '--weights', 'w.json', '--json');
  expect(JSON.parse(path.out)).toMatchObject({ reliability: expect.not.stringContaining('uncalibrated') });
});
