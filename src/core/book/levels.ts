// The price levels of one book and what flowed through them in the current window. Levels are dense by tick and side
// inside pages of 32 ticks that are made on demand, so a stub quote at 0.01 or at 199,999.99 costs one page and no
// search ever walks the empty prices between. One bit a tick and side says where quantity rests.
//
// A level is eight words at its offset: quantity, orders, quantity at the window's start (-1 = untouched in this
// window), add, pull, fill, pull of rested orders, quantity of young orders.

export const LEVEL_WORDS = 8;
export const LEVEL_ORDERS = 1;
export const LEVEL_START = 2;
export const LEVEL_ADD = 3;
export const LEVEL_PULL = 4;
export const LEVEL_FILL = 5;
export const LEVEL_PULL_REST = 6;
export const LEVEL_YOUNG = 7;

/** Ticks beyond ±TICK_LIMIT are refused, so that ticks, half-tick mids and tick keys all fit 32 bits. */
export const TICK_LIMIT = (1 << 30) - 2;
/** Best tick of an empty side. */
export const NO_BID = -(1 << 30);
export const NO_ASK = 1 << 30;
/** Largest quantity a level, or one of its flows in a window, can count. */
export const MAX_QTY = 0x7fffffff;

const PAGE_SHIFT = 5;
const PAGE_TICKS = 1 << PAGE_SHIFT;
const PAGE_LEVELS = PAGE_TICKS * 2;
const PAGE_WORDS = PAGE_LEVELS * LEVEL_WORDS;
const PAGE_WORDS_SHIFT = 9;
const NO_PAGE = -0x80000000;
/** Pages around the market that are found without a search: 128 × 32 ticks. */
const NEAR_MASK = 127;

export class LevelPages {
  words: Int32Array;
  /** Offsets of the levels touched in this window, in order of first touch. */
  touched: Int32Array;
  touchedCount = 0;
  /** Upper bound of the best bid and lower bound of the best ask; exact after `settle`. */
  #bidHint = NO_BID;
  #askHint = NO_ASK;
  #pageCount = 0;
  /** Page number (tick >> 5) of each page, and its occupied ticks per side. */
  #numbers: Int32Array;
  #bits: Int32Array;
  /** Pages by ascending number. */
  #sorted: Int32Array;
  /** Open addressing: page index + 1 by page number. */
  #directory: Int32Array;
  /** The page found last for every page number's low bits. */
  readonly #near = new Int32Array(NEAR_MASK + 1);

  constructor(pages = 2) {
    this.words = new Int32Array(pages * PAGE_WORDS);
    this.touched = new Int32Array(pages * PAGE_LEVELS);
    this.#numbers = new Int32Array(pages).fill(NO_PAGE);
    this.#bits = new Int32Array(pages * 2);
    this.#sorted = new Int32Array(pages);
    this.#directory = new Int32Array(8);
  }

  get pageCount(): number {
    return this.#pageCount;
  }

  /** Offset of the level, its page made if need be. */
  offsetOf(tick: number, side: number): number {
    const number = tick >> PAGE_SHIFT;
    const near = this.#near[number & NEAR_MASK] as number;
    const page = this.#numbers[near] === number ? near : this.#page(number);
    return (page << PAGE_WORDS_SHIFT) | ((((tick & (PAGE_TICKS - 1)) << 1) | side) << 3);
  }

