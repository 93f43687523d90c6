// Sweeps and refills: single cases row by row, and random tapes against the slow way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import { InstrumentStream } from '../silver/instrument-stream.ts';
import { type TestRow, wordsFromRows } from '../silver/mbo-rows.test-support.ts';
import { type NaiveTapeRow, naiveTape } from './naive-tape.test-support.ts';
import { TAPE_SWEEP } from './tape-rows.ts';

const TICK = 250_000_000n;
const MIDNIGHT = 1_757_894_400n * 1_000_000_000n;
const MICRO = 1000n;
const MILLI = 1_000_000n;
const SECOND = 1_000_000_000n;

function tapeOf(rows: readonly TestRow[], runs: (total: number) => number = (total) => total) {
  const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: () => {} });
  const words = wordsFromRows(rows);
  for (let from = 0; from < rows.length; ) {
    const to = Math.min(rows.length, from + Math.max(1, runs(rows.length)));
    stream.records(words, from * MBO_WORDS, to * MBO_WORDS, MBO_WORDS);
    from = to;
  }
  stream.finish();
  const columns = stream.tape.columns();
  return Array.from(columns.window, (window, i): NaiveTapeRow & { window: number } => ({
    window,
    kind: columns.kind[i] === TAPE_SWEEP ? 'sweep' : 'refill',
    side: columns.side[i] === 0 ? 'B' : 'A',
    prices: [columns.tickLo[i], columns.tickHi[i]].map((tick) => BigInt(tick as number) * TICK),
    ts: MIDNIGHT + BigInt(columns.ts[i] as number),
    tsEvent: MIDNIGHT + BigInt(columns.tsEvent[i] as number),
    last: MIDNIGHT + BigInt((columns.tsEvent[i] as number) + (columns.duration[i] as number)),
    id: (BigInt(columns.idHi[i] as number) << 32n) | BigInt((columns.idLo[i] as number) >>> 0),
    count: columns.count[i] as number,
    lots: columns.lots[i] as number,
    shown: columns.shown[i] as number,
    now: columns.showsNow[i] as number,
  }));
}

interface Quick {
  action: string;
  side: string;
  id?: number;
  tick?: number;
  size?: number;
  at?: bigint;
  last?: boolean;
}

function rowsOf(quick: readonly Quick[]): TestRow[] {
  return quick.map(({ action, side, id = 0, tick = 0, size = 0, at = 0n, last = true }) => ({
    action,
    side,
    id: BigInt(id),
    price: BigInt(tick) * TICK,
    size,
    flags: last ? 128 : 0,
    tsEvent: MIDNIGHT + SECOND + at,
    tsRecv: MIDNIGHT + SECOND + at + 40n * MICRO,
  }));
}

const trade = (tick: number, size: number, at: bigint, id = 0, side = 'B'): Quick => ({
  action: 'T',
  side,
  id,
  tick,
  size,
  at,
});

it('tells the time of a sweep from the midnight of its own day, whichever road its rows take', () => {
  const late = 86_398n * SECOND;
  const rows = rowsOf([
    ...[1, 2, 3, 4, 5].map(
      (id): Quick => ({ action: 'A', side: 'A', id, tick: 100 + id, size: 1, at: late }),
    ),
    { ...trade(101, 1, late + 2n * SECOND), last: false },
    { ...trade(102, 1, late + 2n * SECOND + MICRO), last: true },
  ]);
  const [sweep] = tapeOf(rows, () => 5);
  expect(sweep?.ts).toBe(MIDNIGHT + SECOND + MICRO + 40n * MICRO);
});

