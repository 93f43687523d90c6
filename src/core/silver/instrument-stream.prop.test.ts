// The stream against the slow model on random MBO: duplicates, unknown ids, partial cancels, icebergs, fills that wait,
// snapshots with and without R, clears, events across window edges, clocks that step back, a day's end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import {
  FLAG_BOOK_VALID,
  FLAG_CROSSED,
  FLAG_CROSSED_OPEN,
  FLAG_WINDOW_VALID,
  NULL_I32,
  type SilverChunk,
} from './chunk.ts';
import { type SilverCells, SilverReader } from './flow-reader.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { type TestRow, wordsFromRows } from './mbo-rows.test-support.ts';
import { type NaiveCell, NaiveSilver, type NaiveWindow } from './naive-silver.test-support.ts';

const TICK = 250_000_000n;
const MIDNIGHT = 1_757_894_400n * 1_000_000_000n;
const MILLI = 1_000_000n;
const UNDEF_TS = 0xffffffffffffffffn;

interface Op {
  action: string;
  side: string;
  id: number;
  tick: number;
  size: number;
  last: boolean;
  snapshot: boolean;
  stepMillis: number;
  age: number;
  price: 'on' | 'off' | 'none';
}

const op: fc.Arbitrary<Op> = fc.record({
  action: fc.constantFrom('A', 'A', 'A', 'A', 'C', 'C', 'M', 'M', 'F', 'F', 'T', 'N', 'X'),
  side: fc.constantFrom('B', 'B', 'B', 'A', 'A', 'A', 'N'),
  id: fc.integer({ min: 0, max: 9 }),
  tick: fc.integer({ min: -4, max: 4 }),
  size: fc.integer({ min: 0, max: 12 }),
  last: fc.constantFrom(true, true, true, false),
  snapshot: fc.constant(false),
  stepMillis: fc.constantFrom(0, 0, 0, 1, 40, 100, 250, 500, 1000, 3200, -5),
  age: fc.constantFrom(0, 0, 0, 1, 500, 100_000, -1, -2, -3),
  price: fc.constantFrom('on', 'on', 'on', 'on', 'on', 'on', 'on', 'on', 'off', 'none'),
});
const snapshotRun: fc.Arbitrary<Op[]> = fc
  .tuple(fc.boolean(), fc.array(op, { minLength: 1, maxLength: 8 }), fc.boolean())
  .map(([clears, rows, last]) =>
    rows.map((row, i) => ({
      ...row,
      action: clears && i === 0 ? 'R' : 'A',
      snapshot: true,
      last: last && i === rows.length - 1,
    })),
  );
const chapter: fc.Arbitrary<Op[]> = fc.oneof(
  { weight: 8, arbitrary: fc.array(op, { minLength: 1, maxLength: 30 }) },
  { weight: 2, arbitrary: snapshotRun },
  { weight: 1, arbitrary: op.map((row) => [{ ...row, action: 'R' }]) },
);
const stream = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 86_390, max: 86_399 })),
  fc.array(chapter, { minLength: 1, maxLength: 8 }),
);

function rowsOf([second, chapters]: [number, Op[][]]): TestRow[] {
  let now = MIDNIGHT + BigInt(second) * 1000n * MILLI;
  const farTicks = [-40_000, 3, 900_000];
  return chapters.flat().map((row) => {
    now += BigInt(row.stepMillis) * MILLI;
    const tick = BigInt(row.id === 9 ? (farTicks[(row.size + 4) % 3] as number) : row.tick);
    const price = row.price === 'none' ? undefined : tick * TICK + (row.price === 'off' ? 1n : 0n);
    return {
      action: row.action,
      side: row.side,
      id: row.id < 5 ? BigInt(row.id) : (BigInt(row.id) << 40n) | 0x8000_0001n,
      price,
      size: row.size,
      flags: (row.last ? 128 : 0) | (row.snapshot ? 32 | 8 : 0) | 2,
      tsEvent:
        row.age === -1
          ? 0n
          : row.age === -2
            ? UNDEF_TS
            : row.age === -3
              ? now + 900n * MILLI
              : now - BigInt(row.age) * MILLI,
      tsRecv: row.id === 4 && row.age >= 0 ? UNDEF_TS : now,
    };
  });
}

