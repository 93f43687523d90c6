// One order book: orders, price levels, and the flow through the levels in the current window (field-model §2). Rows
// come in already decoded (ids as two words, ticks, sides, times relative to the stream's day); what goes out are the
// levels' words, which the window accounting reads and rolls. Oddities are counted, never thrown.
//
// Choices where the rules are silent: a modify to a price off the lattice (or into a level that cannot count it) leaves
// its old level, since the order is no longer there, and what it becomes is ignored as an add would be. A level's start
// plus its adds of one window is bounded by 2^31 - 1, which bounds all of its flows. Rows of levels (F_TOB, F_MBP) and
// rows of orders never share a book: the first row of the other kind clears it.
import {
  LEVEL_ADD,
  LEVEL_FILL,
  LEVEL_ORDERS,
  LEVEL_PULL,
  LEVEL_PULL_REST,
  LEVEL_START,
  LEVEL_YOUNG,
  LevelPages,
  MAX_QTY,
} from './levels.ts';
import type { Oddities } from './oddities.ts';
import {
  OrderTable,
  SLOT_ID_HI,
  SLOT_LEVEL,
  SLOT_MARK,
  SLOT_PENDING,
  SLOT_QTY,
  SLOT_TIME,
} from './orders.ts';
import { PendingFills } from './pending-fills.ts';
import { OFF_LATTICE } from './price-lattice.ts';
import { LATE_AFTER, REST, YOUNG_AFTER, YoungOrders } from './young-orders.ts';

/** Who wants to know of executions and of orders that show again after them. Slots and levels are as they were before. */
export interface ExecutionWatch {
  /** Low words of the ids of orders that were executed whole, by the id's low bits. */
  readonly goneLo: Int32Array;
  executed(lo: number, hi: number, lots: number): void;
  gone(lo: number, hi: number, tick: number, side: number, lots: number): void;
  entered(lo: number, hi: number, tick: number, side: number, lots: number): void;
  refilled(
    lo: number,
    hi: number,
    tick: number,
    side: number,
    before: number,
    now: number,
    executed: number,
  ): void;
}

export class Book {
  readonly orders: OrderTable;
  readonly levels = new LevelPages();
  readonly pending = new PendingFills();
  readonly young: YoungOrders;
  readonly restNanos: number;
  /** Entry 0: ts_event of the row that is applied, relative to the day. An array, so that no double is ever boxed. */
  readonly clock = new Float64Array(1);
  /** Rows of this book are levels, not orders: no ages, no order counts. */
  aggregated = false;
  watch: ExecutionWatch | null = null;
  readonly #oddities: Oddities;

  constructor(oddities: Oddities, restNanos: number, orderCapacity?: number) {
    this.orders = new OrderTable(orderCapacity);
    this.young = new YoungOrders(restNanos);
    this.restNanos = restNanos;
    this.#oddities = oddities;
  }

  /** A: inserts an order of `quantity` > 0 at a tick on the lattice; one with the same id is pulled first. */
  add(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    if (slot >= 0) {
      this.#oddities.count('duplicate_adds');
      this.#dropPending(slot);
      this.#removeAll(slot, 0);
      this.orders.find(lo, hi);
    }
    this.#insert(lo, hi, tick, side, quantity);
  }

  /** C: takes `quantity` off an order, at most what it has. */
  cancel(lo: number, hi: number, quantity: number): void {
    const orders = this.orders;
    const slot = orders.find(lo, hi);
    if (slot < 0) {
      this.#oddities.count('unknown_cancels');
      return;
    }
    const old = orders.words[slot + SLOT_QTY] as number;
    const filled = orders.words[slot + SLOT_PENDING] === 0 ? 0 : this.#takePending(slot);
    if (quantity >= old) {
      if (quantity > old) this.#oddities.count('oversized_cancels');
      this.#removeAll(slot, filled);
      return;
    }
    orders.words[slot + SLOT_QTY] = old - quantity;
    this.#leave(slot, quantity, filled, 0);
  }

