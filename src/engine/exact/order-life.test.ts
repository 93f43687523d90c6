// Orders and cells: the orders that made a cell add up to silver, a life told by hand record by record, an iceberg's
// refills, places in the queue, and days whose file is gone or another.
import { appendFile, copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../contracts/exact.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import { encodeMbo, type MboRecord } from '../../core/dbn/mbo.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';

const DAY_START = 1_757_894_400_000_000_000n;
const TICK = 250_000_000n;
const LAST = 128;
const WIDE_ID = (7n << 60n) + 5n;

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await EngineUnderTest.start();
});
afterAll(() => engine.dispose());

interface Row {
  readonly action: string;
  readonly side: string;
  readonly id: bigint;
  readonly tick: number;
  readonly size: number;
  readonly at: number;
  readonly flags?: number;
}

/** `at` in milliseconds of the day; sequence numbers count from 100. */
async function writeDay(name: string, rows: readonly Row[]): Promise<string> {
  const words = new Int32Array(rows.length * MBO_WORDS);
  rows.forEach((row, i) => {
    const time = DAY_START + BigInt(row.at) * 1_000_000n;
    const record: MboRecord = {
      publisherId: 1,
      instrumentId: 7,
      tsEventNanos: time - 1_000n,
      orderId: row.id,
      priceNanos: BigInt(row.tick) * TICK,
      sizeLots: row.size,
      flags: row.flags ?? LAST,
      channelId: 0,
      action: row.action,
      side: row.side,
      tsRecvNanos: time,
      tsInDeltaNanos: 0,
      sequence: 100 + i,
    };
    encodeMbo(words, i * MBO_WORDS, record);
  });
  const path = join(engine.dataFolder, name);
  await writeFile(
    path,
    Buffer.concat([encodeMetadata(emptyMetadata(3, 'TEST', 'mbo')), new Uint8Array(words.buffer)]),
  );
  return path;
}

async function openDay(path: string): Promise<DaySummary> {
  const { end } = await engine.open([path]);
  expect(end.phase).toBe('done');
  return end.days[0] as DaySummary;
}

const row = (
  action: string,
  side: string,
  id: bigint,
  tick: number,
  size: number,
  at: number,
  flags = LAST,
): Row => ({
  action,
  side,
  id,
  tick,
  size,
  at,
  flags,
});

/** An iceberg of 5 shown lots behind one order of 2, twice filled and refilled, moved, and cancelled. */
const ICEBERG: readonly Row[] = [
  row('A', 'B', 1n, 100, 2, 1_000),
  row('A', 'B', WIDE_ID, 100, 5, 1_100),
  row('A', 'B', 3n, 100, 4, 1_200),
  row('A', 'A', 4n, 104, 9, 1_300),
  // A seller takes 1's two lots and all that the iceberg shows; it shows five more, behind 3.
  row('T', 'A', 50n, 100, 7, 2_000, 0),
  row('F', 'B', 1n, 100, 2, 2_000, 0),
  row('F', 'B', WIDE_ID, 100, 5, 2_000, 0),
  row('C', 'B', 1n, 100, 2, 2_000, 0),
  row('M', 'B', WIDE_ID, 100, 5, 2_000),
  // Two lots of 3, which keeps its place with the rest.
  row('T', 'A', 51n, 100, 2, 2_500, 0),
  row('F', 'B', 3n, 100, 2, 2_500, 0),
  row('M', 'B', 3n, 100, 2, 2_500),
  // A smaller size keeps its place, a larger one does not.
  row('A', 'B', 6n, 100, 1, 3_000),
  row('M', 'B', WIDE_ID, 100, 4, 3_100),
  row('M', 'B', WIDE_ID, 100, 8, 3_200),
  row('M', 'B', WIDE_ID, 101, 8, 3_300),
  row('C', 'B', WIDE_ID, 101, 3, 3_400),
  row('C', 'B', WIDE_ID, 101, 5, 3_500),
  row('N', 'N', 0n, 0, 0, 5_000),
];

