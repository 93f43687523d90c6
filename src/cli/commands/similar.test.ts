// fieldbook similar on an invented day: earlier moments only, told in JSON and in words.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSynthDays } from '../../engine/synth/synth-days.ts';
import { runIn } from '../run-cli.testkit.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-similar-'));
let day = '';

const similar = (...args: string[]) =>
  runIn(folder, ['similar', day, '--data', join(folder, 'store'), ...args]);

beforeAll(async () => {
  const [first] = await writeSynthDays({ folder, days: 1, minutes: 72, seed: 3, records: 40_000 });
  day = first?.mboPath ?? '';
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells the nearest earlier moments and what followed them', { timeout: 120_000 }, async () => {
  const { code, out } = await similar('--at', '01:10:00', '-k', '2', '--json');
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ symbol: 'SYNZ6', state: 'found', training_only: false });
  expect(answer.moments).toHaveLength(2);
  for (const { window } of answer.moments) expect(window).toBeLessThanOrEqual(4200 - 3600);
  expect(answer.horizons.map(({ horizon_s }: { horizon_s: number }) => horizon_s)).toEqual([
    1, 2, 5, 10, 20, 30,
  ]);
  expect(answer.features.map(({ name }: { name: string }) => name)).toContain('nu_local');
  const text = await similar('--at', '01:10:00', '-k', '2');
  expect(text.out).toMatch(/2026-09-14 +00:\d\d:\d\d/);
  expect(text.out).toMatch(/Out of \d+ seconds of 1 days?\./);
});

it('says why there are none', { timeout: 60_000 }, async () => {
  const early = await similar('--at', '00:30:00');
  expect(early).toMatchObject({ code: 0, out: '' });
  expect(early.err).toContain('No earlier moment');
  expect(await similar('--at', '01:10:00', '-k', '0')).toMatchObject({ code: 2 });
});