  /** M: sets an order's price and quantity; `tick` may be OFF_LATTICE. An unknown order is added. */
  modify(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    const orders = this.orders;
    const slot = orders.find(lo, hi);
    if (slot < 0) {
      this.#oddities.count('unknown_modifies');
      if (quantity === 0) this.#oddities.count('ignored_adds');
      else if (tick === OFF_LATTICE) this.#oddities.count('off_lattice_prices');
      else this.#insert(lo, hi, tick, side, quantity);
      return;
    }
    const filled = orders.words[slot + SLOT_PENDING] === 0 ? 0 : this.#takePending(slot);
    const offset = (orders.words[slot + SLOT_LEVEL] as number) - 1;
    if (side !== this.levels.sideOf(offset)) this.#oddities.count('side_changes');
    else if (tick === this.levels.tickOf(offset)) {
      this.#resize(slot, quantity, filled);
      return;
    }
    if (quantity > 0 && tick !== OFF_LATTICE) {
      this.#move(slot, tick, side, quantity, filled);
      return;
    }
    if (quantity > 0) this.#oddities.count('off_lattice_prices');
    this.#removeAll(slot, filled);
  }

  /** F: remembers a fill for the order's next cancel or modify. */
  fill(lo: number, hi: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    if (slot < 0) {
      this.#oddities.count('unknown_fills');
      return;
    }
    const words = this.orders.words;
    const ts = this.clock[0] as number;
    words[slot + SLOT_PENDING] = this.pending.push(words[slot + SLOT_PENDING] as number, quantity, ts);
  }

  /** Row of an F_MBP feed: the level's whole quantity (0 where it left the depth). */
  setLevel(tick: number, side: number, quantity: number): void {
    const offset = this.levels.offsetOf(tick, side);
    const delta = quantity - (this.levels.words[offset] as number);
    if (delta > 0) {
      if (this.#fits(offset, delta)) this.#grow(offset, delta);
      else this.#oddities.count('level_overflows');
    } else if (delta < 0) this.#shrink(offset, -delta, 0);
  }

  /** Row of an F_TOB feed: the side's only level; OFF_LATTICE empties the side. */
  setSide(side: number, tick: number, quantity: number): void {
    this.levels.forEachOccupied((offset) => {
      if (this.levels.sideOf(offset) !== side || this.levels.tickOf(offset) === tick) return;
      this.#shrink(offset, this.levels.words[offset] as number, 0);
    });
    if (tick !== OFF_LATTICE) this.setLevel(tick, side, quantity);
  }

  /** R: an empty book. */
  clear(): void {
    this.orders.clear();
    this.levels.clear();
    this.pending.clear();
    this.young.clear();
    this.aggregated = false;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.orders.shiftTimes(nanos);
    this.pending.shiftTimes(nanos);
    this.young.shiftTimes(nanos);
  }

  /** Starts a window that ends at `windowEnd`: flows to zero, rows that age across the edge carried over. */
  rollWindow(windowEnd: number): void {
    this.young.roll(windowEnd, this.orders, this.levels);
  }

  /** Same price: what was filled leaves, then the difference enters or is pulled; the age is kept. */
  #resize(slot: number, quantity: number, filled: number): void {
    const words = this.orders.words;
    const old = words[slot + SLOT_QTY] as number;
    const executed = Math.min(filled, old);
    const rest = old - executed;
    if (quantity === 0) this.#removeAll(slot, executed);
    else if (quantity <= rest) {
      if (quantity === old) return;
      words[slot + SLOT_QTY] = quantity;
      this.#leave(slot, old - quantity, executed, 0);
    } else this.#refill(slot, quantity, executed, rest);
  }

