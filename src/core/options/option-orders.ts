// The resting orders of all options of one lattice in one table: thousands of small books apart would each wait for memory
// of their own at every row. An order is known by its book's number and its id; otherwise as src/kernel/orders.ts, whose slots
// these are.
//
// Slot words: 0 id low · 1 id high · 2 quantity · 3 premium's high word, whether fills wait, and side (0 = free slot) ·
// 4–5 age start as a Float64 (nanoseconds relative to the lattice's day) · 6 book · 7 premium's low word.

import { W_ORDER_ID } from '../dbn/layout.ts';
import { grownIndex, indexShift, removeEntry, SLOT_WORDS, slotMemory } from './slot-index.ts';

export const SLOT_ID_HI = 1;
export const SLOT_QTY = 2;
export const SLOT_PLACE = 3;
/** Among the doubles, from slot >> 1. */
export const SLOT_TIME = 2;
export const SLOT_BOOK = 6;
export const SLOT_PREMIUM_LO = 7;

/** Bits of an order's place below the premium's high word: side + 1, and FILLS_WAIT. */
const SIDE_BITS = 3;
const PREMIUM_SHIFT = 3;

/** Of a free slot: the slot freed before it. */
const SLOT_NEXT = SLOT_QTY;
/** Slot 0 is "none". */
const FIRST_SLOT = SLOT_WORDS;
/** Records looked at ahead at most, and the slots found. */
const LOOK_AHEAD = 256;
const looked = new Int32Array(LOOK_AHEAD);

function hashOrder(book: number, lo: number, hi: number): number {
  return (Math.imul(lo ^ Math.imul(hi, 0x85ebca6b), 0x9e3779b1) + Math.imul(book, 0xc2b2ae35)) | 0;
}

export class OptionOrders {
  /** Number of resting orders of all books. */
  live = 0;
  /** Slots as words; index a slot's word w by slot + w. */
  words: Int32Array;
  /** The same memory as doubles; a slot's time is at (slot >> 1) + 2. */
  times: Float64Array;
  /** Word behind the last slot that was ever used; slots before it whose place is 0 are free. */
  end = FIRST_SLOT;
  #free = 0;
  /** Hash of an order and its slot (0 = no entry), two words an entry. */
  #index: Int32Array;
  #mask: number;
  #shift: number;

  /** Room for half of `capacity`, a power of two, orders at first. */
  constructor(capacity: number) {
    const buffer = slotMemory(capacity);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.#index = new Int32Array(capacity * 2);
    this.#mask = capacity - 1;
    this.#shift = indexShift(capacity);
  }

  /** Slot of a book's order with this id, or -1. */
  find(book: number, lo: number, hi: number): number {
    const index = this.#index;
    const words = this.words;
    const mask = this.#mask;
    const hash = hashOrder(book, lo, hi);
    for (let i = hash >>> this.#shift; ; i = (i + 1) & mask) {
      const slot = index[(i << 1) | 1];
      if (slot === 0) return -1;
      if (index[i << 1] !== hash || words[slot] !== lo) continue;
      if (words[slot + SLOT_ID_HI] === hi && words[slot + SLOT_BOOK] === book) return slot;
    }
  }

  /**
   * Reads what runs of records will need: the first begins at word `from`, each ends where `ends` says, records are `stride`
   * words apart, the books are `members`. Each read may wait for memory; here none depends on the one before, so that they
   * wait together. The value has no meaning.
   */
  lookAhead(
    records: Int32Array,
    from: number,
    stride: number,
    members: Int32Array,
    ends: Int32Array,
    runs: number,
  ): number {
    const index = this.#index;
    const shift = this.#shift;
    let count = 0;
    let at = from;
    for (let run = 0; run < runs && count < LOOK_AHEAD; run++) {
      const book = members[run];
      const end = Math.min(ends[run], at + (LOOK_AHEAD - count) * stride);
      for (; at < end; at += stride) {
        const hash = hashOrder(book, records[at + W_ORDER_ID], records[at + W_ORDER_ID + 1]);
        looked[count] = index[((hash >>> shift) << 1) | 1];
        count += 1;
      }
    }
    const words = this.words;
    let value = 0;
    for (let i = 0; i < count; i++) value ^= words[looked[i]];
    return value;
  }

  /** A slot for an order that is not there yet; its words but for book and id are the caller's to set. */
  insert(book: number, lo: number, hi: number): number {
    if (this.live << 1 > this.#mask) this.#grow();
    const words = this.words;
    let slot = this.#free;
    if (slot !== 0) this.#free = words[slot + SLOT_NEXT];
    else {
      slot = this.end;
      this.end += SLOT_WORDS;
    }
    const index = this.#index;
    const mask = this.#mask;
    const hash = hashOrder(book, lo, hi);
    let i = hash >>> this.#shift;
    while (index[(i << 1) | 1] !== 0) i = (i + 1) & mask;
    index[i << 1] = hash;
    index[(i << 1) | 1] = slot;
    words[slot] = lo;
    words[slot + SLOT_ID_HI] = hi;
    words[slot + SLOT_BOOK] = book;
    this.live += 1;
    return slot;
  }

  /** Removes the order in `slot`. */
  remove(slot: number): void {
    const words = this.words;
    const hash = hashOrder(words[slot + SLOT_BOOK], words[slot], words[slot + SLOT_ID_HI]);
    removeEntry(this.#index, this.#mask, this.#shift, hash, slot);
    words[slot + SLOT_PLACE] = 0;
    words[slot + SLOT_NEXT] = this.#free;
    this.#free = slot;
    this.live -= 1;
  }

  /** First slot of a book from `slot` on, or -1. The book's orders in any order: looks at every slot. */
  nextOf(book: number, slot = FIRST_SLOT): number {
    for (let at = slot; at < this.end; at += SLOT_WORDS)
      if (this.words[at + SLOT_BOOK] === book && this.words[at + SLOT_PLACE] !== 0) return at;
    return -1;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    for (let slot = FIRST_SLOT; slot < this.end; slot += SLOT_WORDS)
      if (this.words[slot + SLOT_PLACE] !== 0) this.times[(slot >> 1) + SLOT_TIME] -= nanos;
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const buffer = slotMemory(capacity);
    const words = new Int32Array(buffer);
    words.set(this.words);
    this.words = words;
    this.times = new Float64Array(buffer);
    this.#index = grownIndex(this.#index, capacity);
    this.#mask = capacity - 1;
    this.#shift = indexShift(capacity);
  }
}

/** Place of an order at a premium whose high word this is. */
export function placeOf(hi: number, side: number): number {
  return (hi << PREMIUM_SHIFT) | (side + 1);
}

/** Side of a place: bid 0, ask 1. */
export function sideOf(place: number): number {
  return (place & SIDE_BITS) - 1;
}