describe('a sweep', () => {
  it('is told with its levels, lots, prices and times to the nanosecond', () => {
    const rows = rowsOf([
      trade(10, 3, 7n, 9),
      trade(10, 2, 7n, 9),
      trade(12, 5, 8n, 9),
      trade(13, 1, 11n, 9),
    ]);
    expect(tapeOf(rows)).toEqual([
      {
        window: 1,
        kind: 'sweep',
        side: 'A',
        prices: [10n * TICK, 13n * TICK],
        ts: MIDNIGHT + SECOND + 40n * MICRO + 11n,
        tsEvent: MIDNIGHT + SECOND + 7n,
        last: MIDNIGHT + SECOND + 11n,
        id: 9n,
        count: 3,
        lots: 11,
        shown: 0,
        now: 0,
      },
    ]);
  });

  it.each<[string, Quick[]]>([
    ['one price', [trade(10, 3, 0n), trade(10, 3, 1n)]],
    ['two aggressors', [trade(10, 3, 0n, 5), trade(11, 3, 1n, 6)]],
    ['two sides', [trade(10, 3, 0n), trade(11, 3, 1n, 0, 'A')]],
    ['more than a millisecond', [trade(10, 3, 0n), trade(11, 3, MILLI + 1n)]],
    ['a price back', [trade(11, 3, 0n), trade(10, 3, 1n)]],
    ['no aggressor', [trade(10, 3, 0n, 0, 'N'), trade(11, 3, 1n, 0, 'N')]],
    ['two seconds', [trade(10, 3, SECOND - 40n * MICRO - 1n), trade(11, 3, SECOND - 40n * MICRO)]],
  ])('is none: %s', (_, quick) => {
    expect(tapeOf(rowsOf(quick))).toEqual([]);
  });
});

describe('a refill', () => {
  const rest = { action: 'A', side: 'B', id: 1, tick: 10, size: 8 };
  const fill = (size: number, at = 1n): Quick => ({
    action: 'F',
    side: 'B',
    id: 1,
    tick: 10,
    size,
    at,
    last: false,
  });

  it('is a modify that shows more than the fill left', () => {
    const rows = rowsOf([
      rest,
      fill(8),
      { ...rest, action: 'M', size: 8, at: 1n },
      fill(3, 2n),
      { ...rest, action: 'M', size: 5, at: 2n },
      fill(5, 3n),
      { ...rest, action: 'M', size: 12, at: 3n },
    ]);
    expect(tapeOf(rows).map(({ id, count, lots, shown, now }) => [id, count, lots, shown, now])).toEqual([
      [1n, 1, 8, 8, 8],
      [1n, 2, 16, 12, 12],
    ]);
  });

  /** An order shows as much again after it was executed whole. */
  const again = (id: number): Quick[] => [
    { ...fill(8), id },
    { ...rest, id, action: 'M' },
  ];
  const told = (quick: readonly Quick[]): [id: bigint, count: number, lots: number][] =>
    tapeOf(rowsOf(quick)).map(({ id, count, lots }) => [id, count, lots]);

  it('of the latest 64 orders goes on where it was; that of an order before begins anew', () => {
    const ids = Array.from({ length: 66 }, (_, i) => i + 1);
    const adds = ids.map((id) => ({ ...rest, id }));
    const first = ids.flatMap(again);
    expect(told([...adds, ...first, ...again(66), ...again(3)]).slice(66)).toEqual([
      [66n, 2, 16],
      [3n, 2, 16],
    ]);
    expect(told([...adds, ...first, ...again(1), ...again(4), ...again(3)]).slice(66)).toEqual([
      [1n, 1, 8],
      [4n, 2, 16],
      [3n, 1, 8],
    ]);
  });

  it('tells orders apart that share half of their ids', () => {
    const other = 2 ** 32 + 1;
    const third = 2 ** 32 + 2;
    const adds = [1, other, third].map((id) => ({ ...rest, id }));
    expect(told([...adds, ...again(1), ...again(other), ...again(third), ...again(1)])).toEqual([
      [1n, 1, 8],
      [BigInt(other), 1, 8],
      [BigInt(third), 1, 8],
      [1n, 2, 16],
    ]);
  });

  it('is forgotten with the book', () => {
    expect(told([rest, ...again(1), { action: 'R', side: 'N' }, rest, ...again(1)])).toEqual([
      [1n, 1, 8],
      [1n, 1, 8],
    ]);
  });

  it('is told of its own day, which remembers none before it', () => {
    const nextDay = again(1).map((row) => ({ ...row, at: 86_400n * SECOND }));
    expect(told([rest, ...again(1), ...again(1), ...nextDay])).toEqual([[1n, 1, 8]]);
  });

  it('is the same order at the same price again after it was executed whole', () => {
    const whole = [rest, fill(8), { ...rest, action: 'C', at: 1n }];
    expect(tapeOf(rowsOf([...whole, { ...rest, size: 6, at: 5n }]))).toMatchObject([
      { count: 1, lots: 8, now: 6 },
    ]);
    for (const other of [{ tick: 11 }, { id: 2 }, { side: 'A' }, { at: 2n * SECOND }])
      expect(tapeOf(rowsOf([...whole, { ...rest, at: 5n, ...other }]))).toEqual([]);
    expect(tapeOf(rowsOf([rest, { ...rest, action: 'C', at: 1n }, { ...rest, at: 5n }]))).toEqual([]);
  });

  it('is not an order that came back elsewhere first', () => {
    const whole = [rest, fill(8), { ...rest, action: 'C', at: 1n }];
    for (const other of [{ tick: 11 }, { side: 'A' }])
      expect(tapeOf(rowsOf([...whole, { ...rest, at: 5n, ...other }, { ...rest, at: 6n }]))).toEqual([]);
  });
});