const told = (event: OrderEvent): unknown[] => [
  event.kind,
  event.sequence,
  event.from && `${event.from.lots}@${event.from.tick}`,
  event.to && `${event.to.lots}@${event.to.tick}`,
  event.filled + event.executed,
  event.ordersAhead,
  event.lotsAhead,
];

describe('a day told by hand', () => {
  let day: DaySummary;
  beforeAll(async () => {
    day = await openDay(await writeDay('iceberg.dbn', ICEBERG));
    expect(day.tickSizeNanos).toBe(String(TICK));
  });

  it('tells an iceberg from its add to its end', async () => {
    const { result } = await engine.peer.call('order.life', { dayId: day.dayId, orderId: String(WIDE_ID) });
    expect(result.events.map(told)).toEqual([
      ['add', 101, null, '5@100', 0, 1, 2],
      ['fill', 106, '5@100', '5@100', 5, 1, 2],
      ['refill', 108, '5@100', '5@100', 5, 1, 4],
      ['modify', 113, '5@100', '4@100', 0, 1, 2],
      ['modify', 114, '4@100', '8@100', 0, 2, 3],
      ['modify', 115, '8@100', '8@101', 0, 0, 0],
      ['cancel', 116, '8@101', '5@101', 0, 0, 0],
      ['cancel', 117, '5@101', null, 0, null, null],
    ]);
    expect(result.rests).toBe(false);
    expect(result.events[2]).toMatchObject({
      tsNanos: String(DAY_START + 2_000_000_000n),
      tsEventNanos: String(DAY_START + 1_999_999_000n),
      added: 5,
      executed: 5,
      pulled: 0,
      toTheBack: true,
    });
  });

  it('tells an order that was filled away, one that only took, and one that rests', async () => {
    const life = async (id: bigint) =>
      (await engine.peer.call('order.life', { dayId: day.dayId, orderId: String(id) })).result;
    expect((await life(1n)).events.map(told)).toEqual([
      ['add', 100, null, '2@100', 0, 0, 0],
      ['fill', 105, '2@100', '2@100', 2, 0, 0],
      ['execute', 107, '2@100', null, 2, null, null],
    ]);
    expect((await life(50n)).events.map(told)).toEqual([['trade', 104, null, null, 7, null, null]]);
    expect(await life(4n)).toMatchObject({ rests: true, truncated: false });
    expect((await life(999n)).events).toEqual([]);
  });

  it('tells the queue with fills and refills', async () => {
    const { result } = await engine.peer.call('book.at', {
      dayId: day.dayId,
      at: { tsNanos: String(DAY_START + 2_600_000_000n) },
      queues: { side: 'bid', tick: 100 },
      trades: 1,
    });
    expect(result.bids[0]?.queue).toMatchObject([
      { orderId: '3', lots: 2, ordersAhead: 0, lotsAhead: 0, filled: 2, refills: 0, sequence: 102 },
      {
        orderId: String(WIDE_ID),
        lots: 5,
        ordersAhead: 1,
        lotsAhead: 2,
        filled: 5,
        refills: 1,
        sequence: 101,
      },
    ]);
    expect(result.asks[0]).toEqual({ tick: 104, lots: 9, orders: 1 });
    expect(result.trades).toMatchObject([
      { lots: 2, aggressor: 'A', priceNanos: String(100n * TICK), row: 9 },
    ]);
  });

  it('tells the orders that made a cell', async () => {
    const { result } = await engine.peer.call('cell.orders', {
      dayId: day.dayId,
      window: 2,
      tick: 100,
      side: 'bid',
    });
    expect(result).toMatchObject({ start: 11, added: 5, pulled: 0, executed: 9, end: 7 });
    expect(
      result.orders.map((o) => [
        o.orderId,
        o.lotsStart,
        o.added,
        o.executed,
        o.lotsEnd,
        o.refills,
        o.ordersAhead,
      ]),
    ).toEqual([
      ['3', 4, 0, 2, 2, 0, 0],
      [String(WIDE_ID), 5, 5, 5, 5, 1, 1],
      ['1', 2, 0, 2, 0, 0, null],
    ]);
  });
});

