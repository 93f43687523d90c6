// A book that knows every order's place in its queue, for answers at an instant; the ingest's book (core/book) knows
// levels and flows and is faster. Same rules for rows (dbn-format §10), and time priority: an add, a new price, a larger
// size and a refill go to the back; a smaller size and a partial cancel keep the place. Products that match pro rata fill
// in another order than this queue.
//
// Where the rules are silent: a level holds at most 2^31 - 1 lots, and what does not fit is ignored as core/book does.
// Rows of levels (F_TOB, F_MBP) are kept as one entry a level, which is no order and has no age.
import { OFF_LATTICE } from '../book/price-lattice.ts';
import type { OrderChange, OrderListener, OrderPlace } from './order-change.ts';
import { OrderIndex } from './order-index.ts';
import {
  L_FIRST,
  L_LAST,
  L_ORDERS,
  L_QTY,
  L_SIDE,
  L_TICK,
  LEVEL_STRIDE,
  NO_LEVEL,
  O_AHEAD,
  O_BEHIND,
  O_FILLED,
  O_ID_HI,
  O_LEVEL,
  O_PENDING,
  O_PLACE_HI,
  O_PLACE_LO,
  O_QTY,
  O_REFILLS,
  O_SEQUENCE,
  O_SINCE_HI,
  O_SINCE_LO,
  ORDER_WORDS,
} from './order-words.ts';
import { PendingFills } from './pending-fills.ts';

const MAX_QTY = 0x7fffffff;
const FEW_ORDERS = 64;

/** The row being applied: ts_event in words and from the day's midnight, sequence number. */
export interface RowStamp {
  sinceLo: number;
  sinceHi: number;
  sequence: number;
  time: number;
}

export class QueueBook {
  /** Slots of ORDER_WORDS and levels of LEVEL_STRIDE; both only grow. */
  orders: Int32Array;
  levels = new Int32Array(64 * LEVEL_STRIDE);
  levelCount = 0;
  readonly pending = new PendingFills();
  readonly stamp: RowStamp = { sinceLo: 0, sinceHi: 0, sequence: 0, time: 0 };
  /** Its rows are levels, not orders. */
  aggregated = false;
  live = 0;
  listener: OrderListener | null = null;
  readonly #index: OrderIndex;
  readonly #levelOf = new Map<number, number>();
  #slotsUsed = 0;
  /** Slot + 1 of the first free slot. */
  #free = 0;

  /** With room for so many orders before it grows. */
  constructor(orders = FEW_ORDERS) {
    this.orders = new Int32Array(orders * ORDER_WORDS);
    this.#index = new OrderIndex(orders);
  }

  /** Slot of an order, -1 where it does not rest. */
  find(lo: number, hi: number): number {
    return this.#index.find(this.orders, lo, hi);
  }

  add(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    const slot = this.find(lo, hi);
    if (slot < 0) {
      this.#enter('add', null, lo, hi, tick, side, quantity);
      return;
    }
    this.takePending(slot);
    const from = this.#place(slot);
    this.#takeOut(slot);
    this.#enter('replace', from, lo, hi, tick, side, quantity);
  }

  cancel(lo: number, hi: number, quantity: number): void {
    const slot = this.find(lo, hi);
    if (slot < 0) return;
    const old = this.orders[slot * ORDER_WORDS + O_QTY] as number;
    const left = quantity >= old ? 0 : old - quantity;
    const executed = Math.min(this.takePending(slot), old - left);
    this.#reduce(executed > 0 ? 'execute' : 'cancel', slot, left, executed);
  }

  /** `tick` may be OFF_LATTICE, `side` is 0 or 1. An unknown order is added. */
  modify(lo: number, hi: number, tick: number, side: number, quantity: number): void {
    const slot = this.find(lo, hi);
    if (slot < 0) {
      if (quantity > 0 && tick !== OFF_LATTICE) this.#enter('add', null, lo, hi, tick, side, quantity);
      return;
    }
    const filled = this.takePending(slot);
    const level = (this.orders[slot * ORDER_WORDS + O_LEVEL] as number) * LEVEL_STRIDE;
    if (this.levels[level + L_SIDE] === side && this.levels[level + L_TICK] === tick) {
      this.#resize(slot, quantity, filled);
      return;
    }
    const from = this.#place(slot);
    const executed = Math.min(filled, from.quantity);
    if (quantity === 0 || tick === OFF_LATTICE) {
      this.#reduce(executed > 0 ? 'execute' : 'modify', slot, 0, executed);
      return;
    }
    const kept = this.orders.slice(slot * ORDER_WORDS, (slot + 1) * ORDER_WORDS);
    this.#takeOut(slot);
    const moved = this.#enter('modify', from, lo, hi, tick, side, quantity, executed);
    if (moved >= 0 && this.levels[level + L_SIDE] === side) this.#keepAge(moved, kept);
  }

