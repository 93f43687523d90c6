// One order book in the kernel's memory, from outside: rows come in already decoded (ids as two words, ticks, sides,
// times relative to the stream's day), orders and levels are looked at. The rules are in src/kernel/book.ts.
//
// Rows of levels (F_TOB, F_MBP) and rows of orders never share a book: the first row of the other kind clears it.
import type { Kernel } from '../kernel/kernel.ts';
import type { ExecutionWatch } from './execution-watch.ts';
import {
  LEVEL_ORDERS,
  LEVEL_QTY,
  LEVEL_YOUNG,
  ORDER_ID_HI,
  ORDER_ID_LO,
  ORDER_LEVEL,
  ORDER_QTY,
  ORDER_SINCE,
} from './layout.ts';
import type { Oddities } from './oddities.ts';
import { OFF_LATTICE } from './price-lattice.ts';

export class Book {
  readonly kernel: Kernel;
  readonly address: number;
  readonly levels: Levels;
  readonly orders: Orders;
  /** Rows of this book are levels, not orders: no ages, no order counts. */
  aggregated = false;
  readonly #oddities: Oddities;
  #watch: ExecutionWatch | null = null;

  /** Orders of an age of `restNanos` count as resting; `orderCapacity` is that of a book about as large. */
  constructor(kernel: Kernel, oddities: Oddities, restNanos: number, orderCapacity = 0) {
    this.kernel = kernel;
    this.address = kernel.call.makeBook(restNanos, orderCapacity);
    this.levels = new Levels(kernel, this.address);
    this.orders = new Orders(kernel, this.address);
    this.#oddities = oddities;
  }

  get watch(): ExecutionWatch | null {
    return this.#watch;
  }

  set watch(watch: ExecutionWatch | null) {
    this.#watch = watch;
    this.kernel.call.setWatch(this.address, watch ? watch.filters.address : 0);
  }

  /** ts_event of the row that is applied, nanoseconds from the day's midnight. */
  get clock(): number {
    return this.kernel.f64[this.address >>> 3] as number;
  }

  set clock(nanos: number) {
    this.kernel.f64[this.address >>> 3] = nanos;
  }

  /** Takes rows that the kernel has for a run (EventRun). */
  take(run: number, row: number, count: number): number {
    const { call, rowsAt, rowBytes } = this.kernel;
    return call.take(run, this.address, rowsAt + row * rowBytes, count, 0, 0);
  }

  /** A: inserts an order of `quantity` > 0 at a tick on the lattice; one with the same id is pulled first. */
  add(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    this.listen();
    this.kernel.call.add(this.address, lo, hi, tick, side, quantity);
  }

  /** C: takes `quantity` off an order, at most what it has. */
  cancel(lo: number, hi: number, quantity: number): void {
    this.listen();
    this.kernel.call.cancel(this.address, lo, hi, quantity);
  }

  /** M: sets an order's price and quantity; `tick` may be OFF_LATTICE. An unknown order is added. */
  modify(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    this.listen();
    this.kernel.call.modify(this.address, lo, hi, tick, side, quantity);
  }

  /** F: remembers a fill for the order's next cancel or modify. */
  fill(lo: number, hi: number, quantity: number): void {
    this.listen();
    this.kernel.call.fill(this.address, lo, hi, quantity);
  }

  /** Row of an F_MBP feed: the level's whole quantity (0 where it left the depth). */
  setLevel(tick: number, side: number, quantity: number): void {
    this.listen();
    this.kernel.call.setLevel(this.address, tick, side, quantity);
  }

  /** Row of an F_TOB feed: the side's only level; OFF_LATTICE empties the side. */
  setSide(side: number, tick: number, quantity: number): void {
    this.levels.forEachOccupied((level) => {
      if (this.levels.sideOf(level) !== side || this.levels.tickOf(level) === tick) return;
      this.setLevel(this.levels.tickOf(level), side, 0);
    });
    if (tick !== OFF_LATTICE) this.setLevel(tick, side, quantity);
  }

  /** R: an empty book. */
  clear(): void {
    this.kernel.call.clearBook(this.address);
    this.aggregated = false;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.kernel.call.shiftTimes(this.address, nanos);
  }

  /** Starts a window that ends at `windowEnd`: flows to zero, what ages across the edge carried over. */
  rollWindow(windowEnd: number): void {
    this.kernel.call.rollAges(this.address, windowEnd);
  }

