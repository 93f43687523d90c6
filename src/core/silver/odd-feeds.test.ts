// Shapes of feed that are legal and rare (dbn-format §10): partial cancels, snapshots of an empty book, snapshots in
// mid-file with and without a clear, times that are missing, files that begin in mid-day.
import { describe, expect, it } from 'vitest';
import { F_BAD_TS_RECV, F_LAST, F_SNAPSHOT, MBO_WORDS } from '../dbn/layout.ts';
import { FLAG_BOOK_VALID, FLAG_WINDOW_VALID, type SilverChunk } from './chunk.ts';
import { SilverReader } from './flow-reader.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { type TestRow, wordsFromRows } from './mbo-rows.test-support.ts';

const TICK = 250_000_000n;
const DAY = 1_703_462_400n * 1_000_000_000n;
const UNDEF_TS = 0xffffffffffffffffn;
const SNAPSHOT = F_SNAPSHOT | F_BAD_TS_RECV;

interface Row {
  readonly action: string;
  readonly side?: string;
  readonly id?: number;
  readonly tick?: number;
  readonly size?: number;
  readonly flags?: number;
  /** Seconds of the day. */
  readonly at: number;
  readonly tsRecv?: bigint;
}

function play(rows: readonly Row[]): { stream: InstrumentStream; chunks: SilverChunk[] } {
  const chunks: SilverChunk[] = [];
  const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: (chunk) => chunks.push(chunk) });
  const words = wordsFromRows(
    rows.map(({ action, side = 'N', id = 0, tick, size = 0, flags = F_LAST, at, tsRecv }): TestRow => {
      const time = DAY + BigInt(Math.round(at * 1e9));
      const price = tick === undefined ? undefined : BigInt(tick) * TICK;
      return { action, side, id: BigInt(id), price, size, flags, tsEvent: time, tsRecv: tsRecv ?? time };
    }),
  );
  for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  expectSameInBlocks(words, stream, chunks);
  return { stream, chunks };
}

/** Whole events go another road than rows one by one. */
function expectSameInBlocks(words: Int32Array, one: InstrumentStream, told: readonly SilverChunk[]): void {
  const chunks: SilverChunk[] = [];
  const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: (chunk) => chunks.push(chunk) });
  stream.records(words, 0, words.length, MBO_WORDS);
  stream.finish();
  expect(stream.totals).toEqual(one.totals);
  expect(stream.quality).toEqual(one.quality);
  expect(chunks).toEqual(told);
}

const bid = (id: number, tick: number, size: number, at: number, flags = F_LAST): Row => ({
  action: 'A',
  side: 'B',
  id,
  tick,
  size,
  at,
  flags,
});
const ask = (id: number, tick: number, size: number, at: number, flags = F_LAST): Row => ({
  ...bid(id, tick, size, at, flags),
  side: 'A',
});

function windowFlags(chunks: readonly SilverChunk[], second: number): number {
  const chunk = chunks.find(({ windowFrom, windowCount }) => second < windowFrom + windowCount);
  return chunk?.snapshots.flags[second - chunk.windowFrom] ?? 0;
}

