// The books of many options, with what rests and flows on either side of each summed over all premiums: strikes are what
// the lattice is keyed by, so a premium only tells whether an order stays where it is (field-model §2, §3 Options). The
// rules are those of Book; what is left out is the levels, and with them the need to know the premium's tick, which varies.
//
// A book is a number; its sums lie in one array with those of all others and its orders in one table, so that a row finds
// what it needs in memory that the rows before it have just used. A premium is kept in full: its low word in the order's
// slot, the high one beside the side. Premiums of more than 2^60 · 1e-9 are refused as if off the lattice.
import type { Oddities } from '../book/oddities.ts';
import {
  AGGREGATED,
  BOOK_WORDS,
  EVENT_TIME,
  HELD,
  KEPT,
  LATE_AFTER,
  LISTED,
  REST,
  rollSide,
  SUM_ADD,
  SUM_FILL,
  SUM_ORDERS,
  SUM_PULL,
  SUM_PULL_REST,
  SUM_QTY,
  SUM_START,
  SUM_WORDS,
  SUM_YOUNG,
  TAINTED,
  YOUNG_AFTER,
} from './book-words.ts';
import {
  OptionOrders,
  placeOf,
  SLOT_ID_HI,
  SLOT_PLACE,
  SLOT_PREMIUM_LO,
  SLOT_QTY,
  SLOT_TIME,
  sideOf,
} from './option-orders.ts';
import { SLOT_WORDS } from './slot-index.ts';
import { FILLS_WAIT, WaitingFills } from './waiting-fills.ts';

/** Largest quantity a side, or one of its flows in a window, can count. */
const MAX_QTY = 0x7fffffff;
const FIRST_ORDERS = 16;
const FAR_HI = 1 << 28;

/** An order that will still be young a window later. */
export interface LateOrder {
  readonly book: number;
  readonly lo: number;
  readonly hi: number;
  readonly ts: number;
}

export class OptionBooks {
  readonly times: Float64Array;
  readonly oddities: Oddities;
  readonly orders = new OptionOrders(FIRST_ORDERS);
  /** Sums of all books, BOOK_WORDS each: those of bids, then those of asks. */
  words = new Int32Array(BOOK_WORDS);
  /** Bits of each book. */
  flags = new Int32Array(1);
  /** Strike, right and expiry of each book, as a number. */
  series = new Int32Array(1);
  /** Young quantity at the window's start, of each book's bids and asks. */
  carried = new Int32Array(2);
  count = 0;
  /** Books in which something changed in the window: the first `touchedCount`, in the order of their first change. */
  touched = new Int32Array(16);
  touchedCount = 0;
  late: LateOrder[] = [];
  readonly #fills = new WaitingFills(this.orders);

  constructor(times: Float64Array, oddities: Oddities) {
    this.times = times;
    this.oddities = oddities;
  }

  /** Number of a new book, of this strike, right and expiry. */
  open(series: number): number {
    const book = this.count;
    this.count += 1;
    if (this.count > this.series.length) {
      this.words = doubled(this.words);
      this.flags = doubled(this.flags);
      this.series = doubled(this.series);
      this.carried = doubled(this.carried);
    }
    for (let side = 0; side < 2; side++) this.words[book * BOOK_WORDS + side * SUM_WORDS + SUM_START] = -1;
    this.series[book] = series;
    return book;
  }

  isAggregated(book: number): boolean {
    return (this.flags[book] & AGGREGATED) !== 0;
  }

  setAggregated(book: number, aggregated: boolean): void {
    this.flags[book] = (this.flags[book] & ~AGGREGATED) | (aggregated ? AGGREGATED : 0);
  }

  /** Reads what runs of records will need (OptionOrders); the value has no meaning. */
  lookAhead(
    records: Int32Array,
    from: number,
    stride: number,
    members: Int32Array,
    ends: Int32Array,
    runs: number,
  ): number {
    const { words } = this;
    let value = this.orders.lookAhead(records, from, stride, members, ends, runs);
    for (let run = 0; run < runs; run++) value ^= words[members[run] * BOOK_WORDS];
    return value;
  }

