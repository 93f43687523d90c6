// Which slot an order stands in, by its 64-bit id: open addressing on the id's two halves with linear probing and
// backward-shift deletion. The ids themselves stay in the slots, so a slot's number is good for as long as its order
// rests: queues link slots by number.
import { ORDER_WORDS } from './order-words.ts';

const MIN_CAPACITY = 64;

function hashId(lo: number, hi: number): number {
  return Math.imul(lo ^ Math.imul(hi, 0x85ebca6b), 0x9e3779b1);
}

export class OrderIndex {
  #slots: Int32Array;
  #mask: number;
  #shift: number;
  #count = 0;

  /** With room for so many orders. */
  constructor(orders = 0) {
    let capacity = MIN_CAPACITY;
    while (capacity < orders * 2) capacity *= 2;
    this.#slots = new Int32Array(capacity);
    this.#mask = capacity - 1;
    this.#shift = Math.clz32(capacity) + 1;
  }

  /** Slot of an order, or -1. `words` hold the slots' ids. */
  find(words: Int32Array, lo: number, hi: number): number {
    const slots = this.#slots;
    for (let i = hashId(lo, hi) >>> this.#shift; ; i = (i + 1) & this.#mask) {
      const slot = (slots[i] as number) - 1;
      if (slot < 0) return -1;
      if (words[slot * ORDER_WORDS] === lo && words[slot * ORDER_WORDS + 1] === hi) return slot;
    }
  }

  /** Adds a slot whose order is not in the index. */
  add(words: Int32Array, slot: number): void {
    if (this.#count << 1 > this.#mask) this.#grow(words);
    this.#count += 1;
    this.#place(words, slot);
  }

  /** Takes a slot out that is in the index; its id must still stand in `words`. */
  remove(words: Int32Array, slot: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let hole = this.#home(words, slot);
    while (slots[hole] !== slot + 1) hole = (hole + 1) & mask;
    this.#count -= 1;
    for (let i = (hole + 1) & mask; slots[i] !== 0; i = (i + 1) & mask) {
      const home = this.#home(words, (slots[i] as number) - 1);
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      slots[hole] = slots[i] as number;
      hole = i;
    }
    slots[hole] = 0;
  }

  clear(): void {
    if (this.#count > 0) this.#slots.fill(0);
    this.#count = 0;
  }

  #home(words: Int32Array, slot: number): number {
    const at = slot * ORDER_WORDS;
    return hashId(words[at] as number, words[at + 1] as number) >>> this.#shift;
  }

  #place(words: Int32Array, slot: number): void {
    let i = this.#home(words, slot);
    while (this.#slots[i] !== 0) i = (i + 1) & this.#mask;
    this.#slots[i] = slot + 1;
  }

  #grow(words: Int32Array): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#mask = this.#slots.length - 1;
    this.#shift -= 1;
    for (const entry of old) if (entry !== 0) this.#place(words, entry - 1);
  }
}
