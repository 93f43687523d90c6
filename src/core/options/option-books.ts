// The books of many options from outside: one book in the kernel's memory whose ticks are the options' numbers, so that what
// rests and flows on either side of an option is summed over all premiums: strikes are what the lattice is keyed by, and a
// premium only tells whether an order stays where it is (field-model §2, §3 Options). The rules are those of every book
// (src/kernel/book.ts, src/kernel/options). Premiums of more than 2^60 · 1e-9 are refused as if off the lattice.
import { Book, type Levels } from '../book/book.ts';
import type { Oddities } from '../book/oddities.ts';
import { OFF_LATTICE } from '../book/price-lattice.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { RunBook } from '../silver/event-run.ts';
import type { FlowTable } from '../silver/flow-table.ts';

/** Bits of an option's mark (src/kernel/options/options.ts). */
const TAINTED = 1;
const AGGREGATED = 2;
const HELD = 4;
/** Word of the number of the option whose row is applied, among those of a book. */
const OWNER = 4;
/** Word that tells whether rows of a feed of levels were written, among those of the options. */
const WROTE_AGGREGATED = 7;

export class OptionBooks implements RunBook {
  readonly oddities: Oddities;
  readonly #kernel: Kernel;
  readonly #book: Book;
  readonly #options: number;

  /** Orders of an age of `restNanos` count as resting. */
  constructor(kernel: Kernel, oddities: Oddities, restNanos: number) {
    this.#kernel = kernel;
    this.oddities = oddities;
    this.#book = new Book(kernel, oddities, restNanos);
    this.#options = kernel.call.makeOptions(this.#book.address);
  }

  /** What rests and flows: ticks are the options' numbers. */
  get levels(): Levels {
    return this.#book.levels;
  }

  /** Number of resting orders of all options. */
  get liveOrders(): number {
    return this.#book.orders.live;
  }

  /** Nothing was touched in the window, and nothing will be young in the next one. */
  get isIdle(): boolean {
    return this.levels.touchedCount === 0 && !this.#book.hasLate;
  }

  /** Rows of a feed of levels were ever written. */
  get wroteAggregated(): boolean {
    return this.#kernel.wordOf(this.#options, WROTE_AGGREGATED) !== 0;
  }

  /** The option whose row is applied. */
  get owner(): number {
    return this.#kernel.wordOf(this.#book.address, OWNER);
  }

  /** ts_event of the row that is applied, nanoseconds from the day's midnight. */
  set clock(nanos: number) {
    this.#book.clock = nanos;
  }

  /** Number of a new option. `like` is one of the same strike, right and expiry, or -1. */
  open(series: number, like: number): number {
    return this.#kernel.call.openOption(this.#options, series, like);
  }

  isAggregated(option: number): boolean {
    return (this.#kernel.call.markOf(this.#options, option) & AGGREGATED) !== 0;
  }

  setAggregated(option: number, aggregated: boolean): void {
    this.#kernel.call.setMark(this.#options, option, AGGREGATED, aggregated);
  }

  /** Rows of an event, or of a snapshot, wait for its end: its rows are not to be taken as they come. */
  setHeld(option: number, held: boolean): void {
    this.#kernel.call.setMark(this.#options, option, HELD, held);
  }

  isEmpty(option: number): boolean {
    const { levels } = this;
    return levels.quantityOf(levels.at(option, 0)) === 0 && levels.quantityOf(levels.at(option, 1)) === 0;
  }

  listen(): void {
    this.#book.listen();
  }

  /** The options of the rows that the kernel has. */
  setMembers(members: Int32Array): void {
    this.#kernel.i32.set(members, this.#kernel.membersAt >> 2);
  }

  take(run: number, row: number, count: number): number {
    const { call, rowsAt, membersAt, rowBytes } = this.#kernel;
    const rows = rowsAt + row * rowBytes;
    return call.take(run, this.#book.address, rows, count, this.#options, membersAt + row * 4);
  }

  /** A: an order of `quantity` > 0; one with the same id is pulled first. A premium too far out is refused. */
  add(
    option: number,
    lo: number,
    hi: number,
    premiumLo: number,
    premiumHi: number,
    side: number,
    quantity: number,
  ): void {
    const tick = this.#tickOf(option, premiumLo, premiumHi);
    if (tick === OFF_LATTICE) this.oddities.count('off_lattice_prices');
    else this.#book.add(lo, hi, tick, side, quantity);
  }

  /** C: takes `quantity` off an order, at most what it has. */
  cancel(option: number, lo: number, hi: number, quantity: number): void {
    this.#own(option);
    this.#book.cancel(lo, hi, quantity);
  }

  /** M: an order's new premium and quantity; it is removed where the premium is too far out. An unknown order is added. */
  modify(
    option: number,
    lo: number,
    hi: number,
    premiumLo: number,
    premiumHi: number,
    side: number,
    quantity: number,
  ): void {
    this.#book.modify(lo, hi, this.#tickOf(option, premiumLo, premiumHi), side, quantity);
  }

  /** F: remembers a fill for the order's next cancel or modify. */
  fill(option: number, lo: number, hi: number, quantity: number): void {
    this.#own(option);
    this.#book.fill(lo, hi, quantity);
  }

  /** A level of an aggregated feed, known by a number of its own: its whole quantity, 0 where it is gone. */
  setLevel(option: number, lo: number, hi: number, side: number, quantity: number): void {
    this.#own(option);
    this.listen();
    this.#kernel.call.setPremiumLevel(this.#book.address, lo, hi, side, quantity);
  }

  /** Takes out every level of a side but for one. */
  clearSide(option: number, side: number, butLo: number, butHi: number): void {
    this.#own(option);
    this.#kernel.call.clearSide(this.#book.address, side, butLo, butHi);
  }

  /** R: an empty book; its flows of the window do not count. */
  clear(option: number): void {
    this.#own(option);
    this.#kernel.call.clearOption(this.#options);
  }

  /** What flows in this window does not count. */
  taint(option: number): void {
    this.#own(option);
    this.#kernel.call.taintOption(this.#options);
  }

  /**
   * Takes over what a snapshot has built, as the only option of books of its own: ages of orders that rested before it at
   * the same premium are kept, fills that wait there go on waiting.
   */
  replaceBy(option: number, snapshot: OptionBooks): void {
    this.#own(option);
    this.#kernel.call.replaceOption(this.#options, snapshot.#options);
  }

  /** Appends to a table what flowed in the window that ends, one row a strike, right, expiry and side. */
  writeTo(table: FlowTable, inChunk: number): void {
    this.#kernel.call.writeSeries(table.address, this.#options, inChunk);
  }

  /** Starts a window that ends at `windowEnd`: flows to zero, what ages across the edge carried over. */
  roll(windowEnd: number): void {
    this.#kernel.call.rollOptions(this.#options, windowEnd);
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.#book.shiftTimes(nanos);
  }

  /** Nothing rests and nothing has happened: what is open may serve another snapshot. */
  reset(option: number): void {
    this.#book.clear();
    for (const bit of [TAINTED, AGGREGATED]) this.#kernel.call.setMark(this.#options, option, bit, false);
  }

  #tickOf(option: number, premiumLo: number, premiumHi: number): number {
    this.#own(option);
    return this.#kernel.call.tickOfPremium(this.#book.address, premiumLo, premiumHi);
  }

  #own(option: number): void {
    this.#kernel.i32[(this.#book.address >>> 2) + OWNER] = option;
  }
}
