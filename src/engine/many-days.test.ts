// Files of whole exchanges give thousands of days: an open tells of the most traded, a list gives all in parts that a
// message holds.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobProgress } from '../../contracts/messages.ts';
import { MOST_DAYS_LISTED } from '../../contracts/messages.ts';
import { encodeEnvelope, KIND, MAX_HEAD_BYTES } from '../../contracts/wire/envelope.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { writePlainTape } from './synth/plain-tape.testkit.ts';

const INSTRUMENTS = 300;
const DATES = ['2025-09-15', '2025-09-16'];

describe('two files of 300 instruments', () => {
  let folder: string;
  let engine: EngineUnderTest;
  let end: JobProgress;
  beforeAll(async () => {
    folder = await newFolder();
    await mkdir(join(folder, 'days'));
    for (const utcDate of DATES) {
      const path = join(folder, 'days', `${utcDate}.mbo.dbn`);
      writePlainTape({ path, instruments: INSTRUMENTS, records: 3000, hours: 0.01, utcDate });
    }
    engine = await EngineUnderTest.start();
    ({ end } = await engine.open([join(folder, 'days')]));
  }, 60_000);
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells at the end how many there are, and the most traded', () => {
    expect(end).toMatchObject({ phase: 'done', faults: [], dayCount: 600 });
    expect(end.days).toHaveLength(MOST_DAYS_LISTED);
    expect(end.sourceIds).toHaveLength(2);
  });

  it('lists all of them in parts, each once, also of one source', async () => {
    const listed = async (sourceIds?: string[]): Promise<string[]> => {
      const ids: string[] = [];
      for (let from = 0, stored = 1; from < stored; from += 200) {
        const { result } = await engine.peer.call('days.list', { from, most: 200, sourceIds });
        expect(result.days.length).toBeLessThanOrEqual(200);
        ids.push(...result.days.map(({ dayId }) => dayId));
        stored = result.stored;
      }
      return ids;
    };
    const all = await listed();
    expect(all).toHaveLength(600);
    expect(new Set(all)).toHaveLength(600);
    const [first = ''] = end.sourceIds;
    const ofFirst = await listed([first]);
    expect(ofFirst).toHaveLength(300);
    expect(ofFirst.every((dayId) => dayId.startsWith(first))).toBe(true);
  });

  it('answers for a day without a look at the others of its date', async () => {
    const { result } = await engine.peer.call('day.audit', { dayId: end.days[0]?.dayId ?? '' });
    expect(result.joins).toMatchObject({ overlaps: [], nameDate: null });
  });
});

it('a message that the other end would refuse is an error where it is made', () => {
  const head = { text: 'x'.repeat(MAX_HEAD_BYTES) };
  expect(() => encodeEnvelope({ kind: KIND.event, callId: 0, head, payload: null })).toThrow('too large');
});