  fill(lo: number, hi: number, quantity: number): void {
    const slot = this.find(lo, hi);
    if (slot < 0) return;
    const at = slot * ORDER_WORDS;
    this.orders[at + O_PENDING] = this.pending.push(
      this.orders[at + O_PENDING] as number,
      quantity,
      this.stamp.time,
    );
    this.orders[at + O_FILLED] = (this.orders[at + O_FILLED] as number) + quantity;
    if (this.listener) this.#tell('fill', this.#place(slot), slot, { filled: quantity });
  }

  /** Row of an F_MBP feed: the level's whole quantity, 0 where it left. */
  setLevel(tick: number, side: number, quantity: number): void {
    if (quantity > MAX_QTY) return;
    const slot = this.find(tick, side);
    if (slot < 0) {
      if (quantity > 0) this.#enter('add', null, tick, side, tick, side, quantity);
    } else if (quantity === 0) this.#reduce('cancel', slot, 0, 0);
    else this.#setQuantity(slot, quantity);
  }

  /** Row of an F_TOB feed: the side's only level; OFF_LATTICE empties the side. */
  setSide(side: number, tick: number, quantity: number): void {
    for (let level = 0; level < this.levelCount; level += 1) {
      const at = level * LEVEL_STRIDE;
      if (this.levels[at + L_SIDE] !== side || this.levels[at + L_TICK] === tick) continue;
      const first = (this.levels[at + L_FIRST] as number) - 1;
      if (first >= 0) this.#reduce('cancel', first, 0, 0);
    }
    if (tick !== OFF_LATTICE) this.setLevel(tick, side, quantity);
  }

  clear(): void {
    if (this.listener) this.#tellCleared();
    this.#index.clear();
    this.#levelOf.clear();
    this.pending.clear();
    this.levelCount = 0;
    this.live = 0;
    this.#slotsUsed = 0;
    this.#free = 0;
    this.aggregated = false;
  }

  /** Slots of a level's orders, front of the queue first. */
  *queue(level: number): Generator<number> {
    for (
      let slot = (this.levels[level * LEVEL_STRIDE + L_FIRST] as number) - 1;
      slot >= 0;
      slot = (this.orders[slot * ORDER_WORDS + O_BEHIND] as number) - 1
    )
      yield slot;
  }

  /** Number of a level, -1 where nothing ever rested there. */
  levelAt(tick: number, side: number): number {
    return this.#levelOf.get(tick * 2 + side) ?? -1;
  }

  /** Orders and lots that stand before an order in its queue. */
  aheadOf(slot: number): { orders: number; lots: number } {
    let orders = 0;
    let lots = 0;
    for (
      let ahead = (this.orders[slot * ORDER_WORDS + O_AHEAD] as number) - 1;
      ahead >= 0;
      ahead = (this.orders[ahead * ORDER_WORDS + O_AHEAD] as number) - 1
    ) {
      orders += 1;
      lots += this.orders[ahead * ORDER_WORDS + O_QTY] as number;
    }
    return { orders, lots };
  }

  /** Puts an order at the back of its level as it stood elsewhere: `words` of ORDER_WORDS, links not looked at. */
  restore(words: Int32Array, at: number, tick: number, side: number): number {
    const slot = this.#newSlot();
    const to = slot * ORDER_WORDS;
    for (let w = 0; w < ORDER_WORDS; w += 1) this.orders[to + w] = words[at + w] as number;
    this.orders[to + O_PENDING] = 0;
    this.#link(slot, this.#levelNumber(tick, side));
    this.#index.add(this.orders, slot);
    return slot;
  }

  /** Takes an order's pending fills that are not older than the row being applied; returns their lots. */
  takePending(slot: number): number {
    const at = slot * ORDER_WORDS + O_PENDING;
    const head = this.orders[at] as number;
    if (head === 0) return 0;
    this.orders[at] = 0;
    return this.pending.consume(head, this.stamp.time);
  }