  /** After a snapshot: no flows in the window that ends at `windowEnd`, and what is young counted from the orders. */
  recountAges(windowEnd: number): void {
    this.kernel.call.recountAges(this.address, windowEnd);
  }

  /** Orders that will be young a window later are remembered, so that the next window is not like this one. */
  get hasLate(): boolean {
    return this.kernel.call.lateCount(this.address) > 0;
  }

  /** What the kernel finds from now on is told to this book's oddities and watch. */
  listen(): void {
    this.kernel.oddities = this.#oddities;
    this.kernel.watch = this.#watch;
  }
}

/** The price levels of a book. A level is named by its address, which holds until a row is applied. */
export class Levels {
  readonly #kernel: Kernel;
  readonly #book: number;

  constructor(kernel: Kernel, book: number) {
    this.#kernel = kernel;
    this.#book = book;
  }

  get isEmpty(): boolean {
    return this.#kernel.call.pageCount(this.#book) === 0;
  }

  /** Levels in which something flowed in the current window. */
  get touchedCount(): number {
    return this.#kernel.call.touchedCount(this.#book);
  }

  /** The level, made if need be. */
  at(tick: number, side: number): number {
    return this.#kernel.call.levelAt(this.#book, tick, side);
  }

  tickOf(level: number): number {
    return this.#kernel.call.levelTick(this.#book, level);
  }

  sideOf(level: number): number {
    return this.#kernel.call.levelSide(this.#book, level);
  }

  quantityOf(level: number): number {
    return this.#kernel.wordOf(level, LEVEL_QTY);
  }

  ordersOf(level: number): number {
    return this.#kernel.wordOf(level, LEVEL_ORDERS);
  }

  /** Quantity of orders that are young at the window's end. */
  youngOf(level: number): number {
    return this.#kernel.wordOf(level, LEVEL_YOUNG);
  }

  /** True where the best bid is at or above the best ask. */
  isCrossed(): boolean {
    return this.#kernel.call.isCrossed(this.#book) !== 0;
  }

  /** Best bid tick, NO_BID where no bid rests. */
  bestBid(): number {
    return this.#kernel.call.bestBid(this.#book);
  }

  /** Best ask tick, NO_ASK where no ask rests. */
  bestAsk(): number {
    return this.#kernel.call.bestAsk(this.#book);
  }

  /** Calls back with every level with quantity: ticks ascending, the bid of a tick before its ask. */
  forEachOccupied(visit: (level: number) => void): void {
    const count = this.#kernel.call.listOccupied(this.#book);
    const list = this.#kernel.call.occupiedAt();
    for (let i = 0; i < count; i += 1) visit(this.#kernel.wordOf(list, i));
  }
}

/** The resting orders of a book. An order is named by its address, which holds until a row is applied. */
export class Orders {
  readonly #kernel: Kernel;
  readonly #book: number;

  constructor(kernel: Kernel, book: number) {
    this.#kernel = kernel;
    this.#book = book;
  }

  /** Number of resting orders. */
  get live(): number {
    return this.#kernel.call.liveOrders(this.#book);
  }

  get capacity(): number {
    return this.#kernel.call.orderCapacity(this.#book);
  }

  /** The order with this id, or 0. */
  find(lo: number, hi: number): number {
    return this.#kernel.call.findOrder(this.#book, lo, hi);
  }

  levelOf(order: number): number {
    return this.#kernel.wordOf(order, ORDER_LEVEL);
  }

  quantityOf(order: number): number {
    return this.#kernel.wordOf(order, ORDER_QTY);
  }

  /** When its age began, nanoseconds from the day's midnight. */
  sinceOf(order: number): number {
    return this.#kernel.f64[(order >>> 3) + ORDER_SINCE] as number;
  }

  setSince(order: number, nanos: number): void {
    this.#kernel.f64[(order >>> 3) + ORDER_SINCE] = nanos;
  }

  forEach(visit: (order: number, lo: number, hi: number) => void): void {
    const { call } = this.#kernel;
    for (let order = call.nextOrder(this.#book, 0); order !== 0; order = call.nextOrder(this.#book, order))
      visit(order, this.#kernel.wordOf(order, ORDER_ID_LO), this.#kernel.wordOf(order, ORDER_ID_HI));
  }
}
