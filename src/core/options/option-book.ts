// The orders of one option, with what rests and flows on either side summed over all premiums: strikes are what the
// lattice is keyed by, so a premium only tells whether an order stays where it is (field-model §2, §3 Options). The rules
// are those of Book; what is left out is the levels, and with them the need to know the premium's tick, which varies.
//
// An order's slot keeps its premium in full: the low word in the slot's mark, the high one beside the side. Premiums of
// more than 2^61 · 1e-9 are refused as if off the lattice.
import type { Oddities } from '../book/oddities.ts';
import {
  OrderTable,
  SLOT_ID_HI,
  SLOT_LEVEL,
  SLOT_MARK,
  SLOT_PENDING,
  SLOT_QTY,
  SLOT_TIME,
  SLOT_WORDS,
} from '../book/orders.ts';
import { PendingFills } from '../book/pending-fills.ts';

/** Largest quantity a side, or one of its flows in a window, can count. */
const MAX_QTY = 0x7fffffff;
const FIRST_ORDERS = 16;
const FAR_HI = 1 << 29;

/** Words of a side's sums: what rests now, what rested at the window's start (-1 = untouched), what flowed since. */
export const SUM_QTY = 0;
export const SUM_ORDERS = 1;
export const SUM_YOUNG = 2;
export const SUM_START = 3;
export const SUM_ADD = 4;
export const SUM_PULL = 5;
export const SUM_FILL = 6;
export const SUM_PULL_REST = 7;
/** Young quantity at the window's start. */
export const SUM_CARRIED = 8;
export const SUM_WORDS = 9;

/** Entries of the times that all books of a lattice share, nanoseconds from midnight. */
export const EVENT_TIME = 0;
/** An order whose age starts after this is young at the window's end … */
export const YOUNG_AFTER = 1;
/** … and after this at the next one's too. */
export const LATE_AFTER = 2;
/** The age from which an order counts as resting. */
export const REST = 3;

/** What books tell the lattice that they belong to. */
export interface BookHost {
  readonly times: Float64Array;
  readonly oddities: Oddities;
  /** Something changed in the window for the first time. */
  touched(book: OptionBook): void;
  /** An order that will still be young a window later. */
  late(book: OptionBook, lo: number, hi: number, ts: number): void;
}

/** A premium's words. */
export interface Premium {
  lo: number;
  hi: number;
}

export class OptionBook {
  orders = new OrderTable(FIRST_ORDERS);
  /** Bids, then asks. */
  readonly sums = new Int32Array(2 * SUM_WORDS);
  /** Rows are levels, not orders: nothing is known of ages. */
  aggregated = false;
  /** In the lattice's list of books that the window must account for. */
  listed = false;
  /** A clear or a snapshot is in the window: what flowed does not count. */
  tainted = false;
  /** Number of the strike, right and expiry in the lattice. */
  readonly series: number;
  readonly #host: BookHost;
  #pending: PendingFills | null = null;

  constructor(host: BookHost, series: number) {
    this.#host = host;
    this.series = series;
    for (let side = 0; side < 2; side++) this.sums[side * SUM_WORDS + SUM_START] = -1;
  }

  /** A: an order of `quantity` > 0; one with the same id is pulled first. */
  add(lo: number, hi: number, premium: Premium, side: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    if (slot >= 0) {
      this.#host.oddities.count('duplicate_adds');
      this.#takePending(slot);
      this.#remove(slot, 0);
    }
    this.#insert(lo, hi, premium, side, quantity);
  }

  /** C: takes `quantity` off an order, at most what it has. */
  cancel(lo: number, hi: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    if (slot < 0) {
      this.#host.oddities.count('unknown_cancels');
      return;
    }
    const old = this.orders.words[slot + SLOT_QTY];
    const filled = this.#takePending(slot);
    if (quantity >= old) {
      if (quantity > old) this.#host.oddities.count('oversized_cancels');
      this.#remove(slot, filled);
      return;
    }
    this.orders.words[slot + SLOT_QTY] = old - quantity;
    this.#leave(slot, quantity, filled, 0);
  }

