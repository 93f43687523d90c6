// The lattice against the slow model of single books (core/silver): what that finds at each price of each option, summed
// by strike, right, expiry and side. Duplicates, unknown ids, fills that wait, snapshots with and without R, clears,
// events across window edges, idle stretches, a day's end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import type { SilverChunk } from '../silver/chunk.ts';
import { SilverReader } from '../silver/flow-reader.ts';
import { type TestRow, wordsFromRows } from '../silver/mbo-rows.test-support.ts';
import { NaiveSilver } from '../silver/naive-silver.test-support.ts';
import { OptionInstrument } from './option-instrument.ts';
import { OptionLattice } from './option-lattice.ts';
import type { OptionSeries } from './series.ts';

const TICK = 50_000_000n;
const MIDNIGHT = 1_757_894_400n * 1_000_000_000n;
const MILLI = 1_000_000n;
const SECOND = 1_000_000_000n;

const CALL: OptionSeries = {
  strikeNanos: 5_000n * SECOND,
  right: 'C',
  expiryNanos: MIDNIGHT + 75_600n * SECOND,
};
const PUT: OptionSeries = { ...CALL, right: 'P' };
/** The first two are options of one series. */
const INSTRUMENTS: readonly OptionSeries[] = [CALL, CALL, PUT];

interface Op {
  instrument: number;
  action: string;
  side: string;
  id: number;
  tick: number;
  size: number;
  last: boolean;
  snapshot: boolean;
  stepMillis: number;
  ageMillis: number;
  priced: boolean;
}

const op: fc.Arbitrary<Op> = fc.record({
  instrument: fc.integer({ min: 0, max: INSTRUMENTS.length - 1 }),
  action: fc.constantFrom('A', 'A', 'A', 'A', 'C', 'C', 'M', 'M', 'F', 'F', 'T', 'N', 'X'),
  side: fc.constantFrom('B', 'B', 'B', 'A', 'A', 'A', 'N'),
  id: fc.integer({ min: 0, max: 7 }),
  tick: fc.constantFrom(1, 2, 3, 80_000),
  size: fc.integer({ min: 0, max: 12 }),
  last: fc.constantFrom(true, true, true, false),
  snapshot: fc.constant(false),
  stepMillis: fc.constantFrom(0, 0, 0, 1, 40, 100, 250, 500, 1000, 3200),
  ageMillis: fc.constantFrom(0, 0, 0, 1, 500, 100_000, -900),
  priced: fc.constantFrom(true, true, true, true, true, false),
});
const snapshotRun: fc.Arbitrary<Op[]> = fc
  .tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.boolean(),
    fc.array(op, { minLength: 1, maxLength: 8 }),
    fc.boolean(),
  )
  .map(([instrument, clears, rows, last]) =>
    rows.map((row, i) => ({
      ...row,
      instrument,
      action: clears && i === 0 ? 'R' : 'A',
      snapshot: true,
      last: last && i === rows.length - 1,
    })),
  );
const chapter: fc.Arbitrary<Op[]> = fc.oneof(
  { weight: 8, arbitrary: fc.array(op, { minLength: 1, maxLength: 40 }) },
  { weight: 2, arbitrary: snapshotRun },
  { weight: 1, arbitrary: op.map((row) => [{ ...row, action: 'R' }]) },
);
const day = fc.tuple(fc.constantFrom(0, 250, 86_396), fc.array(chapter, { minLength: 1, maxLength: 8 }));

interface Placed {
  readonly instrument: number;
  readonly row: TestRow;
}

function rowsOf([second, chapters]: [number, Op[][]]): Placed[] {
  let now = MIDNIGHT + BigInt(second) * SECOND;
  const nothing = (instrument: number): Placed => ({
    instrument,
    row: { action: 'N', side: 'N', id: 0n, size: 0, flags: 128, tsEvent: now, tsRecv: now },
  });
  // Every book's windows begin and end with the day's: a row that does nothing tells the slow model so.
  const first = INSTRUMENTS.map((_, instrument) => nothing(instrument));
  const ops = chapters.flat();
  // With one clock for all, an event that nothing but a snapshot ends falls into the snapshot's window, not its own.
  ops.forEach((each, i) => {
    const before = ops.slice(0, i).findLastIndex(({ instrument }) => instrument === each.instrument);
    if (each.snapshot && before >= 0 && !ops[before]?.snapshot)
      ops[before] = { ...(ops[before] as Op), last: true };
  });
  const rows = ops.map(({ instrument, ...each }): Placed => {
    now += BigInt(each.stepMillis) * MILLI;
    return {
      instrument,
      row: {
        action: each.action,
        side: each.side,
        id: each.id < 4 ? BigInt(each.id) : (BigInt(each.id) << 40n) | 0x8000_0001n,
        price: each.priced ? BigInt(each.tick) * TICK : undefined,
        size: each.size,
        flags: (each.last ? 128 : 0) | (each.snapshot ? 32 | 8 : 0),
        tsEvent: now - BigInt(each.ageMillis) * MILLI,
        tsRecv: now,
      },
    };
  });
  now += 2n * SECOND;
  return [...first, ...rows, ...INSTRUMENTS.map((_, instrument) => nothing(instrument))];
}

