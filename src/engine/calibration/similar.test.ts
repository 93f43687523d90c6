// Similar moments over stored days: what is found does not depend on what comes later, and is what the days' own tables
// say followed.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HORIZONS } from '../../../contracts/horizons.ts';
import { FIELD_PRESETS } from '../../../contracts/params.ts';
import type { SimilarAnswer, SimilarProgress } from '../../../contracts/similar.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { writeSynthDays } from '../synth/synth-days.ts';

const WINDOW = 4000;
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-similar-'));
let engine: EngineUnderTest;
let dayIds: string[] = [];

/** Two days of 70 minutes, few records: an hour must lie between moments. */
beforeAll(async () => {
  const days = await writeSynthDays({ folder, days: 2, minutes: 70, seed: 7, records: 60_000 });
  engine = await EngineUnderTest.start();
  const { end } = await engine.open(days.map(({ mboPath }) => mboPath));
  dayIds = end.days.toSorted((a, b) => (a.utcDate < b.utcDate ? -1 : 1)).map(({ dayId }) => dayId);
}, 120_000);
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function similar(dayId: string, window: number, count = 10): Promise<SimilarAnswer> {
  const { result } = await engine.peer.call('similar.at', { jobId: randomUUID(), dayId, window, count });
  return result;
}

describe('moments like one', () => {
  it('come from earlier days and from more than an hour before, with progress', {
    timeout: 120_000,
  }, async () => {
    const told: SimilarProgress[] = [];
    const listening = engine.peer.on('similar', (progress) => told.push(progress));
    const answer = await similar(dayIds[1], WINDOW);
    listening.dispose();
    expect(answer.state).toBe('found');
    expect(answer.moments).toHaveLength(10);
    expect(answer.days.map(({ dayId }) => dayId)).toEqual(dayIds);
    for (const { dayId, window } of answer.moments)
      expect(dayId === dayIds[0] || window <= WINDOW - 3600).toBe(true);
    const distances = answer.moments.map(({ distance }) => distance);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    const { secondsDone, secondsTotal } = told.at(-1) ?? {};
    expect(secondsDone).toBe(secondsTotal);
    expect(secondsTotal).toBeGreaterThan(2 * 69 * 60);
  });

  it('are looked for again after a search that was cancelled', async () => {
    const asked = { dayId: dayIds[1], window: WINDOW, count: 10, params: FIELD_PRESETS.contrast };
    const abort = new AbortController();
    const listening = engine.peer.on('similar', () => abort.abort());
    const first = engine.peer.call('similar.at', { jobId: randomUUID(), ...asked }, { signal: abort.signal });
    await expect(first).rejects.toMatchObject({ fault: { code: 'cancelled' } });
    listening.dispose();
    const { result } = await engine.peer.call('similar.at', { jobId: randomUUID(), ...asked });
    expect(result.state).toBe('found');
  }, 120_000);

  it('are followed by what the book says followed', async () => {
    const { moments, horizons } = await similar(dayIds[1], WINDOW);
    const { payload } = await engine.peer.call('day.snapshots', {
      dayId: dayIds[0],
      chunkFrom: 0,
      chunkEnd: 338,
    });
    const mid2 = tableFromIPC(payload ?? new Uint8Array()).getChild('mid2');
    const mine = moments.filter(({ dayId }) => dayId === dayIds[0]);
    expect(mine.length).toBeGreaterThan(3);
    for (const { window, changes } of mine) {
      HORIZONS.forEach((seconds, h) => {
        const after = mid2?.get(window + seconds);
        if (changes[h] !== null) expect(changes[h]).toBe((after - mid2?.get(window)) / 2);
      });
    }
    for (const [h, { similar: sums }] of horizons.entries()) {
      const known = moments.flatMap(({ changes }) => changes[h] ?? []);
      expect(sums).toMatchObject({
        n: known.length,
        up: known.filter((change) => change > 0).length,
        down: known.filter((change) => change < 0).length,
      });
    }
  });

  it('do not depend on days that come later', async () => {
    const before = await similar(dayIds[0], WINDOW);
    expect(before.days.map(({ dayId }) => dayId)).toEqual([dayIds[0]]);
    expect(before.moments.every(({ window }) => window <= WINDOW - 3600)).toBe(true);
  });

  it('are none where nothing came before, or nothing can be said of the second', async () => {
    expect(await similar(dayIds[0], 3000)).toMatchObject({ state: 'none', moments: [] });
    expect(await similar(dayIds[0], 3)).toMatchObject({ state: 'no_sample', moments: [] });
  });

  it('cannot be told of a day that is not there', async () => {
    await expect(similar('none', 3)).rejects.toMatchObject({ fault: { code: 'not_found' } });
  });
});
