// The book at an instant against straight replay by plain arrays: at a thousand random instants of each real file,
// forwards, backwards and by record; on a made day long enough for many checkpoints; and on odd feeds.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookAt } from '../../../contracts/exact.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { importLobster } from '../import/lobster.ts';
import { importObAnalytics } from '../import/ob-analytics.ts';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { writeSynthDays } from '../synth/synth-days.ts';
import { arlAsDbn } from '../verify/arl.testkit.ts';
import { NaiveMarket, type NaiveQueues, type NaiveRecord, naiveRecords } from './naive-market.testkit.ts';

const INSTANTS = 1000;
/** Prices of each side that are compared order by order; every so many instants all of them. */
const NEAR_LEVELS = 8;
const WHOLE_EVERY = 100;

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await EngineUnderTest.start();
});
afterAll(() => engine.dispose());

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function recordsOf(path: string, day: DaySummary): NaiveRecord[] {
  return naiveRecords(path).filter(
    (record) => record.instrument === day.instrumentId && record.publisher === day.publisherId,
  );
}

/** Half of them times of records, half of them anywhere; most in the order of time, as a replay asks, the rest wildly. */
function instantsOf(day: DaySummary, records: readonly NaiveRecord[], count: number): bigint[] {
  const next = random(11);
  const first = BigInt(day.firstTsNanos) - 1_000n;
  const span = Number(BigInt(day.lastTsNanos) - first) + 2_000;
  const instants = Array.from({ length: count }, (_, i) => {
    const record = records[Math.floor(next() * records.length)] as NaiveRecord;
    const own = record.receive < first ? first : record.receive;
    return i % 2 === 0 ? own - BigInt(Math.floor(next() * 3)) : first + BigInt(Math.floor(next() * span));
  });
  const ordered = instants.slice(0, count * 0.7).sort((a, b) => (a < b ? -1 : 1));
  return [...ordered, ...instants.slice(ordered.length)];
}

interface Expected {
  readonly queues: NaiveQueues;
  readonly trades: readonly number[];
  readonly sequence: number | null;
}

/** What straight replay shows at each of the instants. */
function straight(
  day: DaySummary,
  records: readonly NaiveRecord[],
  instants: readonly bigint[],
): Map<bigint, Expected> {
  const market = new NaiveMarket(BigInt(day.tickSizeNanos));
  const found = new Map<bigint, Expected>();
  const wanted = [...instants].sort((a, b) => (a < b ? -1 : 1));
  const tell = (before: bigint): void => {
    while (wanted.length > 0 && (wanted[0] as bigint) < before) {
      const trades = market.trades.slice(-3).map(({ sequence }) => sequence);
      found.set(wanted[0] as bigint, {
        queues: market.queues(levelsAt(instants.indexOf(wanted[0] as bigint))),
        trades,
        sequence: market.last?.sequence ?? null,
      });
      wanted.shift();
    }
  };
  for (const record of records) {
    tell(market.timeOf(record));
    market.take(record);
  }
  tell(1n << 63n);
  return found;
}

function levelsAt(instant: number): number {
  return instant % WHOLE_EVERY === 0 ? 100_000 : NEAR_LEVELS;
}

async function bookAt(day: DaySummary, tsNanos: bigint, levels: number): Promise<BookAt> {
  const { result } = await engine.peer.call('book.at', {
    dayId: day.dayId,
    at: { tsNanos: String(tsNanos) },
    levels,
    queues: 'all',
    trades: 3,
  });
  return result;
}

function queuesOf({ bids, asks }: BookAt): NaiveQueues {
  const named = (side: string) => (level: BookAt['bids'][number]) => [
    `${side} ${level.tick}`,
    level.queue?.map((order) => `${order.orderId}×${order.lots}`) ?? [],
  ];
  return Object.fromEntries([...bids.map(named('B')), ...asks.map(named('A'))]) as NaiveQueues;
}

async function expectEqual(day: DaySummary, instants: readonly bigint[], all: Map<bigint, Expected>) {
  for (const instant of instants) {
    const book = await bookAt(day, instant, levelsAt(instants.indexOf(instant)));
    const expected = all.get(instant) as Expected;
    const shown = {
      queues: queuesOf(book),
      trades: book.trades.map(({ sequence }) => sequence),
      sequence: book.event?.sequence ?? null,
    };
    expect(shown, `at ${instant}`).toEqual(expected);
  }
}

async function openDays(path: string): Promise<readonly DaySummary[]> {
  const { end } = await engine.open([path]);
  expect(end.phase).toBe('done');
  return end.days;
}

const REAL = [
  'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst',
  'nautilus-databento/esh4-glbx-mdp3-20231224.mbo.dbn.zst',
  'databento-python-tests/XNAS.ITCH/test_data.mbo.dbn.zst',
  'databento-python-tests/GLBX.MDP3/test_data.mbo.dbn.zst',
  'databento-python-tests/IFEU.IMPACT/test_data.mbo.dbn.zst',
  'databento-python-tests/NDEX.IMPACT/test_data.mbo.dbn.zst',
  'dbn-tests/test_data.mbo.v3.dbn',
];

describe.skipIf(!hasSharedData('nautilus-databento'))('real files (skipped without the shared data)', () => {
  it.each(REAL)('%s: equal to straight replay at random instants', { timeout: 240_000 }, async (name) => {
    const path = join(SHARED_DATA, name);
    for (const day of await openDays(path)) {
      const records = recordsOf(path, day);
      const instants = instantsOf(day, records, INSTANTS);
      await expectEqual(day, instants, straight(day, records, instants));
    }
  });
});