describe('odd feeds', () => {
  it('take a partial cancel off an order that stays', () => {
    const cancel = { action: 'C', side: 'B', id: 1, tick: 10, size: 3, at: 2.5 };
    const { chunks, stream } = play([
      bid(1, 10, 5, 0.1),
      ask(2, 12, 4, 0.2),
      cancel,
      { ...cancel, size: 2, at: 3.5 },
    ]);
    const reader = new SilverReader(chunks[0] as SilverChunk);
    const cells = reader.read(2);
    const i = Array.from(cells?.tick ?? []).indexOf(10);
    expect([cells?.start[i], cells?.pull[i], cells?.end[i], cells?.orders[i]]).toEqual([5, 3, 2, 1]);
    expect(stream.totals.restingOrders).toBe(1);
    expect(stream.quality.oversized_cancels).toBe(0);
  });

  it.each([
    ['with', true],
    ['without', false],
  ])('replace the book by a snapshot in mid-file %s a clear', (_, clears) => {
    const rows: Row[] = [bid(1, 10, 5, 0.1), ask(2, 12, 4, 0.2), bid(3, 9, 1, 0.3)];
    if (clears) rows.push({ action: 'R', at: 5, flags: SNAPSHOT });
    rows.push(bid(1, 10, 5, 5, SNAPSHOT), bid(3, 9, 1, 5, SNAPSHOT), ask(2, 12, 4, 5, SNAPSHOT | F_LAST));
    const { stream, chunks } = play([...rows, bid(4, 8, 1, 8)]);
    expect(stream.totals.restingOrders).toBe(4);
    expect(stream.quality.snapshots).toBe(1);
    expect(stream.quality.snapshot_mismatches).toBe(0);
    expect(stream.quality.duplicate_adds).toBe(0);
    // The second of the snapshot counts no flow; those beside it do.
    expect([4, 5, 6].map((second) => windowFlags(chunks, second) & FLAG_WINDOW_VALID)).toEqual([
      FLAG_WINDOW_VALID,
      0,
      FLAG_WINDOW_VALID,
    ]);
    const reader = new SilverReader(chunks[0] as SilverChunk);
    expect(Array.from(reader.read(6)?.add ?? []).every((added) => added === 0)).toBe(true);
  });

  it('take the snapshot of an empty book, whose receive time is undefined, for what it is', () => {
    const empty: Row = { action: 'R', at: 5, flags: SNAPSHOT | F_LAST, tsRecv: UNDEF_TS };
    const { stream, chunks } = play([
      bid(1, 10, 5, 0.1),
      ask(2, 12, 4, 0.2),
      empty,
      bid(3, 10, 1, 7),
      ask(4, 12, 1, 7),
    ]);
    expect(stream.totals.restingOrders).toBe(2);
    expect([4, 5, 6, 7].map((second) => windowFlags(chunks, second) & FLAG_BOOK_VALID)).toEqual([
      FLAG_BOOK_VALID,
      0,
      0,
      FLAG_BOOK_VALID,
    ]);
  });

  it('begin with an empty book’s snapshot', () => {
    const empty: Row = { action: 'R', at: 1, flags: SNAPSHOT | F_LAST, tsRecv: UNDEF_TS };
    const opened = play([empty, bid(1, 10, 5, 2), ask(2, 12, 4, 2)]);
    expect(opened.stream.audit.opening).toBe('snapshot');
    expect(opened.stream.totals.restingOrders).toBe(2);
    expect(opened.chunks[0]?.windowFrom).toBe(1);
  });

  it('count no lots of a trade without a size, and keep the last price through one without', () => {
    const trade = { action: 'T', side: 'B', tick: 12, size: 4, at: 1.1 };
    const { stream, chunks } = play([
      bid(1, 10, 5, 0.1),
      ask(2, 12, 4, 0.2),
      trade,
      { ...trade, side: 'N', size: 3, at: 1.2 },
      { ...trade, size: 0xffffffff, at: 1.3 },
      { action: 'T', side: 'A', size: 2, at: 1.4 },
      bid(3, 9, 1, 2.5),
    ]);
    const { volumeBuy, volumeSell, volumeNone } = stream.totals;
    expect([volumeBuy, volumeSell, volumeNone]).toEqual([4, 2, 3]);
    expect(chunks[0]?.snapshots.lastTradePrice[1]).toBe(12n * TICK);
  });

  it('say that nothing opened the book of a file that begins in mid-day', () => {
    const cancel: Row = { action: 'C', side: 'B', id: 77, tick: 10, size: 1, at: 1 };
    const { stream } = play([cancel, bid(1, 10, 5, 2), ask(2, 12, 4, 2)]);
    expect(stream.audit.opening).toBe('nothing');
    expect(stream.quality.unknown_cancels).toBe(1);
    expect(play([{ action: 'R', at: 1, flags: F_BAD_TS_RECV }, bid(1, 10, 5, 2)]).stream.audit.opening).toBe(
      'clear',
    );
  });
});
