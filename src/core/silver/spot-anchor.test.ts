// The spot anchor, rule by rule (field-model §2).
import { describe, expect, it } from 'vitest';
import { F_LAST, MBO_WORDS } from '../dbn/layout.ts';
import { NULL_I32 } from './chunk.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { type TestRow, wordsFromRows } from './mbo-rows.test-support.ts';
import { nextSpotTick } from './spot-anchor.ts';

const TICK = 250_000_000n;
const DAY_START = 1_703_462_400n * 1_000_000_000n;

/** Mid in ticks, the last trade too. */
function anchor(previous: number | null, mid: number, trade?: number): number {
  const lastTrade = trade === undefined ? undefined : BigInt(trade * 4) * (TICK / 4n);
  return nextSpotTick(previous ?? NULL_I32, mid * 2, TICK, lastTrade);
}

describe('the spot anchor', () => {
  it('stays while mid is less than 0.75 ticks away', () => {
    expect([9.5, 10, 10.5].map((mid) => anchor(10, mid))).toEqual([10, 10, 10]);
  });

  it('else goes to the nearest tick', () => {
    expect([9, 11, 7, 42, -3].map((mid) => anchor(10, mid))).toEqual([9, 11, 7, 42, -3]);
  });

  it('goes at a tie to the tick nearer to where it was', () => {
    expect([11.5, 8.5, -2.5, 20.5].map((mid) => anchor(10, mid))).toEqual([11, 9, -2, 20]);
  });

  it('begins at a tie towards the last trade, down without one', () => {
    expect([11, 10.75, 200].map((trade) => anchor(null, 10.5, trade))).toEqual([11, 11, 11]);
    expect([10, 10.25, 10.5, -5].map((trade) => anchor(null, 10.5, trade))).toEqual([10, 10, 10, 10]);
    expect([10.5, 10, -1.5].map((mid) => anchor(null, mid))).toEqual([10, 10, -2]);
  });
});

describe('the spot anchor of a stream', () => {
  /** Anchor after each second of a book of 10 and 11, with a trade in the first at that tick. */
  function spotTicks(trade: number | 'none' | 'undefined'): number[] {
    const spots: number[] = [];
    const stream = new InstrumentStream({
      tickSizeNanos: TICK,
      onChunk: ({ snapshots }) => spots.push(...snapshots.spotTick),
    });
    const row = (second: number, action: string, side: string, tick?: number): TestRow => {
      const time = DAY_START + BigInt(second) * 1_000_000_000n;
      const price = tick === undefined ? undefined : BigInt(tick) * TICK;
      return {
        action,
        side,
        id: BigInt(tick ?? 0),
        price,
        size: 1,
        flags: F_LAST,
        tsEvent: time,
        tsRecv: time,
      };
    };
    const trades = trade === 'none' ? [] : [row(0, 'T', 'B', trade === 'undefined' ? undefined : trade)];
    const rows = [row(0, 'A', 'B', 10), row(0, 'A', 'A', 11), ...trades, row(2, 'A', 'B', 9)];
    const words = wordsFromRows(rows);
    stream.records(words, 0, words.length, MBO_WORDS);
    stream.finish();
    return spots;
  }

  it('is null before the first valid second', () => {
    expect(spotTicks('none')).toEqual([NULL_I32, 10, 10]);
  });

  it('knows the last trade of the seconds before', () => {
    expect(spotTicks(11)).toEqual([NULL_I32, 11, 11]);
    expect(spotTicks(10)).toEqual([NULL_I32, 10, 10]);
  });

  it('takes a trade without a price for none', () => {
    expect(spotTicks('undefined')).toEqual([NULL_I32, 10, 10]);
  });
});
