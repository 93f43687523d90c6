// The resting orders of one book, as 32-byte slots in one ArrayBuffer: an open-addressing table on the two 32-bit
// halves of the order id (an id is 64 bit, never a double), with linear probing and backward-shift deletion, so that
// deletions leave no tombstones. A slot index stays good only until the next insert or remove.
//
// Slot words: 0 id low · 1 id high · 2 quantity · 3 level offset + 1 (0 = empty slot) · 4–5 age start as a Float64
// (nanoseconds relative to the stream's day) · 6 head of the pending fills (0 = none) · 7 mark of the young scan.

export const SLOT_WORDS = 8;
export const SLOT_ID_HI = 1;
export const SLOT_QTY = 2;
export const SLOT_LEVEL = 3;
/** Among the doubles, from slot >> 1. */
export const SLOT_TIME = 2;
export const SLOT_PENDING = 6;
export const SLOT_MARK = 7;

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
  mask: number;
  shift: number;

  constructor(capacity = MIN_CAPACITY) {
    const buffer = new ArrayBuffer(capacity * SLOT_WORDS * 4);
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
    this.mask = capacity - 1;
    this.shift = Math.clz32(capacity) + 1;
  }

  /** Word index of the order's slot, or -1. */
  find(lo: number, hi: number): number {
    const words = this.words;
    const mask = this.mask;
    let i = hashId(lo, hi) >>> this.shift;
    for (;;) {
      const slot = i << 3;
      if (words[slot + SLOT_LEVEL] === 0) return -1;
      if (words[slot] === lo && words[slot + SLOT_ID_HI] === hi) return slot;
      i = (i + 1) & mask;
    }
  }

  /**
   * Word index of the order's slot, or the complement (~) of the empty slot where it may be placed. Makes room for one
   * more order first, so that slot stays good.
   */
  findOrHole(lo: number, hi: number): number {
    if (this.live << 1 > this.mask) this.#grow();
    const words = this.words;
    const mask = this.mask;
    let i = hashId(lo, hi) >>> this.shift;
    for (;;) {
      const slot = i << 3;
      if (words[slot + SLOT_LEVEL] === 0) return ~slot;
      if (words[slot] === lo && words[slot + SLOT_ID_HI] === hi) return slot;
      i = (i + 1) & mask;
    }
  }

  /** Removes the order in `slot`; later slots of its probe run move back. */
  remove(slot: number): void {
    const words = this.words;
    const mask = this.mask;
    const shift = this.shift;
    let hole = slot >> 3;
    let i = hole;
    this.live -= 1;
    for (;;) {
      i = (i + 1) & mask;
      const from = i << 3;
      if (words[from + SLOT_LEVEL] === 0) break;
      const home = hashId(words[from] as number, words[from + SLOT_ID_HI] as number) >>> shift;
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      this.#move(from, hole << 3);
      hole = i;
    }
    words[(hole << 3) + SLOT_LEVEL] = 0;
  }

  clear(): void {
    if (this.live > 0) this.words.fill(0);
    this.live = 0;
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    for (let slot = 0; slot < this.words.length; slot += SLOT_WORDS) {
      if (this.words[slot + SLOT_LEVEL] !== 0) this.times[(slot >> 1) + SLOT_TIME]! -= nanos;
    }
  }

  #grow(): void {
    const old = this.words;
    const oldTimes = this.times;
    const capacity = (this.mask + 1) * 2;
    const buffer = new ArrayBuffer(capacity * SLOT_WORDS * 4);
    const words = new Int32Array(buffer);
    const times = new Float64Array(buffer);
    const mask = capacity - 1;
    const shift = this.shift - 1;
    for (let slot = 0; slot < old.length; slot += SLOT_WORDS) {
      if (old[slot + SLOT_LEVEL] === 0) continue;
      let i = hashId(old[slot] as number, old[slot + SLOT_ID_HI] as number) >>> shift;
      while (words[(i << 3) + SLOT_LEVEL] !== 0) i = (i + 1) & mask;
      const to = i << 3;
      for (let w = 0; w < SLOT_LEVEL + 1; w += 1) words[to + w] = old[slot + w] as number;
      words[to + SLOT_PENDING] = old[slot + SLOT_PENDING] as number;
      words[to + SLOT_MARK] = old[slot + SLOT_MARK] as number;
      times[(to >> 1) + SLOT_TIME] = oldTimes[(slot >> 1) + SLOT_TIME] as number;
    }
    this.words = words;
    this.times = times;
    this.mask = mask;
    this.shift = shift;
  }

  #move(from: number, to: number): void {
    const words = this.words;
    words[to] = words[from] as number;
    words[to + SLOT_ID_HI] = words[from + SLOT_ID_HI] as number;
    words[to + SLOT_QTY] = words[from + SLOT_QTY] as number;
    words[to + SLOT_LEVEL] = words[from + SLOT_LEVEL] as number;
    words[to + SLOT_PENDING] = words[from + SLOT_PENDING] as number;
    words[to + SLOT_MARK] = words[from + SLOT_MARK] as number;
    this.times[(to >> 1) + SLOT_TIME] = this.times[(from >> 1) + SLOT_TIME] as number;
  }
}
