// The replay with queues against the ingest's stream on random MBO: after every row both show the same levels, and a
// replay that was written as a checkpoint and read back goes on as if nothing had been.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import { InstrumentStream } from '../silver/instrument-stream.ts';
import { type TestRow, wordsFromRows } from '../silver/mbo-rows.test-support.ts';
import { decodeReplay, encodeReplay } from './checkpoint.ts';
import { MarketReplay } from './market-replay.ts';
import { L_ORDERS, L_QTY, L_SIDE, L_TICK, LEVEL_STRIDE, ORDER_WORDS } from './order-words.ts';
import type { QueueBook } from './queue-book.ts';
import { planesFromRows, rowsFromPlanes } from './row-block.ts';

const TICK = 250_000_000n;
const MIDNIGHT = 1_757_894_400_000_000_000n;
const MILLI = 1_000_000n;
const UNDEF_TS = 0xffffffffffffffffn;
const [LAST, SNAPSHOT, MBP, TOB] = [128, 32, 16, 64];

const step = fc.record({
  action: fc.constantFrom('A', 'A', 'A', 'A', 'C', 'C', 'M', 'M', 'M', 'F', 'F', 'T', 'N', 'R'),
  side: fc.constantFrom('B', 'B', 'B', 'A', 'A', 'A', 'N'),
  id: fc.integer({ min: 0, max: 9 }),
  tick: fc.integer({ min: -3, max: 3 }),
  size: fc.integer({ min: 0, max: 9 }),
  flags: fc.constantFrom(LAST, LAST, LAST, LAST, 0, 0, SNAPSHOT, SNAPSHOT | LAST),
  /** Rarely a feed of levels. */
  kind: fc.constantFrom(...Array.from({ length: 30 }, () => 0), MBP, TOB),
  millis: fc.constantFrom(0, 0, 0, 1, 250, 1000, 70_000, -5),
  age: fc.constantFrom(0, 0, 0, 500, -1, -2),
  price: fc.constantFrom('on', 'on', 'on', 'on', 'on', 'off', 'none'),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function rowsFrom(steps: readonly Step[]): TestRow[] {
  let now = MIDNIGHT + 82_000_000n * MILLI;
  return steps.map((each) => {
    now += BigInt(each.millis) * MILLI;
    const tsEvent = each.age === -1 ? 0n : each.age === -2 ? UNDEF_TS : now - BigInt(each.age) * MILLI;
    return {
      action: each.action,
      side: each.side,
      id: each.id < 5 ? BigInt(each.id) : (BigInt(each.id) << 40n) | 0x8000_0001n,
      price: each.price === 'none' ? undefined : BigInt(each.tick) * TICK + (each.price === 'off' ? 1n : 0n),
      size: each.size,
      flags: each.flags | each.kind,
      tsEvent,
      tsRecv: now,
    };
  });
}

function streamLevels(stream: InstrumentStream): string[] {
  const { levels } = stream.book;
  const told: string[] = [];
  levels.forEachOccupied((level) => {
    const orders = stream.book.aggregated ? 1 : levels.ordersOf(level);
    told.push(`${levels.tickOf(level)} ${levels.sideOf(level)}: ${levels.quantityOf(level)} in ${orders}`);
  });
  return told.sort();
}

function replayLevels({ levels, levelCount }: QueueBook): string[] {
  const told: string[] = [];
  for (let at = 0; at < levelCount * LEVEL_STRIDE; at += LEVEL_STRIDE) {
    if (levels[at + L_ORDERS] === 0) continue;
    told.push(
      `${levels[at + L_TICK]} ${levels[at + L_SIDE]}: ${levels[at + L_QTY]} in ${levels[at + L_ORDERS]}`,
    );
  }
  return told.sort();
}

/** Every order with all that is known of it but its links, in queue order. */
function queues(book: QueueBook): string[] {
  return Array.from({ length: book.levelCount }, (_, level) => {
    const at = level * LEVEL_STRIDE;
    const orders = [...book.queue(level)].map((slot) => {
      const words = book.orders.slice(slot * ORDER_WORDS, (slot + 1) * ORDER_WORDS);
      return [...words.subarray(0, 3), ...words.subarray(7, 14)].join(' ');
    });
    return orders.length === 0
      ? ''
      : `${book.levels[at + L_TICK]} ${book.levels[at + L_SIDE]}: ${orders.join(' | ')}`;
  })
    .filter((text) => text !== '')
    .sort();
}

describe('replay with queues', () => {
  it('shows the levels that the stream shows, after every row', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
        const words = wordsFromRows(rowsFrom(steps));
        const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: () => {} });
        const replay = new MarketReplay(MIDNIGHT, TICK);
        for (let at = 0; at < words.length; at += MBO_WORDS) {
          stream.record(words, at);
          const time = replay.timeOf(words, at);
          if (!Number.isNaN(time)) replay.take(words, at, time);
          expect(replayLevels(replay.book)).toEqual(streamLevels(stream));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('goes on from a checkpoint as it would have without', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 120 }), fc.nat(119), (steps, cut) => {
        const words = wordsFromRows(rowsFrom(steps));
        let resumed = new MarketReplay(MIDNIGHT, TICK);
        const straight = new MarketReplay(MIDNIGHT, TICK);
        for (let at = 0, row = 0; at < words.length; at += MBO_WORDS, row += 1) {
          const time = straight.timeOf(words, at);
          expect(resumed.timeOf(words, at)).toBe(time);
          if (Number.isNaN(time)) continue;
          straight.take(words, at, time);
          resumed.take(words, at, time);
          if (row >= cut && resumed.isSettled) resumed = decodeReplay(encodeReplay(resumed), MIDNIGHT, TICK);
          expect(queues(resumed.book)).toEqual(queues(straight.book));
          expect(resumed.marks).toEqual(straight.marks);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps rows as they are in planes', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const words = wordsFromRows(rowsFrom(steps));
        const planes = planesFromRows(words, steps.length);
        const back = new Int32Array(words.length);
        expect(rowsFromPlanes(planes, words[0] as number, words[1] as number, back)).toBe(steps.length);
        expect(back).toEqual(words);
      }),
    );
  });
});
