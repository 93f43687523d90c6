// Feeds of levels (F_TOB, F_MBP; dbn-format §10) through the stream, against a map from price to quantity kept the slow
// way: levels, flows, no order counts, no ages.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { F_LAST, F_MBP, F_TOB, MBO_WORDS } from '../dbn/layout.ts';
import { FLAG_AGGREGATED, FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from './chunk.ts';
import { SilverReader } from './flow-reader.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { type TestRow, wordsFromRows } from './mbo-rows.test-support.ts';

const TICK = 250_000_000n;
const START = 1_757_894_400n * 1_000_000_000n + 36_000n * 1_000_000_000n;

interface LevelRow {
  readonly action: 'A' | 'M' | 'C';
  readonly side: 0 | 1;
  /** Null: UNDEF_PRICE. */
  readonly tick: number | null;
  readonly size: number;
  readonly stepMillis: number;
}

type Cell = readonly [side: number, tick: number, start: number, add: number, pull: number, end: number];
interface Second {
  readonly cells: Cell[];
  readonly best: readonly [bid: number | null, ask: number | null];
}

/** Bids below 0, asks above: books that are never crossed, since that is not what is tested. */
const rowOf = (undefinedPrices: boolean): fc.Arbitrary<LevelRow> =>
  fc
    .record({
      action: fc.constantFrom('A' as const, 'A' as const, 'M' as const, 'C' as const),
      side: fc.constantFrom(0 as const, 1 as const),
      away: fc.integer({ min: 1, max: 5 }),
      size: fc.integer({ min: 0, max: 20 }),
      undef: undefinedPrices ? fc.constantFrom(false, false, false, true) : fc.constant(false),
      stepMillis: fc.constantFrom(0, 1, 200, 700, 1500, 3000),
    })
    .map(({ side, away, undef, ...row }) => ({
      ...row,
      side,
      tick: undef ? null : side === 0 ? -away : away,
    }));

class NaiveLevels {
  readonly seconds: Second[] = [];
  #sides: [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #start = new Map<string, number>();
  #flows = new Map<string, { add: number; pull: number }>();

  set(side: 0 | 1, tick: number, size: number): void {
    const before = this.#sides[side].get(tick) ?? 0;
    const key = `${side}:${tick}`;
    const flow = this.#flows.get(key) ?? { add: 0, pull: 0 };
    if (size > before) flow.add += size - before;
    else flow.pull += before - size;
    this.#flows.set(key, flow);
    if (size === 0) this.#sides[side].delete(tick);
    else this.#sides[side].set(tick, size);
  }

  replaceSide(side: 0 | 1, tick: number | null, size: number): void {
    for (const other of [...this.#sides[side].keys()])
      if (other !== tick || size === 0) this.set(side, other, 0);
    if (tick !== null && size > 0) this.set(side, tick, size);
  }

  close(): void {
    const ends = new Map(
      this.#sides.flatMap((levels, side) => [...levels].map(([tick, size]) => [`${side}:${tick}`, size])),
    );
    const keys = new Set([...this.#start.keys(), ...this.#flows.keys(), ...ends.keys()]);
    const cells = [...keys].flatMap((key): Cell[] => {
      const [side, tick] = key.split(':').map(Number) as [number, number];
      const [start, end] = [this.#start.get(key) ?? 0, ends.get(key) ?? 0];
      const { add, pull } = this.#flows.get(key) ?? { add: 0, pull: 0 };
      return start + add + pull + end === 0 ? [] : [[side, tick, start, add, pull, end]];
    });
    cells.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const [bids, asks] = this.#sides.map((levels) => [...levels.keys()]) as [number[], number[]];
    const best = [bids.length ? Math.max(...bids) : null, asks.length ? Math.min(...asks) : null] as const;
    this.seconds.push({ cells, best });
    this.#start = ends;
    this.#flows = new Map();
  }
}

function naiveOf(rows: readonly LevelRow[], topOnly: boolean): Second[] {
  const naive = new NaiveLevels();
  let [millis, second] = [0, 0];
  for (const [i, { action, side, tick, size, stepMillis }] of rows.entries()) {
    if (i > 0) millis += stepMillis;
    for (; second < Math.floor(millis / 1000); second++) naive.close();
    if (topOnly && action !== 'C') naive.replaceSide(side, tick, size);
    else if (tick !== null) naive.set(side, tick, action === 'C' ? 0 : size);
  }
  naive.close();
  return naive.seconds;
}

function streamOf(rows: readonly LevelRow[], flag: number): { seconds: Second[]; stream: InstrumentStream } {
  const chunks: SilverChunk[] = [];
  const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: (chunk) => chunks.push(chunk) });
  let now = START;
  const words = wordsFromRows(
    rows.map(({ action, side, tick, size, stepMillis }, i): TestRow => {
      if (i > 0) now += BigInt(stepMillis) * 1_000_000n;
      const price = tick === null ? undefined : BigInt(tick) * TICK;
      const times = { tsEvent: now, tsRecv: now };
      return { action, side: 'BA'[side] as string, id: 0n, price, size, flags: flag | F_LAST, ...times };
    }),
  );
  for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  return { seconds: chunks.flatMap(secondsOf), stream };
}

function secondsOf(chunk: SilverChunk): Second[] {
  const reader = new SilverReader(chunk);
  const { flags, bestBidTick, bestAskTick, bestBidOrders } = chunk.snapshots;
  return Array.from({ length: chunk.windowCount }, (_, i) => {
    expect(bestBidOrders[i]).toBe(0);
    const cells = reader.read(chunk.windowFrom + i);
    const tick = (column: Int32Array): number | null =>
      column[i] === NULL_I32 ? null : (column[i] as number);
    const valid = ((flags[i] as number) & FLAG_WINDOW_VALID) !== 0;
    if (valid) expect((flags[i] as number) & FLAG_AGGREGATED).toBe(FLAG_AGGREGATED);
    return {
      best: [tick(bestBidTick), tick(bestAskTick)] as const,
      cells: Array.from({ length: valid && cells ? cells.length : 0 }, (_, c): Cell => {
        const at = (column: ArrayLike<number> | undefined): number => column?.[c] as number;
        expect([at(cells?.fill), at(cells?.rest), at(cells?.orders), at(cells?.pullRest)]).toEqual([
          0, 0, 0, 0,
        ]);
        const { side, start, add, pull, end } = cells ?? {};
        return [at(side), at(cells?.tick), at(start), at(add), at(pull), at(end)];
      }),
    };
  });
}

describe.each([
  ['F_MBP: rows are whole levels', F_MBP, false],
  ['F_TOB: a row is the whole side', F_TOB, true],
] as const)('%s', (_, flag, topOnly) => {
  it('gives the levels and flows of the slow model', () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(rowOf(topOnly), { minLength: 1, maxLength: 60 }), (rows) => {
        const { seconds, stream } = streamOf(rows, flag);
        const expected = naiveOf(rows, topOnly);
        expect(seconds.map(({ best }) => best)).toEqual(expected.map(({ best }) => best));
        seconds.forEach(({ cells }, i) => {
          if (cells.length === 0) return;
          seen += 1;
          expect(cells).toEqual(expected[i]?.cells);
        });
        expect(stream.quality.identity_violations).toBe(0);
        expect(stream.totals.restingOrders).toBe(0);
      }),
      { numRuns: 400 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});
