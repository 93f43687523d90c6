// Prices of the wire (two 32-bit words of an integer of 1e-9) as ticks of one instrument.
import { assert } from '../../base/assert.ts';
import { TICK_LIMIT } from './layout.ts';

/** `tick` of a price that is not a whole number of ticks, or too far out to count. */
export const OFF_LATTICE = 0x7fffffff;

const EXACT_HI = 0x200000; // |price| < 2^53: exact as a double

export class PriceLattice {
  readonly tickSizeNanos: bigint;
  readonly #tickSize: number;

  /** `tickSizeNanos` > 0. */
  constructor(tickSizeNanos: bigint) {
    assert(tickSizeNanos > 0n, 'price lattice: the tick size is positive');
    this.tickSizeNanos = tickSizeNanos;
    this.#tickSize = Number(tickSizeNanos);
  }

  /**
   * Tick of a price, or OFF_LATTICE. Exact: for numerator and divisor below 2^53 and a quotient below 2^30 the rounded
   * quotient is whole only where the true one is.
   */
  tickOf(lo: number, hi: number): number {
    if (hi >= EXACT_HI || hi < -EXACT_HI) return this.#tickOfLarge(lo, hi);
    const quotient = (hi * 4294967296 + (lo >>> 0)) / this.#tickSize;
    const tick = quotient | 0;
    if (tick !== quotient || tick > TICK_LIMIT || tick < -TICK_LIMIT) return OFF_LATTICE;
    return tick;
  }

  #tickOfLarge(lo: number, hi: number): number {
    const price = (BigInt(hi) << 32n) | BigInt(lo >>> 0);
    if (price % this.tickSizeNanos !== 0n) return OFF_LATTICE;
    const tick = price / this.tickSizeNanos;
    return tick > TICK_LIMIT || tick < -TICK_LIMIT ? OFF_LATTICE : Number(tick);
  }
}
