// A zoomed-out tile comes in parts: what is shaped is there at once, and in the end every value is that of one walk.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DaySummary } from '../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../contracts/params.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const LEVEL = 3;
const COLUMN = 64;

let folder: string;
let engine: EngineUnderTest;
let day: DaySummary;

beforeAll(async () => {
  folder = await newFolder();
  await writeSynthDays({ folder, days: 1, minutes: 60, seed: 11, records: 60_000 });
  engine = await EngineUnderTest.start();
  day = (await engine.open([folder])).end.days[0] as DaySummary;
}, 60_000);

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

const place = { lattice: 'L', group: 0, level: LEVEL, index: 0, band: 0, aggregate: 'max' } as const;
const under = (nuRho: number) => ({ ...DEFAULT_FIELD_PARAMS, nuRho });

async function tile(nuRho: number, patienceMs?: number, signal?: AbortSignal) {
  const ask = { dayId: day.dayId, ...place, params: under(nuRho), ...(patienceMs && { patienceMs }) };
  const { result, payload } = await engine.peer.call('day.tile', ask, signal ? { signal } : {});
  const { metadata, batches } = decodeTable(payload ?? new Uint8Array());
  const texels = batches[0]?.columns['texels'] as Float32Array;
  return { shapedTo: result.shapedTo, validity: metadata.get('validity') ?? '', texels };
}

it('comes in parts that grow, each a part of the whole, which is that of one walk', async () => {
  const whole = await tile(0.31);
  const parts = [await tile(0.32, 10)];
  const first = parts[0] as (typeof parts)[0];
  expect(first.shapedTo).toBeGreaterThan(0);
  expect(first.shapedTo).toBeLessThan(3600);
  expect(first.shapedTo % COLUMN).toBe(0);
  // Somebody who gives up in between leaves what is shaped for who asks next.
  const abort = new AbortController();
  const given = tile(0.32, 60_000, abort.signal).catch(() => null);
  abort.abort();
  await given;
  for (let last = first; last.shapedTo < 3600; parts.push(last)) last = await tile(0.32, 10);
  const ends = parts.map(({ shapedTo }) => shapedTo);
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  const end = parts.at(-1) as (typeof parts)[0];
  expect(end.validity).toBe(whole.validity);
  const again = await tile(0.32);
  expect(again.texels).toEqual(end.texels);
  const columns = first.shapedTo / COLUMN;
  for (let at = 0; at < end.texels.length; at += 4)
    if ((at / 4) % 256 < columns && !Object.is(first.texels[at], end.texels[at]))
      throw new Error(`column ${(at / 4) % 256} has changed`);
}, 60_000);

it('is the same in parts as in one walk', async () => {
  const inParts = await (async () => {
    for (;;) {
      const part = await tile(0.33, 10);
      if (part.shapedTo >= 3600) return part;
    }
  })();
  const { dataFolder } = engine;
  await engine.stop();
  engine = await EngineUnderTest.start({ dataFolder });
  expect((await tile(0.33)).texels).toEqual(inParts.texels);
}, 60_000);
