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

export interface TradeRunState {
  /** ts_event of its first trade and of its latest, nanoseconds from midnight. */
  readonly first: number;
  readonly last: number;
  /** Words of the order that its trades name; 0 where none does. */
  readonly idLo: number;
  readonly idHi: number;
  readonly lots: number;
  /** The side that is taken from. */
  readonly side: number;
  readonly firstTick: number;
  readonly lastTick: number;
  /** Prices that traded. */
  readonly levels: number;
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

  /** As it stands. */
  get state(): TradeRunState {
    const { f64, i32 } = this.#kernel;
    const longs = this.#at >> 3;
    const words = this.#at >> 2;
    return {
      first: f64[longs + FIRST] as number,
      last: f64[longs + LAST] as number,
      idLo: i32[words + ID] as number,
      idHi: i32[words + ID + 1] as number,
      lots: i32[words + LOTS] as number,
      side: i32[words + SIDE] as number,
      firstTick: i32[words + FIRST_TICK] as number,
      lastTick: i32[words + LAST_TICK] as number,
      levels: i32[words + LEVELS] as number,
    };
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
