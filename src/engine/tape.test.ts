// Sweeps and refills through the store: exported to the nanosecond; a day that an older version stored says that it has
// none, and its file is read anew.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TAPE_EVENTS } from '../../contracts/datasets.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { Store } from './store/store.ts';
import { DEMO_FEATURES, makeDemoDay } from './synth/demo-day.ts';
import { ASK } from './synth/sim-book.ts';

let folder: string;
let path: string;
let engine: EngineUnderTest;
let day: DaySummary;

beforeAll(async () => {
  folder = await newFolder();
  path = (await makeDemoDay(folder)).paths[0] as string;
  engine = await EngineUnderTest.start();
  day = (await engine.open([path])).end.days[0] as DaySummary;
}, 60_000);

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

it('has the planted sweeps and icebergs, with what each took and showed', async () => {
  const file = join(folder, 'tape.arrow');
  const { result } = await engine.peer.call('day.export', {
    exportId: crypto.randomUUID(),
    dayId: day.dayId,
    table: TAPE_EVENTS.id,
    format: 'arrow',
    path: file,
  });
  expect(result.rows).toBeGreaterThan(0);
  const { columns, length } = decodeTable(await readFile(file)).batches[0] ?? { columns: {}, length: 0 };
  const rows = Array.from({ length }, (_, row) => {
    const value = (name: string): number => Number(columns[name]?.[row]);
    const second = Number((columns['ts_ns']?.[row] as bigint) - BigInt(day.dayStartNanos)) / 1e9;
    return { ...Object.fromEntries(TAPE_EVENTS.columns.map(({ name }) => [name, value(name)])), second };
  }) as (Record<string, number> & { second: number })[];
  expect(rows.map(({ second }) => second)).toEqual(
    rows.map(({ second }) => second).toSorted((a, b) => a - b),
  );
  for (const feature of DEMO_FEATURES) {
    const side = 'side' in feature && feature.side === ASK ? 1 : 0;
    if (feature.kind === 'sweep') {
      const found = rows.filter(
        (row) =>
          row['kind'] === 0 && Math.floor(row.second) === feature.second && row['events'] === feature.levels,
      );
      expect(found, `sweep at ${feature.second}`).toMatchObject([{ side, duration_ns: 0 }]);
    } else if (feature.kind === 'iceberg') {
      const refills = rows.filter((row) => row['kind'] === 1 && row['price_tick'] === feature.tick);
      expect(new Set(refills.map((row) => row['order_id'])).size, `iceberg at ${feature.tick}`).toBe(1);
      expect(refills.map((row) => row['events'])).toEqual(refills.map((_, i) => i + 1));
      for (const refill of refills) {
        expect(refill).toMatchObject({ side, shown_qty: feature.display });
        expect(refill['qty']).toBeLessThanOrEqual(feature.reserve + feature.display);
        expect(refill.second).toBeGreaterThan(feature.from);
        expect(refill.second).toBeLessThan(feature.to + 1);
      }
      expect(refills.at(-1)?.['qty']).toBeGreaterThan(20 * feature.display);
    }
  }
}, 60_000);

it('says where an older version stored a day without them, and reads its file anew', async () => {
  const { dataFolder } = engine;
  await engine.stop();
  const store = new Store(dataFolder);
  const row = store.db.day(day.dayId);
  if (!row) throw new Error('the day is not stored');
  const { tape, ...details } = JSON.parse(row.details) as Record<string, unknown>;
  expect(tape).toBe(1);
  store.db.putDay({ ...row, details: JSON.stringify(details) });
  store.close();
  engine = await EngineUnderTest.start({ dataFolder });
  const old = await engine.peer.call('day.events', { dayId: day.dayId, windowFrom: 1199 });
  expect(old.result.tapeKnown).toBe(false);
  const { end } = await engine.open([path]);
  expect(end.fromStore).toBe(false);
  const fresh = await engine.peer.call('day.events', { dayId: end.days[0]?.dayId ?? '', windowFrom: 1199 });
  expect(fresh.result.tapeKnown).toBe(true);
}, 60_000);