  /** Same price: what was filled leaves; then less is pulled, or more is shown from the back of the queue. */
  #resize(slot: number, quantity: number, filled: number): void {
    const from = this.#place(slot);
    const executed = Math.min(filled, from.quantity);
    const rest = from.quantity - executed;
    if (quantity <= rest) {
      this.#reduce(executed > 0 ? 'execute' : 'modify', slot, quantity, executed);
      return;
    }
    const level = this.orders[slot * ORDER_WORDS + O_LEVEL] as number;
    const others = (this.levels[level * LEVEL_STRIDE + L_QTY] as number) - from.quantity;
    if (others + quantity > MAX_QTY) {
      this.#reduce('execute', slot, rest, executed);
      return;
    }
    this.#unlink(slot);
    const at = slot * ORDER_WORDS;
    this.orders[at + O_QTY] = quantity;
    this.orders[at + O_PLACE_LO] = this.stamp.sinceLo;
    this.orders[at + O_PLACE_HI] = this.stamp.sinceHi;
    if (executed > 0) this.orders[at + O_REFILLS] = (this.orders[at + O_REFILLS] as number) + 1;
    this.#link(slot, level);
    if (!this.listener) return;
    const parts = { executed, added: quantity - rest, toTheBack: true };
    this.#tell(executed > 0 ? 'refill' : 'modify', from, slot, parts);
  }

  /** An order keeps its place with `left` lots, or leaves with none; `executed` of what goes was filled. */
  #reduce(kind: OrderChange['kind'], slot: number, left: number, executed: number): void {
    const at = slot * ORDER_WORDS;
    const from = this.listener ? this.#place(slot) : null;
    const old = this.orders[at + O_QTY] as number;
    const { listener } = this;
    const change = from && {
      kind,
      idLo: this.orders[at] as number,
      idHi: this.orders[at + O_ID_HI] as number,
      ...this.#row(),
      from,
      to: left > 0 ? { ...from, quantity: left } : null,
      filled: 0,
      executed,
      pulled: old - left - executed,
      added: 0,
      toTheBack: false,
      slot: left > 0 ? slot : -1,
    };
    if (left === 0) this.#takeOut(slot);
    else this.#setQuantity(slot, left);
    if (change) listener?.(change);
  }

  #setQuantity(slot: number, quantity: number): void {
    const at = slot * ORDER_WORDS;
    const level = (this.orders[at + O_LEVEL] as number) * LEVEL_STRIDE + L_QTY;
    this.levels[level] = (this.levels[level] as number) + quantity - (this.orders[at + O_QTY] as number);
    this.orders[at + O_QTY] = quantity;
  }

  /** Returns the slot, -1 where the level cannot count the order. */
  #enter(
    kind: OrderChange['kind'],
    from: OrderPlace | null,
    lo: number,
    hi: number,
    tick: number,
    side: number,
    quantity: number,
    executed = 0,
  ): number {
    const level = this.#levelNumber(tick, side);
    const fits = (this.levels[level * LEVEL_STRIDE + L_QTY] as number) + quantity <= MAX_QTY;
    const slot = fits ? this.#newSlot() : -1;
    if (fits) {
      const { orders, stamp } = this;
      const at = slot * ORDER_WORDS;
      orders[at] = lo;
      orders[at + O_ID_HI] = hi;
      orders[at + O_QTY] = quantity;
      orders[at + O_PENDING] = 0;
      orders[at + O_SINCE_LO] = stamp.sinceLo;
      orders[at + O_SINCE_HI] = stamp.sinceHi;
      orders[at + O_SEQUENCE] = stamp.sequence;
      orders[at + O_PLACE_LO] = stamp.sinceLo;
      orders[at + O_PLACE_HI] = stamp.sinceHi;
      orders[at + O_FILLED] = 0;
      orders[at + O_REFILLS] = 0;
      this.#link(slot, level);
      this.#index.add(orders, slot);
    }
    if (this.listener && (fits || from)) {
      this.listener({
        kind,
        idLo: lo,
        idHi: hi,
        ...this.#row(),
        from,
        to: fits ? { tick, side, quantity } : null,
        filled: 0,
        executed,
        pulled: from ? from.quantity - executed : 0,
        added: fits ? quantity : 0,
        toTheBack: fits,
        slot,
      });
    }
    return slot;
  }

  /** An order that moved to another price is still the one that came in with the add. */
  #keepAge(slot: number, before: Int32Array): void {
    const at = slot * ORDER_WORDS;
    this.orders[at + O_SINCE_LO] = before[O_SINCE_LO] as number;
    this.orders[at + O_SINCE_HI] = before[O_SINCE_HI] as number;
    this.orders[at + O_SEQUENCE] = before[O_SEQUENCE] as number;
    this.orders[at + O_FILLED] = before[O_FILLED] as number;
    this.orders[at + O_REFILLS] = before[O_REFILLS] as number;
  }

  #takeOut(slot: number): void {
    this.#index.remove(this.orders, slot);
    this.#unlink(slot);
    const at = slot * ORDER_WORDS;
    this.orders[at + O_LEVEL] = NO_LEVEL;
    this.orders[at + O_BEHIND] = this.#free;
    this.#free = slot + 1;
  }

  #link(slot: number, level: number): void {
    const { orders, levels } = this;
    const at = slot * ORDER_WORDS;
    const to = level * LEVEL_STRIDE;
    const last = levels[to + L_LAST] as number;
    orders[at + O_LEVEL] = level;
    orders[at + O_AHEAD] = last;
    orders[at + O_BEHIND] = 0;
    if (last === 0) levels[to + L_FIRST] = slot + 1;
    else orders[(last - 1) * ORDER_WORDS + O_BEHIND] = slot + 1;
    levels[to + L_LAST] = slot + 1;
    levels[to + L_QTY] = (levels[to + L_QTY] as number) + (orders[at + O_QTY] as number);
    levels[to + L_ORDERS] = (levels[to + L_ORDERS] as number) + 1;
    this.live += 1;
  }

  #unlink(slot: number): void {
    const { orders, levels } = this;
    const at = slot * ORDER_WORDS;
    const from = (orders[at + O_LEVEL] as number) * LEVEL_STRIDE;
    const ahead = orders[at + O_AHEAD] as number;
    const behind = orders[at + O_BEHIND] as number;
    if (ahead === 0) levels[from + L_FIRST] = behind;
    else orders[(ahead - 1) * ORDER_WORDS + O_BEHIND] = behind;
    if (behind === 0) levels[from + L_LAST] = ahead;
    else orders[(behind - 1) * ORDER_WORDS + O_AHEAD] = ahead;
    levels[from + L_QTY] = (levels[from + L_QTY] as number) - (orders[at + O_QTY] as number);
    levels[from + L_ORDERS] = (levels[from + L_ORDERS] as number) - 1;
    this.live -= 1;
  }

  #levelNumber(tick: number, side: number): number {
    const key = tick * 2 + side;
    const known = this.#levelOf.get(key);
    if (known !== undefined) return known;
    const level = this.levelCount;
    const at = level * LEVEL_STRIDE;
    if (at === this.levels.length) this.levels = twiceAsLong(this.levels);
    this.levels.fill(0, at, at + LEVEL_STRIDE);
    this.levels[at + L_TICK] = tick;
    this.levels[at + L_SIDE] = side;
    this.levelCount = level + 1;
    this.#levelOf.set(key, level);
    return level;
  }

  #newSlot(): number {
    const free = this.#free - 1;
    if (free >= 0) {
      this.#free = this.orders[free * ORDER_WORDS + O_BEHIND] as number;
      return free;
    }
    const slot = this.#slotsUsed;
    if (slot * ORDER_WORDS === this.orders.length) this.orders = twiceAsLong(this.orders);
    this.#slotsUsed = slot + 1;
    return slot;
  }

  #row(): Pick<OrderChange, 'tsLo' | 'tsHi' | 'sequence'> {
    return { tsLo: this.stamp.sinceLo, tsHi: this.stamp.sinceHi, sequence: this.stamp.sequence };
  }

  #place(slot: number): OrderPlace {
    const at = slot * ORDER_WORDS;
    const level = (this.orders[at + O_LEVEL] as number) * LEVEL_STRIDE;
    return {
      tick: this.levels[level + L_TICK] as number,
      side: this.levels[level + L_SIDE] as number,
      quantity: this.orders[at + O_QTY] as number,
    };
  }

  #tell(kind: OrderChange['kind'], from: OrderPlace, slot: number, parts: Partial<OrderChange>): void {
    const at = slot * ORDER_WORDS;
    this.listener?.({
      kind,
      idLo: this.orders[at] as number,
      idHi: this.orders[at + O_ID_HI] as number,
      ...this.#row(),
      from,
      to: this.#place(slot),
      filled: 0,
      executed: 0,
      pulled: 0,
      added: 0,
      toTheBack: false,
      slot,
      ...parts,
    });
  }

  #tellCleared(): void {
    for (let level = 0; level < this.levelCount; level += 1) {
      for (const slot of this.queue(level)) {
        const from = this.#place(slot);
        this.#tell('clear', from, slot, { to: null, pulled: from.quantity, slot: -1 });
      }
    }
  }
}

function twiceAsLong(words: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(words.length * 2);
  longer.set(words);
  return longer;
}