  /** Whether nothing stands in the way of whole events of orders. */
  isPlain(book: number): boolean {
    return (this.flags[book] & (AGGREGATED | HELD)) === 0;
  }

  setHeld(book: number, held: boolean): void {
    this.flags[book] = (this.flags[book] & ~HELD) | (held ? HELD : 0);
  }

  isEmpty(book: number): boolean {
    const at = book * BOOK_WORDS;
    return this.words[at + SUM_QTY] === 0 && this.words[at + SUM_WORDS + SUM_QTY] === 0;
  }

  /** A: an order of `quantity` > 0; one with the same id is pulled first. A premium too far out is refused. */
  add(
    book: number,
    lo: number,
    hi: number,
    premiumLo: number,
    premiumHi: number,
    side: number,
    quantity: number,
  ): void {
    if (!isNear(premiumHi)) {
      this.oddities.count('off_lattice_prices');
      return;
    }
    const slot = this.orders.find(book, lo, hi);
    if (slot >= 0) {
      this.oddities.count('duplicate_adds');
      this.#fills.take(slot, this.times[EVENT_TIME]);
      this.#remove(book, slot, 0);
    }
    this.#insert(book, lo, hi, premiumLo, premiumHi, side, quantity);
  }

  /** C: takes `quantity` off an order, at most what it has. */
  cancel(book: number, lo: number, hi: number, quantity: number): void {
    const slot = this.orders.find(book, lo, hi);
    if (slot < 0) {
      this.oddities.count('unknown_cancels');
      return;
    }
    const { words } = this.orders;
    const old = words[slot + SLOT_QTY];
    const filled = this.#fills.take(slot, this.times[EVENT_TIME]);
    if (quantity >= old) {
      if (quantity > old) this.oddities.count('oversized_cancels');
      this.#remove(book, slot, filled);
      return;
    }
    words[slot + SLOT_QTY] = old - quantity;
    this.#leave(book, slot, quantity, filled, 0);
  }