/** Other formats, made into days: where they lie, and what imports them into a folder. */
const IMPORTED: Record<string, (into: string) => Promise<{ readonly mboPath: string }>> = {
  'the Nasdaq day of ARL': async (into) => ({ mboPath: await arlAsDbn(into) }),
  'the LOBSTER hour of AAPL': (into) => {
    const [message, orderbook] = [
      'aapl-2012-06-21-L50-firsthour/AAPL_2012-06-21_34200000_37800000_message_50.csv',
      'aapl-2012-06-21-L10-first999/AAPL_2012-06-21_34200000_57600000_orderbook_10.csv',
    ].map((name) => join(SHARED_DATA, 'lobster', name)) as [string, string];
    return importLobster(message, orderbook, into);
  },
  'the bitstamp hours': (into) =>
    importObAnalytics(join(SHARED_DATA, 'ob-analytics-bitstamp/orders.csv.xz'), into, 'BTCUSD'),
};

describe.skipIf(!hasSharedData('lobster'))('imported books (skipped without the shared data)', () => {
  it.each(Object.entries(IMPORTED))('%s: equal to straight replay', { timeout: 240_000 }, async (_, make) => {
    const { mboPath } = await make(join(engine.dataFolder, 'imported'));
    for (const day of await openDays(mboPath)) {
      const records = recordsOf(mboPath, day);
      const instants = instantsOf(day, records, INSTANTS);
      await expectEqual(day, instants, straight(day, records, instants));
    }
  });
});

describe('a made day of 150,000 records', () => {
  let path: string;
  let day: DaySummary;
  let records: NaiveRecord[];
  beforeAll(async () => {
    const folder = engine.dataFolder;
    const [made] = await writeSynthDays({ folder, days: 1, minutes: 30, seed: 5, records: 150_000 });
    path = made?.mboPath ?? '';
    [day] = (await openDays(path)) as [DaySummary];
    records = recordsOf(path, day);
  }, 120_000);

  it('is equal to straight replay behind and between checkpoints', { timeout: 240_000 }, async () => {
    const instants = instantsOf(day, records, 150);
    await expectEqual(day, instants, straight(day, records, instants));
  });

  it('steps over whole events and back again to the same books', { timeout: 60_000 }, async () => {
    const { dayId } = day;
    const middle = (records[80_000] as NaiveRecord).receive;
    const ask = { dayId, levels: 3, queues: 'all' } as const;
    const call = async (request: Parameters<typeof engine.peer.call<'book.at'>>[1]): Promise<BookAt> =>
      (await engine.peer.call('book.at', request)).result;
    const forward: BookAt[] = [await call({ ...ask, at: { tsNanos: String(middle) } })];
    for (let i = 0; i < 50; i++) {
      const row = forward[i]?.event?.row ?? 0;
      forward.push(await call({ ...ask, at: { row }, step: 1 }));
      expect(forward[i + 1]?.before).toEqual(forward[i]?.event);
      expect(forward[i]?.next).toEqual(forward[i + 1]?.event);
    }
    for (let i = 50; i > 0; i--) {
      const back = await call({ ...ask, at: { row: forward[i]?.event?.row ?? 0 }, step: -1 });
      expect({ ...back, tsNanos: '' }).toEqual({ ...forward[i - 1], tsNanos: '' });
    }
  });

  it('leaves the engine to others while it reads the file again, and can be given up', {
    timeout: 60_000,
  }, async () => {
    const { dayId, sourceId } = day;
    await engine.peer.call('days.forget', { sourceId });
    day = (await openDays(path))[0] as DaySummary;
    expect(day.dayId).not.toBe(dayId);
    const phases: string[] = [];
    let abort = new AbortController();
    const listening = engine.peer.on('exact', ({ phase }) => {
      phases.push(phase);
      if (phase === 'reading') abort.abort();
    });
    const ask = { dayId: day.dayId, at: { row: 100_000 }, levels: 3 } as const;
    await expect(engine.peer.call('book.at', ask, { signal: abort.signal })).rejects.toMatchObject({
      fault: { code: 'cancelled' },
    });
    await eventually(() => expect(phases.at(-1)).toBe('failed'));
    abort = new AbortController();
    let answered = 0;
    let done = false;
    const answer = engine.peer.call('book.at', ask).finally(() => (done = true));
    while (!done) {
      await engine.peer.call('day.info', { dayId: day.dayId });
      answered += 1;
      // A page's questions come by message.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await answer).result.event?.row).toBeGreaterThan(0);
    // A pass of 150,000 records has dozens of turns.
    expect(answered).toBeGreaterThan(3);
    listening.dispose();
  });

  it('ends at both ends of the day', async () => {
    const { dayId, dayStartNanos } = day;
    const before = await engine.peer.call('book.at', {
      dayId,
      at: { tsNanos: String(BigInt(dayStartNanos) - 1n) },
    });
    expect(before.result).toMatchObject({ event: null, before: null, orders: 0, bids: [], asks: [] });
    expect(before.result.next?.row).toBeGreaterThan(0);
    const last = await engine.peer.call('book.at', { dayId, at: { row: 10_000_000 } });
    expect(last.result.next).toBeNull();
    expect(last.result.event?.row).toBe(day.records);
    const beyond = await engine.peer.call('book.at', { dayId, at: { row: day.records }, step: 1 });
    expect(beyond.result.event).toEqual(last.result.event);
  });
});
