// The ingest's hottest loop: whole ordinary events that lie in one window, straight from the block. What needs more than
// a look at one row (snapshots, marked rows, an event cut by the block's end, a clock that steps back, the window's end)
// is left to the stream's slow road, which takes the same rows one by one.
import { applyRow } from '../book/apply-row.ts';
import type { Book } from '../book/book.ts';
import type { Oddities } from '../book/oddities.ts';
import { OFF_LATTICE, type PriceLattice } from '../book/price-lattice.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_FILL,
  F_BAD_TS_RECV,
  F_LAST,
  F_MAYBE_BAD_BOOK,
  F_MBP,
  F_SNAPSHOT,
  F_TOB,
  W_FLAGS,
  W_ORDER_ID,
  W_PRICE,
  W_SIZE,
  W_TS_EVENT,
  W_TS_RECV,
} from '../dbn/layout.ts';
import { NO_SIDE, sideOfFlags } from '../dbn/row-parts.ts';
import { ACTION_INDEX, concernsOrder } from './chunk.ts';
import type { RowClock } from './row-clock.ts';

/** Rows with one of these are not ordinary. */
const MARKS = F_TOB | F_SNAPSHOT | F_MBP | F_BAD_TS_RECV | F_MAYBE_BAD_BOOK;
const TWO_32 = 4294967296;

/** Entries of an EventRun's times, from the day's midnight. */
export const NOW = 0;
export const RUN_END = 1;

export interface EventRunHost {
  /** A row that is no add, cancel, modify or fill, or whose ts_event says nothing, in the current window. */
  apply(words: Int32Array, at: number): void;
  /** The row just applied was odd. */
  noteOdd(words: Int32Array, at: number): void;
}

export class EventRun {
  /** Time of the latest row, which moves with the events, and time before which events are taken. Never boxed. */
  readonly times = new Float64Array(2);
  readonly #host: EventRunHost;
  readonly #clock: RowClock;
  readonly #lattice: PriceLattice;
  readonly #oddities: Oddities;
  /** Rows by their place in ACTIONS. */
  readonly #actions: Int32Array;

  constructor(
    host: EventRunHost,
    clock: RowClock,
    lattice: PriceLattice,
    oddities: Oddities,
    actions: Int32Array,
  ) {
    this.#host = host;
    this.#clock = clock;
    this.#lattice = lattice;
    this.#oddities = oddities;
    this.#actions = actions;
  }

  /**
   * Applies ordinary events from word `from` on; rows are `stride` words apart and end at `to`. Stops behind an event
   * that leaves the book crossed or locked. Returns the word of the first row that was not taken.
   */
  take(book: Book, words: Int32Array, from: number, to: number, stride: number): number {
    const { times } = this;
    const { baseLo, baseHi } = this.#clock;
    const end = times[RUN_END] as number;
    const levels = book.levels;
    let at = from;
    while (at < to) {
      let last = at;
      let ts = times[NOW] as number;
      for (;;) {
        const bits = words[last + W_FLAGS] as number;
        const hi = words[last + W_TS_RECV + 1] as number;
        const time = (hi - baseHi) * TWO_32 + (((words[last + W_TS_RECV] as number) >>> 0) - baseLo);
        // Undefined times lie far outside of the day.
        if ((bits & MARKS) !== 0 || !(time >= ts && time < end)) return at;
        ts = time;
        if ((bits & F_LAST) !== 0) break;
        last += stride;
        if (last >= to) return at;
      }
      times[NOW] = ts;
      for (; at <= last; at += stride) this.#row(book, words, at);
      if (levels.isCrossed()) return at;
    }
    return at;
  }

  #row(book: Book, words: Int32Array, at: number): void {
    const bits = words[at + W_FLAGS] as number;
    const action = (bits >>> 16) & 255;
    const index = ACTION_INDEX[action] as number;
    const eventHi = words[at + W_TS_EVENT + 1] as number;
    if (eventHi <= 0 || !concernsOrder(index)) {
      this.#host.apply(words, at);
      return;
    }
    this.#actions[index] = (this.#actions[index] as number) + 1;
    const { baseLo, baseHi } = this.#clock;
    book.clock[0] = (eventHi - baseHi) * TWO_32 + (((words[at + W_TS_EVENT] as number) >>> 0) - baseLo);
    const lo = words[at + W_ORDER_ID] as number;
    const hi = words[at + W_ORDER_ID + 1] as number;
    const size = (words[at + W_SIZE] as number) >>> 0;
    if (action === ACTION_CANCEL) book.cancel(lo, hi, size);
    else if (action === ACTION_FILL) book.fill(lo, hi, size);
    else {
      const side = sideOfFlags(bits);
      const tick = this.#lattice.tickOf(words[at + W_PRICE] as number, words[at + W_PRICE + 1] as number);
      // What an odd row means is told in one place.
      if (side === NO_SIDE || tick === OFF_LATTICE || size === 0)
        applyRow(book, this.#lattice, this.#oddities, words, at);
      else if (action === ACTION_ADD) book.add(lo, hi, tick, side, size);
      else book.modify(lo, hi, tick, side, size);
    }
    if (this.#oddities.marked !== 0) this.#host.noteOdd(words, at);
  }
}
