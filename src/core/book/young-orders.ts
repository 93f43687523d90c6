// Which quantity is young (age below the rest threshold at the window's end), kept per level while orders come and go.
// Within a window one comparison with `youngAfter` tells; at the window's edge the count starts anew. Orders that will
// still be young a window later (a threshold above one second, an exchange clock far ahead) are remembered one by one.
import {
  LEVEL_ADD,
  LEVEL_FILL,
  LEVEL_PULL,
  LEVEL_PULL_REST,
  LEVEL_START,
  LEVEL_WORDS,
  LEVEL_YOUNG,
  type LevelPages,
} from './levels.ts';
import { type OrderTable, SLOT_ID_HI, SLOT_LEVEL, SLOT_MARK, SLOT_QTY } from './orders.ts';
import { SLOT_WORDS } from './slot-index.ts';

const WINDOW_NANOS = 1_000_000_000;

/** An order whose age starts after this is young at the end of the current window. */
export const YOUNG_AFTER = 0;
/** … and after this, young at the end of the next one too. */
export const LATE_AFTER = 1;
/** The age from which an order counts as resting. */
export const REST = 2;

export class YoungOrders {
  /** Nanoseconds, at YOUNG_AFTER, LATE_AFTER and REST. */
  readonly thresholds = new Float64Array(3);
  /** Young quantity at the previous edge of the first `carriedCount` touched levels. */
  carried = new Int32Array(16);
  carriedCount = 0;
  #mark = 0;
  #lateLo: number[] = [];
  #lateHi: number[] = [];
  #lateTs: number[] = [];

  constructor(restNanos: number) {
    this.thresholds[YOUNG_AFTER] = Number.POSITIVE_INFINITY;
    this.thresholds[LATE_AFTER] = Number.POSITIVE_INFINITY;
    this.thresholds[REST] = restNanos;
  }

  addLate(lo: number, hi: number, ts: number): void {
    this.#lateLo.push(lo);
    this.#lateHi.push(hi);
    this.#lateTs.push(ts);
  }

  get hasLate(): boolean {
    return this.#lateTs.length > 0;
  }

  clear(): void {
    this.carriedCount = 0;
    this.#lateLo.length = 0;
    this.#lateHi.length = 0;
    this.#lateTs.length = 0;
  }

  shiftTimes(nanos: number): void {
    for (let i = 0; i < this.#lateTs.length; i += 1) this.#lateTs[i]! -= nanos;
  }

  /** Sets the thresholds of the window that ends at `windowEnd`. */
  setWindowEnd(windowEnd: number): void {
    const youngAfter = windowEnd - (this.thresholds[REST] as number);
    this.thresholds[YOUNG_AFTER] = youngAfter;
    this.thresholds[LATE_AFTER] = youngAfter + WINDOW_NANOS;
  }

  /** Zeroes the flows of the touched levels. Those with young quantity stay touched: their rest changes with time. */
  roll(windowEnd: number, orders: OrderTable, levels: LevelPages): void {
    this.setWindowEnd(windowEnd);
    const { words, touched } = levels;
    const count = levels.touchedCount;
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      const offset = touched[i] as number;
      words[offset + LEVEL_ADD] = 0;
      words[offset + LEVEL_PULL] = 0;
      words[offset + LEVEL_FILL] = 0;
      words[offset + LEVEL_PULL_REST] = 0;
      const young = words[offset + LEVEL_YOUNG] as number;
      if (young === 0) {
        words[offset + LEVEL_START] = -1;
        continue;
      }
      words[offset + LEVEL_START] = words[offset] as number;
      words[offset + LEVEL_YOUNG] = 0;
      touched[kept] = offset;
      if (kept === this.carried.length) this.#growCarried();
      this.carried[kept] = young;
      kept += 1;
    }
    levels.touchedCount = kept;
    this.carriedCount = kept;
    if (this.#lateTs.length > 0) this.#rollLate(orders, levels);
  }

  /** After a snapshot: no flows, and the young quantity of every level counted from the orders. */
  recount(windowEnd: number, orders: OrderTable, levels: LevelPages): void {
    this.clear();
    this.setWindowEnd(windowEnd);
    for (let i = 0; i < levels.touchedCount; i += 1) {
      const offset = levels.touched[i] as number;
      levels.words.fill(0, offset + LEVEL_ADD, offset + LEVEL_WORDS);
      levels.words[offset + LEVEL_START] = -1;
    }
    levels.touchedCount = 0;
    const words = orders.words;
    const youngAfter = this.thresholds[YOUNG_AFTER] as number;
    const lateAfter = this.thresholds[LATE_AFTER] as number;
    for (let slot = 0; slot < orders.end; slot += SLOT_WORDS) {
      if (words[slot + SLOT_LEVEL] === 0) continue;
      const ts = orders.times[(slot >> 1) + 2] as number;
      if (ts <= youngAfter) continue;
      const offset = (words[slot + SLOT_LEVEL] as number) - 1;
      levels.touch(offset);
      levels.words[offset + LEVEL_YOUNG]! += words[slot + SLOT_QTY] as number;
      if (ts > lateAfter) this.addLate(words[slot] as number, words[slot + SLOT_ID_HI] as number, ts);
    }
  }

  /** An entry counts if its order still rests with that age; the mark keeps an order entered twice from counting twice. */
  #rollLate(orders: OrderTable, levels: LevelPages): void {
    this.#mark = (this.#mark + 1) | 0 || 1;
    let kept = 0;
    const youngAfter = this.thresholds[YOUNG_AFTER] as number;
    const lateAfter = this.thresholds[LATE_AFTER] as number;
    for (let i = 0; i < this.#lateTs.length; i += 1) {
      const ts = this.#lateTs[i] as number;
      const slot = orders.find(this.#lateLo[i] as number, this.#lateHi[i] as number);
      if (slot < 0 || orders.times[(slot >> 1) + 2] !== ts || orders.words[slot + SLOT_MARK] === this.#mark)
        continue;
      if (ts <= youngAfter) continue;
      orders.words[slot + SLOT_MARK] = this.#mark;
      const offset = (orders.words[slot + SLOT_LEVEL] as number) - 1;
      levels.touch(offset);
      levels.words[offset + LEVEL_YOUNG]! += orders.words[slot + SLOT_QTY] as number;
      if (ts <= lateAfter) continue;
      this.#lateLo[kept] = this.#lateLo[i] as number;
      this.#lateHi[kept] = this.#lateHi[i] as number;
      this.#lateTs[kept] = ts;
      kept += 1;
    }
    this.#lateLo.length = kept;
    this.#lateHi.length = kept;
    this.#lateTs.length = kept;
  }

  #growCarried(): void {
    const bigger = new Int32Array(this.carried.length * 2);
    bigger.set(this.carried);
    this.carried = bigger;
  }
}