interface Emitted {
  chunk: SilverChunk;
  dayStartNanos: bigint;
}

/** `blockRows`: how many rows come at a time; 0: one by one, without the short way for whole events. */
function run(rows: readonly TestRow[], restNanos: number, finish = true, blockRows = 7) {
  const chunks: Emitted[] = [];
  const days: object[] = [];
  const stream = new InstrumentStream({
    tickSizeNanos: TICK,
    restNanos,
    onChunk: (chunk, day) => chunks.push({ chunk, dayStartNanos: day.dayStartNanos }),
    onDayEnd: ({ audit, ...totals }) => days.push({ ...totals, findings: audit.findings() }),
  });
  const words = wordsFromRows(rows);
  const step = Math.max(blockRows, 1) * MBO_WORDS;
  for (let at = 0; at < words.length; at += step) {
    if (blockRows === 0) stream.record(words, at);
    else stream.records(words, at, Math.min(at + step, words.length), MBO_WORDS);
  }
  if (finish) stream.finish();
  return { stream, chunks, days };
}

function cellsAsObjects(cells: SilverCells | undefined): NaiveCell[] {
  return Array.from({ length: cells?.length ?? 0 }, (_, i) => {
    const at = (name: Exclude<keyof SilverCells, 'length'>) => cells?.[name][i] as number;
    return {
      side: at('side'),
      tick: at('tick'),
      start: at('start'),
      add: at('add'),
      pull: at('pull'),
      fill: at('fill'),
      pullRest: at('pullRest'),
      end: at('end'),
      rest: at('rest'),
      orders: at('orders'),
    };
  });
}

function windowsOf(chunks: readonly Emitted[]): NaiveWindow[] {
  return chunks.flatMap(({ chunk, dayStartNanos }) => {
    const reader = new SilverReader(chunk);
    const s = chunk.snapshots;
    const best = (tick: Int32Array, qty: Int32Array, orders: Int32Array, i: number) =>
      tick[i] === NULL_I32 ? null : ([tick[i], qty[i], orders[i]] as [number, number, number]);
    return Array.from({ length: chunk.windowCount }, (_, i): NaiveWindow => {
      const flags = s.flags[i] as number;
      const trade = s.lastTradePrice[i] as bigint;
      return {
        second: dayStartNanos / 1_000_000_000n + BigInt(chunk.windowFrom + i),
        valid: (flags & FLAG_WINDOW_VALID) !== 0,
        bookValid: (flags & FLAG_BOOK_VALID) !== 0,
        crossed: (flags & FLAG_CROSSED) !== 0,
        crossedEvents: s.crossedEvents[i] as number,
        bid: best(s.bestBidTick, s.bestBidQty, s.bestBidOrders, i),
        ask: best(s.bestAskTick, s.bestAskQty, s.bestAskOrders, i),
        volumes: [s.volumeBuy[i] as number, s.volumeSell[i] as number, s.volumeNone[i] as number],
        records: s.actions.subarray(i * 8, i * 8 + 8).reduce((sum, n) => sum + n, 0),
        lastTrade: trade === 0x7fffffffffffffffn ? null : trade,
        cells: cellsAsObjects(reader.read(chunk.windowFrom + i)),
      };
    });
  });
}