  /** M: an order's new premium and quantity; it is removed where the premium is too far out. An unknown order is added. */
  modify(
    book: number,
    lo: number,
    hi: number,
    premiumLo: number,
    premiumHi: number,
    side: number,
    quantity: number,
  ): void {
    const slot = this.orders.find(book, lo, hi);
    if (slot < 0) {
      this.oddities.count('unknown_modifies');
      if (quantity === 0) this.oddities.count('ignored_adds');
      else this.#insert(book, lo, hi, premiumLo, premiumHi, side, quantity);
      return;
    }
    const { words } = this.orders;
    const filled = this.#fills.take(slot, this.times[EVENT_TIME]);
    const place = words[slot + SLOT_PLACE];
    if (side !== sideOf(place)) this.oddities.count('side_changes');
    else if (
      place === placeOf(premiumHi, side) &&
      words[slot + SLOT_PREMIUM_LO] === premiumLo &&
      isNear(premiumHi)
    ) {
      this.#resize(book, slot, quantity, filled);
      return;
    }
    this.#leave(book, slot, words[slot + SLOT_QTY], filled, 1);
    if (quantity > 0 && this.#enters(book, lo, hi, premiumHi, side, quantity))
      this.#place(slot, placeOf(premiumHi, side), premiumLo, quantity);
    else this.orders.remove(slot);
  }

  /** F: remembers a fill for the order's next cancel or modify. */
  fill(book: number, lo: number, hi: number, quantity: number): void {
    const slot = this.orders.find(book, lo, hi);
    if (slot < 0) {
      this.oddities.count('unknown_fills');
      return;
    }
    this.#fills.add(slot, quantity, this.times[EVENT_TIME]);
  }

  /** A level of an aggregated feed, known by a number of its own: its whole quantity, 0 where it is gone. */
  setLevel(book: number, lo: number, hi: number, side: number, quantity: number): void {
    const slot = this.orders.find(book, lo, hi);
    const old = slot < 0 ? 0 : this.orders.words[slot + SLOT_QTY];
    const delta = quantity - old;
    if (delta === 0) return;
    if (delta > 0 && !this.#fits(book, side, delta)) {
      this.oddities.count('level_overflows');
      return;
    }
    const at = this.#touch(book, side);
    this.words[at + SUM_QTY] += delta;
    this.words[at + (delta > 0 ? SUM_ADD : SUM_PULL)] += Math.abs(delta);
    if (quantity === 0) this.orders.remove(slot);
    else this.#place(slot < 0 ? this.orders.insert(book, lo, hi) : slot, side + 1, 0, quantity);
  }

  /** Takes out every level of a side but for one. */
  clearSide(book: number, side: number, butLo: number, butHi: number): void {
    const { words } = this.orders;
    for (let slot = this.orders.nextOf(book); slot >= 0; slot = this.orders.nextOf(book, slot + SLOT_WORDS)) {
      if (sideOf(words[slot + SLOT_PLACE]) !== side) continue;
      if (words[slot] === butLo && words[slot + SLOT_ID_HI] === butHi) continue;
      this.setLevel(book, words[slot], words[slot + SLOT_ID_HI], side, 0);
    }
  }

  /** R: an empty book; its flows of the window do not count. */
  clear(book: number): void {
    if (!this.isEmpty(book)) this.#removeAll(book);
    this.setAggregated(book, false);
    for (let side = 0; side < 2; side++) {
      const at = this.#touch(book, side);
      this.words[at + SUM_QTY] = 0;
      this.words[at + SUM_ORDERS] = 0;
      this.words[at + SUM_YOUNG] = 0;
    }
    this.taint(book);
  }

  /** What flows in this window does not count. */
  taint(book: number): void {
    this.#touch(book, 0);
    this.flags[book] |= TAINTED;
  }

  /**
   * Takes over what a snapshot has built, alone in books of its own: ages of orders that rested before it at the same
   * premium are kept, fills that wait there go on waiting.
   */
  replaceBy(book: number, incoming: OptionBooks): void {
    const from = incoming.orders;
    for (let slot = from.nextOf(0); slot >= 0; slot = from.nextOf(0, slot + SLOT_WORDS)) {
      const before = this.orders.find(book, from.words[slot], from.words[slot + SLOT_ID_HI]);
      if (before < 0) continue;
      const old = this.orders.words;
      if (((old[before + SLOT_PLACE] ^ from.words[slot + SLOT_PLACE]) & ~FILLS_WAIT) !== 0) continue;
      if (old[before + SLOT_PREMIUM_LO] !== from.words[slot + SLOT_PREMIUM_LO]) continue;
      from.times[(slot >> 1) + SLOT_TIME] = this.orders.times[(before >> 1) + SLOT_TIME];
    }
    this.clear(book);
    this.setAggregated(book, incoming.isAggregated(0));
    for (let side = 0; side < 2; side++) {
      const at = side * SUM_WORDS;
      this.words[book * BOOK_WORDS + at + SUM_QTY] = incoming.words[at + SUM_QTY];
      this.words[book * BOOK_WORDS + at + SUM_ORDERS] = incoming.words[at + SUM_ORDERS];
    }
    for (let slot = from.nextOf(0); slot >= 0; slot = from.nextOf(0, slot + SLOT_WORDS))
      this.#takeOver(book, incoming, slot);
  }

  /** A new window: flows to zero. A side with young quantity stays touched, since its rest changes with time. */
  roll(): void {
    const { words, touched, flags, carried } = this;
    const count = this.touchedCount;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const book = touched[i];
      const base = book * BOOK_WORDS;
      const bids = rollSide(words, base);
      const asks = rollSide(words, base + SUM_WORDS);
      carried[2 * book] = bids;
      carried[2 * book + 1] = asks;
      const isYoung = bids > 0 || asks > 0;
      flags[book] &= isYoung ? KEPT | LISTED : KEPT;
      if (!isYoung) continue;
      touched[kept] = book;
      kept += 1;
    }
    this.touchedCount = kept;
    if (this.late.length > 0) this.#rollLate();
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.orders.shiftTimes(nanos);
    this.#fills.shiftTimes(nanos);
    this.late = this.late.map((order) => ({ ...order, ts: order.ts - nanos }));
  }