const op = fc.record({
  action: fc.constantFrom('A', 'A', 'A', 'C', 'M', 'M', 'F', 'T', 'T', 'T', 'T', 'T', 'T', 'T', 'R'),
  side: fc.constantFrom('B', 'B', 'A', 'A', 'N'),
  id: fc.integer({ min: 0, max: 3 }),
  tick: fc.integer({ min: 10, max: 13 }),
  size: fc.integer({ min: 0, max: 6 }),
  last: fc.constantFrom(true, true, false),
  step: fc.constantFrom(0n, 0n, 0n, 0n, 0n, 1n, 1n, 300n * MICRO, MILLI, 700n * MILLI),
  keepsPlace: fc.constantFrom(true, true, true, true, false),
});

/** A fill and what becomes of the order, in one event. */
const fillAndAfter = fc
  .tuple(op, fc.constantFrom('M', 'M', 'C', 'A'), fc.integer({ min: 1, max: 6 }))
  .map(([row, action, size]) => [
    { ...row, action: 'F', keepsPlace: true, last: false },
    { ...row, action, size, keepsPlace: true, last: true, step: 0n },
  ]);
const tape = fc
  .array(fc.oneof({ weight: 2, arbitrary: op.map((row) => [row]) }, { weight: 1, arbitrary: fillAndAfter }), {
    minLength: 1,
    maxLength: 90,
  })
  .map((parts) => parts.flat());

it('both are what the slow way finds on any tape, however it is cut into blocks', () => {
  let sweeps = 0;
  let refills = 0;
  fc.assert(
    fc.property(tape, fc.integer({ min: 1, max: 50 }), (ops, runs) => {
      let now = MIDNIGHT + SECOND;
      const rows = ops.map(({ keepsPlace, ...each }, i): TestRow => {
        const { action, id, size, last, step } = each;
        // Mostly an order stays where it is.
        const keeps = keepsPlace && action !== 'T';
        const side = keeps ? (id % 2 === 0 ? 'B' : 'A') : each.side;
        const tick = keeps ? 10 + (id % 3) : each.tick;
        now += step;
        return {
          action: i < 1 ? 'A' : action === 'R' && i % 7 > 0 ? 'T' : action,
          side,
          id: action === 'T' && keepsPlace ? 0n : BigInt(id) * (1n << 33n) + BigInt(id === 0 ? 0 : 64 + id),
          price: BigInt(tick) * TICK,
          size,
          flags: last || i === ops.length - 1 ? 128 : 0,
          tsEvent: now,
          tsRecv: now + 40n * MICRO,
        };
      });
      const want = naiveTape(rows).map(({ prices, ...row }) => {
        const sorted = prices.toSorted((a, b) => Number(a - b));
        return { ...row, prices: [sorted[0], sorted.at(-1)] };
      });
      const got = tapeOf(rows, () => runs).map(({ window, ...row }) => row);
      expect(got).toEqual(want);
      sweeps += want.filter(({ kind }) => kind === 'sweep').length;
      refills += want.filter(({ kind }) => kind === 'refill').length;
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(sweeps, refills)).toBeGreaterThan(30);
});
