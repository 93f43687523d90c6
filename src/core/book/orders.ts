// The resting orders of one book: 32-byte slots in a pool, found by an open-addressing index on the two 32-bit halves of
// the order id (an id is 64 bit, never a double). The index is small, eight bytes an entry, with linear probing and
// backward-shift deletion, so that deletions leave no tombstones; the pool hands out the slot that was freed last. Both
// keep what is in use close together: a book's cost is the memory that its rows wait for. A slot stays where it is until
// its order is removed.
//
// Slot words: 0 id low · 1 id high · 2 quantity · 3 level offset + 1 (0 = free slot) · 4–5 age start as a Float64
// (nanoseconds relative to the stream's day) · 6 head of the pending fills (0 = none) · 7 mark of the young scan.

import { grownIndex, indexShift, removeEntry, SLOT_WORDS, slotMemory } from './slot-index.ts';

export const SLOT_ID_HI = 1;
export const SLOT_QTY = 2;
export const SLOT_LEVEL = 3;
/** Among the doubles, from slot >> 1. */
export const SLOT_TIME = 2;
export const SLOT_PENDING = 6;
export const SLOT_MARK = 7;

/** Of a free slot: the slot freed before it. */
const SLOT_NEXT = SLOT_QTY;
/** Slot 0 is "none". */
const FIRST_SLOT = SLOT_WORDS;
const MIN_CAPACITY = 64;

function hashId(lo: number, hi: number): number {
  return Math.imul(lo ^ Math.imul(hi, 0x85ebca6b), 0x9e3779b1);
}

export class OrderTable {
  /** Number of resting orders. */
  live = 0;
  /** Slots as words; index a slot's word w by slot + w. */
  words: Int32Array;
  /** The same memory as doubles; a slot's time is at (slot >> 1) + 2. */
  times: Float64Array;
  /** Word behind the last slot that was ever used; slots before it whose level is 0 are free. */
  end = FIRST_SLOT;
  #free = 0;
  /** Hash of an order's id and its slot (0 = no entry), two words an entry. */
  #index: Int32Array;
  #mask: number;
  #shift: number;
  /** Entry at which the last `find` ended. */
  #entry = 0;

  /** Room for half of `capacity`, a power of two, orders at first. */
  constructor(capacity = MIN_CAPACITY) {
    const buffer = slotMemory(capacity);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.#index = new Int32Array(capacity * 2);
    this.#mask = capacity - 1;
    this.#shift = indexShift(capacity);
  }

  get capacity(): number {
    return this.#mask + 1;
  }

  /** Slot of the order with this id, or -1. */
  find(lo: number, hi: number): number {
    const index = this.#index;
    const words = this.words;
    const mask = this.#mask;
    const hash = hashId(lo, hi);
    let i = hash >>> this.#shift;
    for (;;) {
      const slot = index[(i << 1) | 1] as number;
      if (slot === 0) break;
      if (index[i << 1] === hash && words[slot] === lo && words[slot + SLOT_ID_HI] === hi) return slot;
      i = (i + 1) & mask;
    }
    this.#entry = i;
    return -1;
  }

  /** A slot for an order that the `find` just before did not find; its words but for the id are the caller's to set. */
  insert(lo: number, hi: number): number {
    if (this.live << 1 > this.#mask) {
      this.#grow();
      this.find(lo, hi);
    }
    let slot = this.#free;
    if (slot !== 0) this.#free = this.words[slot + SLOT_NEXT] as number;
    else {
      slot = this.end;
      this.end += SLOT_WORDS;
    }
    const entry = this.#entry << 1;
    this.#index[entry] = hashId(lo, hi);
    this.#index[entry | 1] = slot;
    this.words[slot] = lo;
    this.words[slot + SLOT_ID_HI] = hi;
    this.live += 1;
    return slot;
  }

  /** Removes the order in `slot`. */
  remove(slot: number): void {
    const words = this.words;
    const hash = hashId(words[slot] as number, words[slot + SLOT_ID_HI] as number);
    removeEntry(this.#index, this.#mask, this.#shift, hash, slot);
    words[slot + SLOT_LEVEL] = 0;
    words[slot + SLOT_NEXT] = this.#free;
    this.#free = slot;
    this.live -= 1;
  }

  clear(): void {
    if (this.live > 0) this.#index.fill(0);
    this.live = 0;
    this.end = FIRST_SLOT;
    this.#free = 0;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    for (let slot = FIRST_SLOT; slot < this.end; slot += SLOT_WORDS) {
      if (this.words[slot + SLOT_LEVEL] !== 0) this.times[(slot >> 1) + SLOT_TIME]! -= nanos;
    }
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