  /** Each order that is still what it was counts as young again, however often it was noted. */
  #rollLate(): void {
    const late = this.late;
    this.late = [];
    const seen = new Set<string>();
    for (const order of late) {
      const { book, lo, hi, ts } = order;
      const key = `${book}/${lo}/${hi}`;
      if (seen.has(key) || ts <= this.times[YOUNG_AFTER]) continue;
      const slot = this.orders.find(book, lo, hi);
      if (slot < 0 || this.orders.times[(slot >> 1) + SLOT_TIME] !== ts) continue;
      const { words } = this.orders;
      this.words[this.#touch(book, sideOf(words[slot + SLOT_PLACE])) + SUM_YOUNG] += words[slot + SLOT_QTY];
      seen.add(key);
      if (ts > this.times[LATE_AFTER]) this.late.push(order);
    }
  }

  #removeAll(book: number): void {
    for (let slot = this.orders.nextOf(book); slot >= 0; slot = this.orders.nextOf(book, slot + SLOT_WORDS)) {
      this.#fills.take(slot, this.times[EVENT_TIME]);
      this.orders.remove(slot);
    }
  }

  /** An order of a snapshot's book becomes one of this book, whose sums hold it already. */
  #takeOver(book: number, incoming: OptionBooks, from: number): void {
    const { orders } = incoming;
    const lo = orders.words[from];
    const hi = orders.words[from + SLOT_ID_HI];
    const place = orders.words[from + SLOT_PLACE] & ~FILLS_WAIT;
    const quantity = orders.words[from + SLOT_QTY];
    const ts = orders.times[(from >> 1) + SLOT_TIME];
    const slot = this.orders.insert(book, lo, hi);
    this.#place(slot, place, orders.words[from + SLOT_PREMIUM_LO], quantity);
    this.orders.times[(slot >> 1) + SLOT_TIME] = ts;
    for (const fill of incoming.#fills.of(from).toReversed()) this.#fills.add(slot, fill.quantity, fill.ts);
    if (ts <= this.times[YOUNG_AFTER]) return;
    this.words[book * BOOK_WORDS + sideOf(place) * SUM_WORDS + SUM_YOUNG] += quantity;
    if (ts > this.times[LATE_AFTER]) this.late.push({ book, lo, hi, ts });
  }

  /** Same premium: what was filled leaves, then the difference enters or is pulled; the age is kept. */
  #resize(book: number, slot: number, quantity: number, filled: number): void {
    const { words, times } = this.orders;
    const old = words[slot + SLOT_QTY];
    const executed = Math.min(filled, old);
    const rest = old - executed;
    if (quantity === 0) {
      this.#remove(book, slot, executed);
      return;
    }
    if (quantity <= rest) {
      words[slot + SLOT_QTY] = quantity;
      if (quantity < old) this.#leave(book, slot, old - quantity, executed, 0);
      return;
    }
    const side = sideOf(words[slot + SLOT_PLACE]);
    const added = quantity - rest;
    const fits = this.#fits(book, side, added);
    if (!fits) this.oddities.count('level_overflows');
    if (!fits && rest === 0) {
      this.#remove(book, slot, executed);
      return;
    }
    if (executed > 0) this.#leave(book, slot, executed, executed, 0);
    words[slot + SLOT_QTY] = fits ? quantity : rest;
    if (!fits) return;
    const at = this.#touch(book, side);
    this.words[at + SUM_QTY] += added;
    this.words[at + SUM_ADD] += added;
    if (times[(slot >> 1) + SLOT_TIME] > this.times[YOUNG_AFTER]) this.words[at + SUM_YOUNG] += added;
  }

  /** A new order, of an id that the book does not have. */
  #insert(
    book: number,
    lo: number,
    hi: number,
    premiumLo: number,
    premiumHi: number,
    side: number,
    quantity: number,
  ): void {
    if (!this.#enters(book, lo, hi, premiumHi, side, quantity)) return;
    this.#place(this.orders.insert(book, lo, hi), placeOf(premiumHi, side), premiumLo, quantity);
  }

  /** Counts an order that comes to a side as new; false where it cannot come. */
  #enters(book: number, lo: number, hi: number, premiumHi: number, side: number, quantity: number): boolean {
    const near = isNear(premiumHi);
    if (!near || !this.#fits(book, side, quantity)) {
      this.oddities.count(near ? 'level_overflows' : 'off_lattice_prices');
      return false;
    }
    const { times, words } = this;
    const at = this.#touch(book, side);
    words[at + SUM_QTY] += quantity;
    words[at + SUM_ADD] += quantity;
    words[at + SUM_ORDERS] += 1;
    const ts = times[EVENT_TIME];
    if (ts > times[YOUNG_AFTER]) {
      words[at + SUM_YOUNG] += quantity;
      if (ts > times[LATE_AFTER]) this.late.push({ book, lo, hi, ts });
    }
    return true;
  }

  #place(slot: number, place: number, premiumLo: number, quantity: number): void {
    const { words, times } = this.orders;
    words[slot + SLOT_QTY] = quantity;
    words[slot + SLOT_PLACE] = place;
    words[slot + SLOT_PREMIUM_LO] = premiumLo;
    times[(slot >> 1) + SLOT_TIME] = this.times[EVENT_TIME];
  }

  #remove(book: number, slot: number, filled: number): void {
    this.#leave(book, slot, this.orders.words[slot + SLOT_QTY], filled, 1);
    this.orders.remove(slot);
  }

  /** `quantity` of an order leaves its side, up to `filled` of it executed, and `orders` (1 or 0) with it. */
  #leave(book: number, slot: number, quantity: number, filled: number, orders: number): void {
    const shared = this.times;
    const { words: slots, times } = this.orders;
    const at = this.#touch(book, sideOf(slots[slot + SLOT_PLACE]));
    const since = times[(slot >> 1) + SLOT_TIME];
    const executed = Math.min(filled, quantity);
    const pulled = quantity - executed;
    const { words } = this;
    words[at + SUM_QTY] -= quantity;
    words[at + SUM_ORDERS] -= orders;
    words[at + SUM_FILL] += executed;
    words[at + SUM_PULL] += pulled;
    if (shared[EVENT_TIME] - since >= shared[REST]) words[at + SUM_PULL_REST] += pulled;
    if (since > shared[YOUNG_AFTER]) words[at + SUM_YOUNG] -= quantity;
  }

  /** First word of a side's sums, which are about to change. */
  #touch(book: number, side: number): number {
    const { words } = this;
    const at = book * BOOK_WORDS + side * SUM_WORDS;
    if (words[at + SUM_START] < 0) {
      words[at + SUM_START] = words[at + SUM_QTY];
      if ((this.flags[book] & LISTED) === 0) this.#list(book);
    }
    return at;
  }

  #list(book: number): void {
    this.flags[book] |= LISTED;
    if (this.touchedCount === this.touched.length) this.touched = doubled(this.touched);
    this.touched[this.touchedCount] = book;
    this.touchedCount += 1;
  }

  /** A side's start plus its adds of one window is bounded, which bounds all of its flows. */
  #fits(book: number, side: number, quantity: number): boolean {
    const { words } = this;
    const at = book * BOOK_WORDS + side * SUM_WORDS;
    const start = words[at + SUM_START];
    const bound = start < 0 ? words[at + SUM_QTY] : start + words[at + SUM_ADD];
    return bound + quantity <= MAX_QTY;
  }
}

/** Whether a premium can be kept. */
function isNear(hi: number): boolean {
  return hi < FAR_HI && hi >= -FAR_HI;
}

function doubled(words: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(2 * words.length);
  next.set(words);
  return next;
}