describe.skipIf(!hasSharedData('nautilus-databento'))(
  'ES 2023-12-25 (skipped without the shared data)',
  () => {
    it('cells of orders add up to silver', { timeout: 60_000 }, async () => {
      const path = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');
      const day = await openDay(path);
      let compared = 0;
      for (const window of [82_799, 82_860, 83_000, 84_321, 86_000]) {
        const silver = await engine.cells(day.dayId, window, 'silver');
        const at = (name: string, i: number): number => Number(silver.columns[name]?.[i]);
        const busy = Array.from({ length: silver.length }, (_, i) => i)
          .filter((i) => at('add_qty', i) + at('pull_qty_total', i) + at('fill_qty', i) > 0)
          .slice(0, 40);
        for (const i of busy) {
          const side = at('side', i) === 0 ? 'bid' : 'ask';
          const tick = at('price_tick', i);
          const { result } = await engine.peer.call('cell.orders', { dayId: day.dayId, window, tick, side });
          expect(result, `${window} ${side} ${tick}`).toMatchObject({
            start: at('depth_qty_start', i),
            added: at('add_qty', i),
            pulled: at('pull_qty_total', i),
            executed: at('fill_qty', i),
            end: at('depth_qty_end', i),
          });
          const standing = result.orders.filter((order) => order.ordersAhead !== null);
          expect(standing).toHaveLength(at('order_count_end', i));
          for (const order of result.orders)
            expect(order.lotsStart + order.added - order.pulled - order.executed).toBe(order.lotsEnd);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(50);
    });
  },
);

describe('the file of a day', () => {
  it('is only read again once; afterwards it may be gone', async () => {
    const path = await writeDay('once.dbn', ICEBERG.slice(0, 12));
    const day = await openDay(path);
    const phases: string[] = [];
    const listening = engine.peer.on(
      'exact',
      ({ dayId, phase }) => dayId === day.dayId && phases.push(phase),
    );
    const ask = () => engine.peer.call('book.at', { dayId: day.dayId, at: { row: 5 } });
    await Promise.all([ask(), ask()]);
    await rm(path);
    expect((await ask()).result.orders).toBeGreaterThan(0);
    expect(phases.filter((phase) => phase === 'ready')).toEqual(['ready']);
    listening.dispose();
  });

  it('is read again at once where it was only handed over', async () => {
    const bytes = await readFile(await writeDay('handed.dbn', ICEBERG.slice(0, 11)));
    const { result } = await engine.peer.call('upload.begin', {
      name: 'handed.dbn',
      sizeBytes: bytes.length,
    });
    const { uploadId } = result;
    await engine.peer.call('upload.chunk', { uploadId, offset: 0 }, { payload: new Uint8Array(bytes) });
    const { end } = await engine.follow(() => engine.peer.call('upload.open', { uploadIds: [uploadId] }));
    const uploads = join(engine.dataFolder, 'uploads');
    await expect.poll(() => readdir(uploads)).toEqual([]);
    const { dayId } = end.days[0] as DaySummary;
    const book = await engine.peer.call('book.at', { dayId, at: { row: 5 } });
    expect(book.result.rows).toBe(11);
  });

  it('is missed, and found again under another name', async () => {
    const path = await writeDay('moved.dbn', ICEBERG.slice(0, 13));
    const day = await openDay(path);
    const ask = () => engine.peer.call('book.at', { dayId: day.dayId, at: { row: 5 } });
    await rename(path, `${path}.elsewhere.dbn`);
    await expect(ask()).rejects.toMatchObject({ fault: { code: 'file_unreadable', file: path } });
    expect((await openDay(`${path}.elsewhere.dbn`)).dayId).toBe(day.dayId);
    expect((await ask()).result.rows).toBe(13);
  });

  it('is refused where it has become another', async () => {
    const path = await writeDay('changed.dbn', ICEBERG.slice(0, 14));
    const day = await openDay(path);
    await copyFile(await writeDay('other.dbn', ICEBERG.slice(0, 9)), path);
    await appendFile(path, '');
    await expect(engine.peer.call('book.at', { dayId: day.dayId, at: { row: 5 } })).rejects.toMatchObject({
      fault: { code: 'file_changed' },
    });
  });
});
