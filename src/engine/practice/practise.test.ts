import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newFolder } from '../engine.testkit.ts';
import { PRACTICE_RECORDS } from './practice-day.ts';
import { Practice, practise } from './practise.ts';

let temporary = '';

beforeEach(async () => {
  temporary = await newFolder();
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  expect(await readdir(temporary)).toEqual([]);
});

it('reads a file in which everything ordinary happens and nothing else', async () => {
  const { end, faults, records, feeds, gapsVisible } = await practise(1, new AbortController().signal);
  expect({ end, faults, gapsVisible }).toEqual({ end: 'complete', faults: [], gapsVisible: true });
  expect(records).toBeGreaterThan(PRACTICE_RECORDS - 3);
  const { totals, quality } = feeds[0]?.stream ?? expect.fail('there is an instrument');
  const { A, C, M, F, T } = totals.actions;
  expect(Math.min(A, C, M, F, T)).toBeGreaterThan(1000);
  expect(totals.validWindows).toBeGreaterThan(256);
  expect(Object.values(quality).every((count) => count === 0)).toBe(true);
});

it('ends when the first file is asked for, and does not begin behind it', async () => {
  const practice = new Practice();
  const running = practice.begin(1);
  await practice.end();
  await running;
  await practice.begin(1);
  expect((await practise(1, AbortSignal.abort())).end).toBe('cancelled');
});