describe('instrument stream against the slow model', () => {
  it.each([500_000_000, 1, 2_300_000_000])(
    'gives the same windows and cells, rest after %i ns',
    (restNanos) => {
      fc.assert(
        fc.property(stream, (input) => {
          const rows = rowsOf(input);
          const naive = new NaiveSilver(TICK, BigInt(restNanos));
          naive.run(rows);
          const { stream: real, chunks } = run(rows, restNanos);
          const expected = naive.windows.map((w) => (w.valid ? w : { ...w, cells: [] }));
          expect(windowsOf(chunks)).toEqual(expected);
          expect(real.quality.identity_violations).toBe(0);
          expect(real.totals.restingOrders).toBe(naive.orders.size);
          expect(real.totals.windows).toBe(expected.length);
          expect(real.totals.validWindows).toBe(expected.filter((w) => w.valid).length);
        }),
        { numRuns: 400 },
      );
    },
  );

  it('gives the same whether rows come one by one or in blocks', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 400 }), (input, blockRows) => {
        const rows = rowsOf(input);
        const single = run(rows, 500_000_000, true, 0);
        const blocks = run(rows, 500_000_000, true, blockRows);
        expect(blocks.chunks).toEqual(single.chunks);
        expect(blocks.days).toEqual(single.days);
        expect(blocks.stream.totals).toEqual(single.stream.totals);
        expect(blocks.stream.quality).toEqual(single.stream.quality);
        expect(blocks.stream.audit.findings()).toEqual(single.stream.audit.findings());
      }),
      { numRuns: 400 },
    );
  });

  it('emits chunks that do not depend on later records', () => {
    fc.assert(
      fc.property(stream, fc.double({ min: 0, max: 1, noNaN: true }), (input, part) => {
        const rows = rowsOf(input);
        const whole = run(rows, 500_000_000).chunks;
        const prefix = run(rows.slice(0, Math.floor(rows.length * part)), 500_000_000, false).chunks;
        expect(prefix).toEqual(whole.slice(0, prefix.length));
      }),
      { numRuns: 200 },
    );
  });

  it('opens each second with the book that the one before ended with', () => {
    fc.assert(
      fc.property(stream, (input) => {
        let before: { crossed: boolean; mid2: number } | null = null;
        for (const { chunk } of run(rowsOf(input), 500_000_000).chunks) {
          const { flags, mid2, mid2Open } = chunk.snapshots;
          for (let i = 0; i < chunk.windowCount; i += 1) {
            const bits = flags[i] as number;
            const opening = { crossed: (bits & FLAG_CROSSED_OPEN) !== 0, mid2: mid2Open[i] as number };
            expect(opening).toEqual(before ?? { crossed: false, mid2: NULL_I32 });
            before = { crossed: (bits & FLAG_CROSSED) !== 0, mid2: mid2[i] as number };
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('counts in the open second what it counts once that is closed', () => {
    fc.assert(
      fc.property(stream, (input) => {
        const { stream: real } = run(rowsOf(input), 500_000_000, false);
        const { crossedSamples, volumeBuy, volumeSell, volumeNone } = real.totals;
        real.finish();
        expect(real.totals).toMatchObject({ crossedSamples, volumeBuy, volumeSell, volumeNone });
      }),
      { numRuns: 200 },
    );
  });

  it('holds rest between 0 and end, and pulled rest between 0 and pull', () => {
    fc.assert(
      fc.property(stream, (input) => {
        for (const { chunk } of run(rowsOf(input), 500_000_000).chunks) {
          const { rows } = chunk;
          for (let i = 0; i < rows.length; i += 1) {
            expect(rows.rest[i]).toBeGreaterThanOrEqual(0);
            expect(rows.rest[i]).toBeLessThanOrEqual(rows.end[i] as number);
            expect(rows.pullRest[i]).toBeGreaterThanOrEqual(0);
            expect(rows.pullRest[i]).toBeLessThanOrEqual(rows.pull[i] as number);
            const flow = (rows.start[i] as number) + (rows.add[i] as number) - (rows.pull[i] as number);
            expect(flow - (rows.fill[i] as number)).toBe(rows.end[i]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