  tickOf(offset: number): number {
    return (
      ((this.#numbers[offset >> PAGE_WORDS_SHIFT] as number) << PAGE_SHIFT) |
      ((offset >> 4) & (PAGE_TICKS - 1))
    );
  }

  sideOf(offset: number): number {
    return (offset >> 3) & 1;
  }

  /** Remembers the level's quantity at the window's start, at its first touch. */
  touch(offset: number): void {
    const words = this.words;
    if ((words[offset + LEVEL_START] as number) >= 0) return;
    words[offset + LEVEL_START] = words[offset] as number;
    this.touched[this.touchedCount] = offset;
    this.touchedCount += 1;
  }

  /** To be called when a level's quantity became more than 0. */
  occupy(offset: number): void {
    const side = (offset >> 3) & 1;
    const bit = (offset >> 4) & (PAGE_TICKS - 1);
    const page = offset >> PAGE_WORDS_SHIFT;
    this.#bits[(page << 1) | side]! |= 1 << bit;
    const tick = ((this.#numbers[page] as number) << PAGE_SHIFT) | bit;
    if (side === 0) {
      if (tick > this.#bidHint) this.#bidHint = tick;
    } else if (tick < this.#askHint) this.#askHint = tick;
  }

  /** To be called when a level's quantity became 0. */
  vacate(offset: number): void {
    this.#bits[((offset >> PAGE_WORDS_SHIFT) << 1) | ((offset >> 3) & 1)]! &= ~(
      1 <<
      ((offset >> 4) & (PAGE_TICKS - 1))
    );
  }

  /** True where the best bid is at or above the best ask. Searches only when the bounds leave it open. */
  isCrossed(): boolean {
    if (this.#bidHint < this.#askHint) return false;
    return this.bestBid() >= this.bestAsk();
  }

  /** Best bid tick, NO_BID where no bid rests. */
  bestBid(): number {
    const hint = this.#bidHint;
    if (hint === NO_BID) return NO_BID;
    const page = this.#page(hint >> PAGE_SHIFT);
    const bits = (this.#bits[page << 1] as number) & (0xffffffff >>> (31 - (hint & (PAGE_TICKS - 1))));
    this.#bidHint = bits !== 0 ? this.#tickAt(page, 31 - Math.clz32(bits)) : this.#bidBelow(page);
    return this.#bidHint;
  }

  /** Best ask tick, NO_ASK where no ask rests. */
  bestAsk(): number {
    const hint = this.#askHint;
    if (hint === NO_ASK) return NO_ASK;
    const page = this.#page(hint >> PAGE_SHIFT);
    const bits = (this.#bits[(page << 1) | 1] as number) & (-1 << (hint & (PAGE_TICKS - 1)));
    this.#askHint = bits !== 0 ? this.#tickAt(page, lowestBit(bits)) : this.#askAbove(page);
    return this.#askHint;
  }

  #bidBelow(page: number): number {
    for (let rank = this.#rankOf(this.#numbers[page] as number) - 1; rank >= 0; rank -= 1) {
      const below = this.#sorted[rank] as number;
      const bits = this.#bits[below << 1] as number;
      if (bits !== 0) return this.#tickAt(below, 31 - Math.clz32(bits));
    }
    return NO_BID;
  }

  #askAbove(page: number): number {
    for (let rank = this.#rankOf(this.#numbers[page] as number) + 1; rank < this.#pageCount; rank += 1) {
      const above = this.#sorted[rank] as number;
      const bits = this.#bits[(above << 1) | 1] as number;
      if (bits !== 0) return this.#tickAt(above, lowestBit(bits));
    }
    return NO_ASK;
  }

  #tickAt(page: number, bit: number): number {
    return ((this.#numbers[page] as number) << PAGE_SHIFT) | bit;
  }

  /** Calls back with the offset of every level with quantity: ticks ascending, the bid of a tick before its ask. */
  forEachOccupied(visit: (offset: number) => void): void {
    for (let rank = 0; rank < this.#pageCount; rank += 1) {
      const page = this.#sorted[rank] as number;
      const bids = this.#bits[page << 1] as number;
      const asks = this.#bits[(page << 1) | 1] as number;
      for (let any = bids | asks; any !== 0; any &= any - 1) {
        const bit = lowestBit(any);
        const offset = (page << PAGE_WORDS_SHIFT) | (bit << 4);
        if ((bids >>> bit) & 1) visit(offset);
        if ((asks >>> bit) & 1) visit(offset | LEVEL_WORDS);
      }
    }
  }

  /** Forgets every level, and the window's flows with them. */
  clear(): void {
    this.#numbers.fill(NO_PAGE, 0, this.#pageCount);
    this.#pageCount = 0;
    this.#directory.fill(0);
    this.#bidHint = NO_BID;
    this.#askHint = NO_ASK;
    this.touchedCount = 0;
  }

  #page(number: number): number {
    const mask = this.#directory.length - 1;
    let i = pageHash(number) & mask;
    for (;;) {
      const page = (this.#directory[i] as number) - 1;
      if (page < 0) break;
      if (this.#numbers[page] === number) {
        this.#near[number & NEAR_MASK] = page;
        return page;
      }
      i = (i + 1) & mask;
    }
    return this.#addPage(number);
  }

  #addPage(number: number): number {
    const page = this.#pageCount;
    if (page === this.#numbers.length) this.#growPages();
    if ((page + 1) * 2 > this.#directory.length) this.#growDirectory();
    const first = page * PAGE_WORDS;
    this.words.fill(0, first, first + PAGE_WORDS);
    for (let offset = first; offset < first + PAGE_WORDS; offset += LEVEL_WORDS)
      this.words[offset + LEVEL_START] = -1;
    this.#numbers[page] = number;
    this.#bits[page << 1] = 0;
    this.#bits[(page << 1) | 1] = 0;
    const rank = this.#rankOf(number);
    this.#sorted.copyWithin(rank + 1, rank, page);
    this.#sorted[rank] = page;
    this.#pageCount = page + 1;
    this.#index(page);
    this.#near[number & NEAR_MASK] = page;
    return page;
  }

  /** Position of the first page whose number is at least `number`. */
  #rankOf(number: number): number {
    let lo = 0;
    let hi = this.#pageCount;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if ((this.#numbers[this.#sorted[mid] as number] as number) < number) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  #index(page: number): void {
    const mask = this.#directory.length - 1;
    let i = pageHash(this.#numbers[page] as number) & mask;
    while (this.#directory[i] !== 0) i = (i + 1) & mask;
    this.#directory[i] = page + 1;
  }

  #growPages(): void {
    const pages = this.#numbers.length * 2;
    this.words = grown(this.words, pages * PAGE_WORDS);
    this.touched = grown(this.touched, pages * PAGE_LEVELS);
    this.#numbers = grown(this.#numbers, pages);
    this.#bits = grown(this.#bits, pages * 2);
    this.#sorted = grown(this.#sorted, pages);
  }

  #growDirectory(): void {
    this.#directory = new Int32Array(this.#directory.length * 2);
    for (let page = 0; page < this.#pageCount; page += 1) this.#index(page);
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(length);
  bigger.set(array);
  return bigger;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function pageHash(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 8;
}
