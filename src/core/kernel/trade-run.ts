// Trades as the kernel adds them up (src/kernel/trades.ts), and the run of them that may be a sweep.
import { UNDEF_PRICE_HI, UNDEF_PRICE_LO } from '../dbn/row-parts.ts';
import type { Kernel } from './kernel.ts';

/** Among 64-bit numbers: lots by aggressor from 0 on, then the latest trade's time and price, and the run. */
const LOTS_FROM = 0;
const NOW = 3;
const FIRST = 5;
const LAST = 6;
/** Among 32-bit ones. */
const PRICE = 8;
const ID = 16;
const LOTS = 18;
const SIDE = 19;
const FIRST_TICK = 20;
const LAST_TICK = 21;
const LEVELS = 22;
const ROW = 23;
const NO_SIDE = -1;

/** What trades are added to. */
export interface TradeSums {
  /** Lots by aggressor: buyer, seller, neither. */
  readonly volumes: Float64Array;
  /** The latest trade came at `now`, nanoseconds from midnight. */
  traded(now: number): void;
  /** Price of the latest that has one, as words. */
  lastPrice(lo: number, hi: number): void;
}

export class TradeRun {
  readonly #kernel: Kernel;
  readonly #at: number;

  constructor(kernel: Kernel, address: number) {
    this.#kernel = kernel;
    this.#at = address;
  }

  /** Adds what has come since the last time. */
  addTo(sums: TradeSums): void {
    const { f64, i32 } = this.#kernel;
    const longs = this.#at >> 3;
    for (let side = 0; side < 3; side += 1) {
      sums.volumes[side]! += f64[longs + LOTS_FROM + side] as number;
      f64[longs + LOTS_FROM + side] = 0;
    }
    sums.traded(f64[longs + NOW] as number);
    const price = (this.#at >> 2) + PRICE;
    const lo = i32[price] as number;
    const hi = i32[price + 1] as number;
    if (lo === UNDEF_PRICE_LO && hi === UNDEF_PRICE_HI) return;
    sums.lastPrice(lo, hi);
    i32[price] = UNDEF_PRICE_LO;
    i32[price + 1] = UNDEF_PRICE_HI;
  }

  /** ts_event of its first trade and of its latest. */
  get first(): number {
    return this.#kernel.f64[(this.#at >> 3) + FIRST] as number;
  }

  get last(): number {
    return this.#kernel.f64[(this.#at >> 3) + LAST] as number;
  }

  get idLo(): number {
    return this.#kernel.wordOf(this.#at, ID);
  }

  get idHi(): number {
    return this.#kernel.wordOf(this.#at, ID + 1);
  }

  get lots(): number {
    return this.#kernel.wordOf(this.#at, LOTS);
  }

  /** The side that is taken from. */
  get side(): number {
    return this.#kernel.wordOf(this.#at, SIDE);
  }

  get firstTick(): number {
    return this.#kernel.wordOf(this.#at, FIRST_TICK);
  }

  get lastTick(): number {
    return this.#kernel.wordOf(this.#at, LAST_TICK);
  }

  /** Prices that traded. */
  get levels(): number {
    return this.#kernel.wordOf(this.#at, LEVELS);
  }

  /** Whoever keeps a row of each run says here which; negative in a new run. */
  get row(): number {
    return this.#kernel.wordOf(this.#at, ROW);
  }

  set row(row: number) {
    this.#kernel.i32[(this.#at >> 2) + ROW] = row;
  }

  /** Nothing goes on. */
  reset(): void {
    this.#kernel.i32[(this.#at >> 2) + SIDE] = NO_SIDE;
  }
}