  /** Same price, larger than what the fills left: an iceberg showing again, or a plain increase. */
  #refill(slot: number, quantity: number, executed: number, rest: number): void {
    const words = this.orders.words;
    const offset = (words[slot + SLOT_LEVEL] as number) - 1;
    const added = quantity - rest;
    if (!this.#fits(offset, added)) {
      this.#oddities.count('level_overflows');
      if (rest === 0) this.#removeAll(slot, executed);
      else if (executed > 0) {
        words[slot + SLOT_QTY] = rest;
        this.#leave(slot, executed, executed, 0);
      }
      return;
    }
    if (executed > 0) {
      this.#leave(slot, executed, executed, 0);
      this.#tellRefilled(slot, executed + rest, quantity, executed);
    }
    words[slot + SLOT_QTY] = quantity;
    this.#grow(offset, added);
    if (
      (this.orders.times[(slot >> 1) + SLOT_TIME] as number) > (this.young.thresholds[YOUNG_AFTER] as number)
    ) {
      this.levels.words[offset + LEVEL_YOUNG]! += added;
    }
  }

  /** A new order, which a `find` just before did not find. */
  #insert(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    const offset = this.#join(lo, hi, tick, side, quantity);
    if (offset < 0) return;
    this.#place(this.orders.insert(lo, hi), offset, quantity);
    const { watch } = this;
    if (watch && watch.goneLo[lo & (watch.goneLo.length - 1)] === lo)
      watch.entered(lo, hi, tick, side, quantity);
  }

  /** The order moves to another level, as a new one. */
  #move(slot: number, tick: number, side: number, quantity: number, filled: number): void {
    const { orders } = this;
    const { words } = orders;
    this.#leave(slot, words[slot + SLOT_QTY] as number, filled, 1);
    const offset = this.#join(
      words[slot] as number,
      words[slot + SLOT_ID_HI] as number,
      tick,
      side,
      quantity,
    );
    if (offset >= 0) this.#place(slot, offset, quantity);
    else orders.remove(slot);
  }

  /** What an order in `slot` is, from now on. */
  #place(slot: number, offset: number, quantity: number): void {
    const { words, times } = this.orders;
    words[slot + SLOT_QTY] = quantity;
    words[slot + SLOT_LEVEL] = offset + 1;
    words[slot + SLOT_PENDING] = 0;
    words[slot + SLOT_MARK] = 0;
    times[(slot >> 1) + SLOT_TIME] = this.clock[0] as number;
  }

  /**
   * `quantity` of a new order joins a level; returns the level's offset, or -1 where it cannot count as much. This and
   * `#leave` hold all of their steps instead of calling for each: nearly every row of a file goes through one of the two.
   */
  #join(lo: number, hi: number, tick: number, side: number, quantity: number): number {
    const levels = this.levels;
    const offset = levels.offsetOf(tick, side);
    const words = levels.words;
    const old = words[offset] as number;
    const start = words[offset + LEVEL_START] as number;
    const added = words[offset + LEVEL_ADD] as number;
    if ((start < 0 ? old : start + added) + quantity > MAX_QTY) {
      this.#oddities.count('level_overflows');
      return -1;
    }
    if (start < 0) {
      words[offset + LEVEL_START] = old;
      levels.touched[levels.touchedCount] = offset;
      levels.touchedCount += 1;
    }
    words[offset] = old + quantity;
    words[offset + LEVEL_ADD] = added + quantity;
    words[offset + LEVEL_ORDERS] = (words[offset + LEVEL_ORDERS] as number) + 1;
    if (old === 0) levels.occupy(offset);
    const ts = this.clock[0] as number;
    const thresholds = this.young.thresholds;
    if (ts > (thresholds[YOUNG_AFTER] as number)) {
      words[offset + LEVEL_YOUNG] = (words[offset + LEVEL_YOUNG] as number) + quantity;
      if (ts > (thresholds[LATE_AFTER] as number)) this.young.addLate(lo, hi, ts);
    }
    return offset;
  }

  /** All of the order's quantity leaves its level, and the order the book. */
  #removeAll(slot: number, filled: number): void {
    const { words } = this.orders;
    const quantity = words[slot + SLOT_QTY] as number;
    if (filled >= quantity) this.#tellGone(slot, quantity);
    this.#leave(slot, quantity, filled, 1);
    this.orders.remove(slot);
  }

  /**
   * `quantity` of an order leaves its level, up to `filled` of it executed, and `orders` (1 or 0) with it. The order's
   * own quantity is the caller's.
   */
  #leave(slot: number, quantity: number, filled: number, orders: number): void {
    const table = this.orders;
    const levels = this.levels;
    const words = levels.words;
    const offset = (table.words[slot + SLOT_LEVEL] as number) - 1;
    const since = table.times[(slot >> 1) + SLOT_TIME] as number;
    const old = words[offset] as number;
    const executed = Math.min(filled, quantity);
    const pulled = quantity - executed;
    if (executed > 0)
      this.watch?.executed(table.words[slot] as number, table.words[slot + SLOT_ID_HI] as number, executed);
    if ((words[offset + LEVEL_START] as number) < 0) {
      words[offset + LEVEL_START] = old;
      levels.touched[levels.touchedCount] = offset;
      levels.touchedCount += 1;
    }
    words[offset] = old - quantity;
    words[offset + LEVEL_ORDERS] = (words[offset + LEVEL_ORDERS] as number) - orders;
    words[offset + LEVEL_FILL] = (words[offset + LEVEL_FILL] as number) + executed;
    words[offset + LEVEL_PULL] = (words[offset + LEVEL_PULL] as number) + pulled;
    const thresholds = this.young.thresholds;
    if ((this.clock[0] as number) - since >= (thresholds[REST] as number)) {
      words[offset + LEVEL_PULL_REST] = (words[offset + LEVEL_PULL_REST] as number) + pulled;
    }
    if (since > (thresholds[YOUNG_AFTER] as number)) {
      words[offset + LEVEL_YOUNG] = (words[offset + LEVEL_YOUNG] as number) - quantity;
    }
    if (old === quantity) levels.vacate(offset);
  }

  #tellRefilled(slot: number, before: number, now: number, executed: number): void {
    const { words } = this.orders;
    const offset = (words[slot + SLOT_LEVEL] as number) - 1;
    const { levels } = this;
    this.watch?.refilled(
      words[slot] as number,
      words[slot + SLOT_ID_HI] as number,
      levels.tickOf(offset),
      levels.sideOf(offset),
      before,
      now,
      executed,
    );
  }

  #tellGone(slot: number, quantity: number): void {
    const { words } = this.orders;
    const offset = (words[slot + SLOT_LEVEL] as number) - 1;
    const { levels } = this;
    this.watch?.gone(
      words[slot] as number,
      words[slot + SLOT_ID_HI] as number,
      levels.tickOf(offset),
      levels.sideOf(offset),
      quantity,
    );
  }

  #grow(offset: number, quantity: number): void {
    this.levels.touch(offset);
    const words = this.levels.words;
    const old = words[offset] as number;
    words[offset] = old + quantity;
    words[offset + LEVEL_ADD]! += quantity;
    if (old === 0) this.levels.occupy(offset);
  }

  #shrink(offset: number, quantity: number, executed: number): void {
    this.levels.touch(offset);
    const words = this.levels.words;
    const rest = (words[offset] as number) - quantity;
    words[offset] = rest;
    words[offset + LEVEL_FILL]! += executed;
    words[offset + LEVEL_PULL]! += quantity - executed;
    if (rest === 0) this.levels.vacate(offset);
  }

  #fits(offset: number, quantity: number): boolean {
    const words = this.levels.words;
    const start = words[offset + LEVEL_START] as number;
    const bound = start < 0 ? (words[offset] as number) : start + (words[offset + LEVEL_ADD] as number);
    return bound + quantity <= MAX_QTY;
  }

  #takePending(slot: number): number {
    const words = this.orders.words;
    const total = this.pending.consume(words[slot + SLOT_PENDING] as number, this.clock[0] as number);
    words[slot + SLOT_PENDING] = 0;
    return total;
  }

  #dropPending(slot: number): void {
    if (this.orders.words[slot + SLOT_PENDING] !== 0) this.#takePending(slot);
  }
}
