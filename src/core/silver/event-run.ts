// The ingest's hottest loop from outside: the kernel takes whole ordinary events that lie in one window, straight from the
// rows put into its memory (src/kernel/event-run.ts). What needs more than a look at one row is left to the stream's slow
// road, which takes the same rows one by one.
import { F_LAST, MBO_WORDS, W_FLAGS } from '../dbn/layout.ts';
import type { Kernel, RowHost } from '../kernel/kernel.ts';
import { TradeRun, type TradeSums } from '../kernel/trade-run.ts';
import { ACTION_INDEX } from './chunk.ts';

/** Entries of a run among the kernel's 64-bit numbers (src/kernel/event-run.ts). */
const RUN_DAY_START = 0;
const RUN_NOW = 2;
const RUN_END = 3;
const RUN_LIMIT = 4;
const RUN_NEXT = 5;
/** Its counts among the 32-bit ones. */
const RUN_COUNTS = 14;
const TRADES = 4;
const COUNTED = [...'ACMFT'].map((action) => ACTION_INDEX[action.charCodeAt(0)] as number);
/** So few rows are taken one by one at no greater cost. */
const FEW_ROWS = 4;

export interface EventRunHost {
  /** Called before the others: the time of the row, nanoseconds from the day's midnight. */
  reached(now: number): void;
  /** A trade of a run of several prices. */
  sweep(): void;
  /** A row that is no trade and no ordinary add, cancel, modify or fill, in the current window. */
  apply(words: Int32Array, at: number): void;
  /** The row just applied was odd. */
  noteOdd(words: Int32Array, at: number): void;
}

/** What the rows are applied to. */
export interface RunBook {
  /** What the kernel finds from now on is told to whoever has the book. */
  listen(): void;
  /** Has the kernel take rows for a run, of those loaded the `count` from `row` on; returns how many it took. */
  take(run: number, row: number, count: number): number;
}

/** What rows are added to. */
export interface RunSums extends TradeSums {
  /** Rows by their place in ACTIONS. */
  readonly actions: Int32Array;
}

export class EventRun {
  readonly trades: TradeRun;
  readonly #kernel: Kernel;
  readonly #address: number;
  readonly #host: EventRunHost;
  readonly #rowHost: RowHost;
  readonly #sums: RunSums;
  /** What the kernel has of the words given last: rows from `#from` to `#to`. */
  #words: Int32Array = new Int32Array(0);
  #from = 0;
  #to = 0;
  #stride = MBO_WORDS;
  #row = 0;

  constructor(kernel: Kernel, host: EventRunHost, tickSizeNanos: bigint, sums: RunSums) {
    this.#kernel = kernel;
    this.#address = kernel.call.makeRun(tickSizeNanos);
    this.trades = new TradeRun(kernel, kernel.call.tradesOf(this.#address));
    this.#sums = sums;
    this.#host = host;
    const at = (row: number): number => {
      host.reached(this.now);
      return this.#from + (this.#row + row) * this.#stride;
    };
    this.#rowHost = {
      sweep: () => {
        host.reached(this.now);
        host.sweep();
      },
      apply: (row) => host.apply(this.#words, at(row)),
      odd: (row) => host.noteOdd(this.#words, at(row)),
    };
  }

  /** Time of the latest row that was taken, nanoseconds from the day's midnight. */
  get now(): number {
    return this.#kernel.f64[(this.#address >> 3) + RUN_NOW] as number;
  }

  set now(nanos: number) {
    this.#kernel.f64[(this.#address >> 3) + RUN_NOW] = nanos;
  }

  /** Why the latest `take` left rows: time of an ordinary event that ends in a later window; else negative. */
  get next(): number {
    return this.#kernel.f64[(this.#address >> 3) + RUN_NEXT] as number;
  }

  setDay(dayStartNanos: bigint): void {
    new BigInt64Array(this.#kernel.buffer)[(this.#address >> 3) + RUN_DAY_START] = dayStartNanos;
  }

  /** Gives rows, `stride` words apart, to the kernel. Returns behind the last that it has. */
  load(words: Int32Array, from: number, to: number, stride: number): number {
    const { mostRows, rowsAt } = this.#kernel;
    const rows = wholeEvents(words, from, (to - from) / stride, stride, mostRows);
    this.#words = words;
    this.#from = from;
    this.#to = from + rows * stride;
    this.#stride = stride;
    if (rows < FEW_ROWS) this.#to = from;
    else if (stride === MBO_WORDS) this.#kernel.i32.set(words.subarray(from, this.#to), rowsAt >> 2);
    else this.#copy(rowsAt >> 2);
    return from + rows * stride;
  }

  /**
   * Applies ordinary events of the rows loaded, from word `from` on, which come at `now` or later and end before `end`;
   * rows at `limit` or later are not ordinary. Stops behind an event that leaves the book crossed or locked, and before
   * one that ends in a later window (`next`). Returns the word of the first row that was not taken.
   */
  take(book: RunBook, from: number, now: number, end: number, limit: number): number {
    const kernel = this.#kernel;
    const run = this.#address;
    kernel.f64[(run >> 3) + RUN_NEXT] = -1;
    if (from >= this.#to) return from;
    this.now = now;
    kernel.f64[(run >> 3) + RUN_END] = end;
    kernel.f64[(run >> 3) + RUN_LIMIT] = limit;
    kernel.rowHost = this.#rowHost;
    book.listen();
    this.#row = (from - this.#from) / this.#stride;
    const count = (this.#to - from) / this.#stride;
    const taken = book.take(run, this.#row, count);
    if (taken > 0) this.#count();
    return from + taken * this.#stride;
  }

  /** Takes a trade by itself, in the window that ends then; it is counted already. */
  trade(words: Int32Array, at: number, now: number, windowEnd: number): void {
    const { i32, call, spareRowAt } = this.#kernel;
    for (let w = 0; w < MBO_WORDS; w += 1) i32[(spareRowAt >> 2) + w] = words[at + w] as number;
    const isSweep = call.takeTrade(this.#address, spareRowAt, now, windowEnd) !== 0;
    this.trades.addTo(this.#sums);
    if (isSweep) this.#host.sweep();
  }

  #count(): void {
    const { i32 } = this.#kernel;
    const { actions } = this.#sums;
    const counts = (this.#address >> 2) + RUN_COUNTS;
    if ((i32[counts + TRADES] as number) > 0) this.trades.addTo(this.#sums);
    for (let i = 0; i < COUNTED.length; i += 1) {
      actions[COUNTED[i] as number]! += i32[counts + i] as number;
      i32[counts + i] = 0;
    }
  }

  #copy(to: number): void {
    const { i32 } = this.#kernel;
    let row = to;
    for (let at = this.#from; at < this.#to; at += this.#stride, row += MBO_WORDS)
      for (let w = 0; w < MBO_WORDS; w += 1) i32[row + w] = this.#words[at + w] as number;
  }
}

/** As many of `count` rows as there is room for, and where some are left over, none of an event that goes on in them. */
function wholeEvents(words: Int32Array, from: number, count: number, stride: number, room: number): number {
  if (count <= room) return count;
  for (let rows = room; rows > 0; rows -= 1)
    if (((words[from + (rows - 1) * stride + W_FLAGS] as number) & F_LAST) !== 0) return rows;
  return room;
}
