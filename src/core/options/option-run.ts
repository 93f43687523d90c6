// The hottest loop of options: whole ordinary events that lie in one window, straight from the block, as silver/event-run.ts
// takes a future's. What needs more than a look at one row is left to OptionInstrument.

import type { Oddities } from '../book/oddities.ts';
import {
  F_LAST,
  F_MAYBE_BAD_BOOK,
  F_MBP,
  F_SNAPSHOT,
  F_TOB,
  W_FLAGS,
  W_TS_EVENT,
  W_TS_RECV,
} from '../dbn/layout.ts';
import { ACTION_INDEX, concernsOrder } from '../silver/chunk.ts';
import type { RowClock } from '../silver/row-clock.ts';
import { EVENT_TIME, NOW, RUN_END } from './book-words.ts';
import type { OptionBooks } from './option-books.ts';
import { applyOrderRow } from './option-row.ts';

/** Rows with one of these are not ordinary. */
const MARKS = F_TOB | F_SNAPSHOT | F_MBP | F_MAYBE_BAD_BOOK;
const TWO_32 = 4294967296;

/** The lattice whose window the events lie in. */
export interface RunHost {
  readonly times: Float64Array;
  readonly clock: RowClock;
  readonly books: OptionBooks;
  readonly oddities: Oddities;
  /** Records by their place in ACTIONS. */
  readonly actions: Int32Array;
  readonly streamOffset: number;
  /** Any row that is no snapshot's, which lies at a byte of the decompressed file. */
  apply(book: number, row: Int32Array, at: number, streamOffset: number): void;
  noteOddities(row: Int32Array, at: number, streamOffset: number): void;
}

/**
 * Applies ordinary events of a book of orders from word `from` on; rows are `stride` words apart and end at `to`. Returns
 * the word of the first row that was not taken.
 */
export function takeOptionEvents(
  lattice: RunHost,
  book: number,
  words: Int32Array,
  from: number,
  to: number,
  stride: number,
): number {
  const { times } = lattice;
  const { baseLo, baseHi } = lattice.clock;
  const end = times[RUN_END];
  let at = from;
  while (at < to) {
    let last = at;
    let ts = times[NOW];
    for (;;) {
      const bits = words[last + W_FLAGS];
      const time =
        (words[last + W_TS_RECV + 1] - baseHi) * TWO_32 + ((words[last + W_TS_RECV] >>> 0) - baseLo);
      // Undefined times lie far outside of the day.
      if ((bits & MARKS) !== 0 || !(time >= ts && time < end)) return at;
      ts = time;
      if ((bits & F_LAST) !== 0) break;
      last += stride;
      if (last >= to) return at;
    }
    times[NOW] = ts;
    for (; at <= last; at += stride) takeRow(lattice, book, words, at);
  }
  return at;
}

function takeRow(lattice: RunHost, book: number, words: Int32Array, at: number): void {
  const index = ACTION_INDEX[(words[at + W_FLAGS] >>> 16) & 255];
  const hi = words[at + W_TS_EVENT + 1];
  if (hi <= 0 || !concernsOrder(index)) {
    lattice.apply(book, words, at, lattice.streamOffset + at * 4);
    return;
  }
  lattice.actions[index] += 1;
  const { baseLo, baseHi } = lattice.clock;
  lattice.times[EVENT_TIME] = (hi - baseHi) * TWO_32 + ((words[at + W_TS_EVENT] >>> 0) - baseLo);
  applyOrderRow(lattice.books, book, words, at);
  if (lattice.oddities.marked !== 0) lattice.noteOddities(words, at, lattice.streamOffset + at * 4);
}