  /** M: an order's new premium (null: one that cannot be) and quantity. An unknown order is added. */
  modify(lo: number, hi: number, premium: Premium | null, side: number, quantity: number): void {
    const { words } = this.orders;
    const slot = this.orders.find(lo, hi);
    if (slot < 0) {
      this.#host.oddities.count('unknown_modifies');
      if (quantity === 0) this.#host.oddities.count('ignored_adds');
      else if (!premium) this.#host.oddities.count('off_lattice_prices');
      else this.#insert(lo, hi, premium, side, quantity);
      return;
    }
    const filled = this.#takePending(slot);
    const place = words[slot + SLOT_LEVEL];
    if (side !== sideOf(place)) this.#host.oddities.count('side_changes');
    else if (premium && place === placeOf(premium, side) && words[slot + SLOT_MARK] === premium.lo) {
      this.#resize(slot, quantity, filled);
      return;
    }
    this.#remove(slot, filled);
    if (quantity === 0) return;
    if (!premium) this.#host.oddities.count('off_lattice_prices');
    else {
      this.orders.find(lo, hi);
      this.#insert(lo, hi, premium, side, quantity);
    }
  }

  /** F: remembers a fill for the order's next cancel or modify. */
  fill(lo: number, hi: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    if (slot < 0) {
      this.#host.oddities.count('unknown_fills');
      return;
    }
    this.#pending ??= new PendingFills();
    const { words } = this.orders;
    words[slot + SLOT_PENDING] = this.#pending.push(
      words[slot + SLOT_PENDING],
      quantity,
      this.#host.times[EVENT_TIME],
    );
  }

  /** A level of an aggregated feed, known by a number of its own: its whole quantity, 0 where it is gone. */
  setLevel(lo: number, hi: number, side: number, quantity: number): void {
    const slot = this.orders.find(lo, hi);
    const old = slot < 0 ? 0 : this.orders.words[slot + SLOT_QTY];
    const delta = quantity - old;
    if (delta === 0) return;
    if (delta > 0 && !this.#fits(side, delta)) {
      this.#host.oddities.count('level_overflows');
      return;
    }
    const at = this.#touch(side);
    this.sums[at + SUM_QTY] += delta;
    this.sums[at + (delta > 0 ? SUM_ADD : SUM_PULL)] += Math.abs(delta);
    if (quantity === 0) this.orders.remove(slot);
    else this.#place(slot < 0 ? this.orders.insert(lo, hi) : slot, side + 1, 0, quantity);
  }

  /** Takes out every level of a side but for one. */
  clearSide(side: number, butLo: number, butHi: number): void {
    const { words, end } = this.orders;
    for (let slot = 0; slot < end; slot += SLOT_WORDS) {
      if (words[slot + SLOT_LEVEL] === 0 || sideOf(words[slot + SLOT_LEVEL]) !== side) continue;
      if (words[slot] === butLo && words[slot + SLOT_ID_HI] === butHi) continue;
      this.setLevel(words[slot], words[slot + SLOT_ID_HI], side, 0);
    }
  }

  /** R: an empty book; its flows of the window do not count. */
  clear(): void {
    this.orders.clear();
    this.#pending?.clear();
    this.aggregated = false;
    for (let side = 0; side < 2; side++) {
      const at = this.#touch(side);
      this.sums[at + SUM_QTY] = 0;
      this.sums[at + SUM_ORDERS] = 0;
      this.sums[at + SUM_YOUNG] = 0;
    }
    this.tainted = true;
  }

  /** What flows in this window does not count. */
  taint(): void {
    this.#touch(0);
    this.tainted = true;
  }

  /** Takes over the book that a snapshot has built, ages of orders that rested before it at the same premium kept. */
  replaceBy(incoming: OptionBook): void {
    const { words, times, end } = incoming.orders;
    for (let slot = 0; slot < end; slot += SLOT_WORDS) {
      if (words[slot + SLOT_LEVEL] === 0) continue;
      const before = this.orders.find(words[slot], words[slot + SLOT_ID_HI]);
      if (before < 0) continue;
      const old = this.orders.words;
      if (old[before + SLOT_LEVEL] !== words[slot + SLOT_LEVEL]) continue;
      if (old[before + SLOT_MARK] !== words[slot + SLOT_MARK]) continue;
      times[(slot >> 1) + SLOT_TIME] = this.orders.times[(before >> 1) + SLOT_TIME];
    }
    this.clear();
    this.orders = incoming.orders;
    this.#pending = incoming.#pending;
    this.aggregated = incoming.aggregated;
    for (let side = 0; side < 2; side++) {
      const at = side * SUM_WORDS;
      this.sums[at + SUM_QTY] = incoming.sums[at + SUM_QTY];
      this.sums[at + SUM_ORDERS] = incoming.sums[at + SUM_ORDERS];
    }
    this.#recountYoung();
  }

  /** A new window: flows to zero. A side with young quantity stays touched, since its rest changes with time. */
  roll(): void {
    const { sums } = this;
    this.listed = false;
    for (let side = 0; side < 2; side++) {
      const at = side * SUM_WORDS;
      sums.fill(0, at + SUM_ADD, at + SUM_WORDS);
      sums[at + SUM_START] = -1;
      const young = sums[at + SUM_YOUNG];
      if (young === 0) continue;
      sums[at + SUM_YOUNG] = 0;
      this.#touch(side);
      sums[at + SUM_CARRIED] = young;
    }
  }

  /** An order of the lattice's late ones counts as young again if it is still what it was. */
  countLate(lo: number, hi: number, ts: number): boolean {
    const slot = this.orders.find(lo, hi);
    if (slot < 0 || this.orders.times[(slot >> 1) + SLOT_TIME] !== ts) return false;
    const at = this.#touch(sideOf(this.orders.words[slot + SLOT_LEVEL]));
    this.sums[at + SUM_YOUNG] += this.orders.words[slot + SLOT_QTY];
    return true;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.orders.shiftTimes(nanos);
    this.#pending?.shiftTimes(nanos);
  }

  #recountYoung(): void {
    const { words, times, end } = this.orders;
    const youngAfter = this.#host.times[YOUNG_AFTER];
    const lateAfter = this.#host.times[LATE_AFTER];
    for (let slot = 0; slot < end; slot += SLOT_WORDS) {
      const place = words[slot + SLOT_LEVEL];
      const ts = times[(slot >> 1) + SLOT_TIME];
      if (place === 0 || ts <= youngAfter) continue;
      this.sums[sideOf(place) * SUM_WORDS + SUM_YOUNG] += words[slot + SLOT_QTY];
      if (ts > lateAfter) this.#host.late(this, words[slot], words[slot + SLOT_ID_HI], ts);
    }
  }

  /** Same premium: what was filled leaves, then the difference enters or is pulled; the age is kept. */
  #resize(slot: number, quantity: number, filled: number): void {
    const { words, times } = this.orders;
    const old = words[slot + SLOT_QTY];
    const executed = Math.min(filled, old);
    const rest = old - executed;
    if (quantity === 0) {
      this.#remove(slot, executed);
      return;
    }
    if (quantity <= rest) {
      words[slot + SLOT_QTY] = quantity;
      if (quantity < old) this.#leave(slot, old - quantity, executed, 0);
      return;
    }
    const side = sideOf(words[slot + SLOT_LEVEL]);
    const added = quantity - rest;
    const fits = this.#fits(side, added);
    if (!fits) this.#host.oddities.count('level_overflows');
    if (!fits && rest === 0) {
      this.#remove(slot, executed);
      return;
    }
    if (executed > 0) this.#leave(slot, executed, executed, 0);
    words[slot + SLOT_QTY] = fits ? quantity : rest;
    if (!fits) return;
    const at = this.#touch(side);
    this.sums[at + SUM_QTY] += added;
    this.sums[at + SUM_ADD] += added;
    if (times[(slot >> 1) + SLOT_TIME] > this.#host.times[YOUNG_AFTER]) this.sums[at + SUM_YOUNG] += added;
  }

  /** A new order, which a `find` just before did not find. */
  #insert(lo: number, hi: number, premium: Premium, side: number, quantity: number): void {
    if (!this.#fits(side, quantity)) {
      this.#host.oddities.count('level_overflows');
      return;
    }
    const { times } = this.#host;
    const at = this.#touch(side);
    this.sums[at + SUM_QTY] += quantity;
    this.sums[at + SUM_ADD] += quantity;
    this.sums[at + SUM_ORDERS] += 1;
    const ts = times[EVENT_TIME];
    if (ts > times[YOUNG_AFTER]) {
      this.sums[at + SUM_YOUNG] += quantity;
      if (ts > times[LATE_AFTER]) this.#host.late(this, lo, hi, ts);
    }
    // Finding again costs little beside what it saves: nobody has to know whether the id was just removed.
    this.orders.find(lo, hi);
    this.#place(this.orders.insert(lo, hi), placeOf(premium, side), premium.lo, quantity);
  }

  #place(slot: number, place: number, mark: number, quantity: number): void {
    const { words, times } = this.orders;
    words[slot + SLOT_QTY] = quantity;
    words[slot + SLOT_LEVEL] = place;
    words[slot + SLOT_PENDING] = 0;
    words[slot + SLOT_MARK] = mark;
    times[(slot >> 1) + SLOT_TIME] = this.#host.times[EVENT_TIME];
  }

  #remove(slot: number, filled: number): void {
    this.#leave(slot, this.orders.words[slot + SLOT_QTY], filled, 1);
    this.orders.remove(slot);
  }

  /** `quantity` of an order leaves its side, up to `filled` of it executed, and `orders` (1 or 0) with it. */
  #leave(slot: number, quantity: number, filled: number, orders: number): void {
    const { words, times } = this.orders;
    const shared = this.#host.times;
    const at = this.#touch(sideOf(words[slot + SLOT_LEVEL]));
    const since = times[(slot >> 1) + SLOT_TIME];
    const executed = Math.min(filled, quantity);
    const pulled = quantity - executed;
    const { sums } = this;
    sums[at + SUM_QTY] -= quantity;
    sums[at + SUM_ORDERS] -= orders;
    sums[at + SUM_FILL] += executed;
    sums[at + SUM_PULL] += pulled;
    if (shared[EVENT_TIME] - since >= shared[REST]) sums[at + SUM_PULL_REST] += pulled;
    if (since > shared[YOUNG_AFTER]) sums[at + SUM_YOUNG] -= quantity;
  }

  #touch(side: number): number {
    const at = side * SUM_WORDS;
    if (this.sums[at + SUM_START] < 0) this.sums[at + SUM_START] = this.sums[at + SUM_QTY];
    if (!this.listed) {
      this.listed = true;
      this.#host.touched(this);
    }
    return at;
  }

  /** A side's start plus its adds of one window is bounded, which bounds all of its flows. */
  #fits(side: number, quantity: number): boolean {
    const at = side * SUM_WORDS;
    const start = this.sums[at + SUM_START];
    const bound = start < 0 ? this.sums[at + SUM_QTY] : start + this.sums[at + SUM_ADD];
    return bound + quantity <= MAX_QTY;
  }

  #takePending(slot: number): number {
    const { words } = this.orders;
    const head = words[slot + SLOT_PENDING];
    if (head === 0 || !this.#pending) return 0;
    words[slot + SLOT_PENDING] = 0;
    return this.#pending.consume(head, this.#host.times[EVENT_TIME]);
  }
}

/** Whether a premium can be kept. */
export function isNear(hi: number): boolean {
  return hi < FAR_HI && hi >= -FAR_HI;
}

function placeOf({ hi }: Premium, side: number): number {
  return (hi << 2) | (side + 1);
}

function sideOf(place: number): number {
  return (place & 3) - 1;
}
