import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FaultError } from '../../../contracts/errors.ts';
import { Peer } from '../../../contracts/wire/peer.ts';
import { newFolder } from '../engine.testkit.ts';
import { createEngine } from '../engine.ts';
import { type IngestAttempt, ingestFile } from '../pipeline/ingest-file.ts';
import { PRACTICE_RECORDS, writePracticeDay } from './practice-day.ts';
import { Practice, practise, type StartEngine } from './practise.ts';

let temporary = '';

beforeEach(async () => {
  temporary = await newFolder();
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
});

const start: StartEngine = (dataFolder) =>
  createEngine({ dataFolder, productVersion: '0.0.0', openPaths: [], threads: 1 });

const NOWHERE: IngestAttempt = {
  listener: { onDayStart: () => {}, onChunk: () => {}, onDayEnd: () => {} },
  onBlock: () => null,
  failure: () => null,
  discard: async () => {},
};

it('has a file in which everything ordinary happens and nothing else', async () => {
  const { end, faults, records, feeds, gapsVisible } = await ingestFile({
    path: writePracticeDay(temporary),
    threads: 1,
    signal: new AbortController().signal,
    begin: () => NOWHERE,
  });
  expect({ end, faults, gapsVisible }).toEqual({ end: 'complete', faults: [], gapsVisible: true });
  expect(records).toBeGreaterThan(PRACTICE_RECORDS - 3);
  const { totals, quality } = feeds[0]?.stream ?? expect.fail('there is an instrument');
  const { A, C, M, F, T } = totals.actions;
  expect(Math.min(A, C, M, F, T)).toBeGreaterThan(1000);
  expect(totals.validWindows).toBeGreaterThan(256);
  expect(Object.values(quality).every((count) => count === 0)).toBe(true);
});

it('opens the file as a page does, gets a tile of every chunk, and leaves nothing behind', async () => {
  const { end, tiles } = await practise(start, new AbortController().signal);
  const { phase, faults, fromStore, days } = end;
  expect({ phase, faults, fromStore }).toEqual({ phase: 'done', faults: [], fromStore: false });
  expect(days[0]?.records).toBeGreaterThan(PRACTICE_RECORDS - 3);
  expect(tiles).toBeGreaterThan(2);
  expect(await readdir(temporary)).toEqual([]);
});

it('goes on to the end where tiles fail while the file is still read', async () => {
  const { end: told } = await practise(start, new AbortController().signal);
  const failing: StartEngine = async () => ({
    connect(link) {
      const peer: Peer = new Peer(link, {
        'source.open': async () => {
          setTimeout(() => {
            const chunk = { chunk: 0, windowFrom: 0, windowCount: 1, validWindows: 1, spotLo: 1, spotHi: 1 };
            peer.emit('day.grown', { dayId: 'day', windowEnd: 1, state: 'growing', chunks: [chunk] });
          }, 1);
          setTimeout(() => peer.emit('job', told), 50);
          return { result: { jobId: told.jobId } };
        },
        'day.tile': async () => {
          throw new FaultError({ code: 'disk_full', message: 'The disk is full.' });
        },
      });
    },
    close: async () => {},
  });
  expect(await practise(failing, new AbortController().signal)).toEqual({ end: told, tiles: 0 });
});

it('ends when the first file is asked for, leaves nothing behind, and does not begin again', async () => {
  const started = vi.fn(start);
  const practice = new Practice(started);
  const running = practice.begin();
  await practice.end();
  await running;
  await practice.begin();
  expect(started).toHaveBeenCalledTimes(1);
  const { end } = await practise(start, AbortSignal.abort());
  expect(end.phase).toBe('cancelled');
  expect(await readdir(temporary)).toEqual([]);
});