interface Emitted {
  readonly chunk: SilverChunk;
  readonly dayStartNanos: bigint;
}

/** Gives the rows to the lattice, so many at once. */
function run(rows: readonly Placed[], atOnce = 1): { chunks: Emitted[]; lattice: OptionLattice } {
  const chunks: Emitted[] = [];
  let dayStart = 0n;
  const lattice = new OptionLattice({
    origin: { streamOffset: 0 },
    endNanos: null,
    onDayStart: ({ dayStartNanos }) => {
      dayStart = dayStartNanos;
    },
    onChunk: (chunk) => chunks.push({ chunk: structuredClone(chunk), dayStartNanos: dayStart }),
    onDayEnd: () => {},
  });
  const instruments = INSTRUMENTS.map((series) => new OptionInstrument(lattice, series));
  const words = wordsFromRows(rows.map(({ row }) => row));
  const members = Int32Array.from(rows, ({ instrument }) => instruments[instrument]?.book as number);
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = members.subarray(from, from + atOnce);
    lattice.takeRecords(words, from * MBO_WORDS, MBO_WORDS, some, some.length);
  }
  for (const instrument of instruments) instrument.finish();
  lattice.finish();
  return { chunks, lattice };
}

type Sums = Record<'start' | 'add' | 'pull' | 'fill' | 'end' | 'rest' | 'pullRest' | 'orders', number>;
const NAMES = ['start', 'add', 'pull', 'fill', 'end', 'rest', 'pullRest', 'orders'] as const;

/** By second, then by `series/side`; what is 0 throughout is left out. */
function expected(rows: readonly Placed[]): Map<bigint, Map<string, Sums>> {
  const seconds = new Map<bigint, Map<string, Sums>>();
  INSTRUMENTS.forEach((series, instrument) => {
    const naive = new NaiveSilver(TICK, 500n * MILLI);
    naive.run(rows.filter((placed) => placed.instrument === instrument).map(({ row }) => row));
    for (const { second, cells } of naive.windows) {
      const sums = seconds.get(second) ?? new Map<string, Sums>();
      seconds.set(second, sums);
      for (const cell of cells) {
        const key = `${series.right}/${cell.side}`;
        const sum = sums.get(key) ?? (Object.fromEntries(NAMES.map((name) => [name, 0])) as Sums);
        const flowless = { ...cell, start: cell.end, add: 0, pull: 0, fill: 0, pullRest: 0 };
        for (const name of NAMES) sum[name] += (naive.taintedSeconds.has(second) ? flowless : cell)[name];
        sums.set(key, sum);
      }
    }
  });
  for (const sums of seconds.values())
    for (const [key, sum] of sums) if (NAMES.every((name) => sum[name] === 0)) sums.delete(key);
  return seconds;
}

function found({ chunks, lattice }: ReturnType<typeof run>): Map<bigint, Map<string, Sums>> {
  const seconds = new Map<bigint, Map<string, Sums>>();
  for (const { chunk, dayStartNanos } of chunks) {
    const reader = new SilverReader(chunk);
    for (let w = chunk.windowFrom; w < chunk.windowFrom + chunk.windowCount; w++) {
      const cells = reader.read(w);
      const sums = new Map<string, Sums>();
      for (let i = 0; cells && i < cells.length; i++) {
        const sum = Object.fromEntries(NAMES.map((name) => [name, cells[name][i]])) as Sums;
        if (NAMES.every((name) => sum[name] === 0)) continue;
        sums.set(`${lattice.series[cells.tick[i] as number]?.right}/${cells.side[i]}`, sum);
      }
      seconds.set(dayStartNanos / SECOND + BigInt(w), sums);
    }
  }
  return seconds;
}

describe('options summed by strike', () => {
  it('are what single books hold, whatever the feed does', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(1, 4, 5, 13, 70, 600), (input, atOnce) => {
        const rows = rowsOf(input);
        const result = run(rows, atOnce);
        expect(found(result)).toEqual(expected(rows));
        expect(result.lattice.quality.identity_violations).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('keep options apart that differ in strike, right or expiry alone', () => {
    const { lattice } = run([]);
    for (const series of [
      CALL,
      { ...CALL, strikeNanos: CALL.strikeNanos + 1n },
      { ...CALL, expiryNanos: CALL.expiryNanos + 1n },
    ])
      new OptionInstrument(lattice, series);
    expect(lattice.series).toHaveLength(4);
  });
});
