// Prices of the wire (signed 64-bit integers of 1e-9, as two 32-bit words) to ticks, exactly. The double path holds
// below 2^53 nanos (9,007,199.25); beyond it, and only there, BigInt takes over. Also the tick inferred from prices,
// for instruments that come without a definition or with a variable tick.

const TWO_32 = 4294967296;
/** |hi| below this keeps hi·2^32 + lo an exact double. */
const EXACT_HI = 0x1fffff;

/** The price is no multiple of the tick, or its tick does not fit an int32. */
export const TICK_OFF_LATTICE = -0x80000000;
/** The price is UNDEF_PRICE. */
export const TICK_UNDEFINED = 0x7fffffff;

/** Both words of a wire price as one integer of 1e-9. */
export function priceNanosFromWords(lo: number, hi: number): bigint {
  return (BigInt(hi | 0) << 32n) | BigInt(lo >>> 0);
}

export function isUndefinedPrice(lo: number, hi: number): boolean {
  return hi === 0x7fffffff && lo === -1;
}

/**
 * Tick of a price, `price / tickSize`, exact or a sentinel: TICK_OFF_LATTICE, TICK_UNDEFINED.
 * @param lo low word as read from an Int32Array (signed)
 * @param hi high word, signed
 * @param tickSizeNanos positive integer of 1e-9, below 2^53
 */
export function tickFromPriceWords(lo: number, hi: number, tickSizeNanos: number): number {
  if (hi < -EXACT_HI || hi > EXACT_HI) return tickFromWidePrice(lo, hi, tickSizeNanos);
  const nanos = hi * TWO_32 + (lo >>> 0);
  const tick = Math.round(nanos / tickSizeNanos);
  // The product of the right tick is the price itself, so it is exact; a wrong one cannot equal it.
  if (tick * tickSizeNanos !== nanos || tick <= TICK_OFF_LATTICE || tick >= TICK_UNDEFINED)
    return TICK_OFF_LATTICE;
  return tick;
}

function tickFromWidePrice(lo: number, hi: number, tickSizeNanos: number): number {
  if (isUndefinedPrice(lo, hi)) return TICK_UNDEFINED;
  const nanos = priceNanosFromWords(lo, hi);
  const size = BigInt(tickSizeNanos);
  if (nanos % size !== 0n) return TICK_OFF_LATTICE;
  const tick = nanos / size;
  if (tick <= BigInt(TICK_OFF_LATTICE) || tick >= BigInt(TICK_UNDEFINED)) return TICK_OFF_LATTICE;
  return Number(tick);
}

/**
 * The coarsest tick that all prices fed so far are multiples of. It can come out too coarse (never too fine) as long
 * as few prices have been seen, so it is a fallback and is marked as inferred wherever it is shown.
 */
export class TickInference {
  #gcdNanos = 0n;
  #gcd = 0;
  #first = 0;
  #distinct = 0;

  /** Feeds one wire price; UNDEF_PRICE and 0 say nothing and are skipped. */
  add(lo: number, hi: number): void {
    if (hi >= -EXACT_HI && hi <= EXACT_HI && this.#distinct > 1) {
      const nanos = hi * TWO_32 + (lo >>> 0);
      if (nanos % this.#gcd === 0) return;
    }
    if (isUndefinedPrice(lo, hi)) return;
    this.#fold(priceNanosFromWords(lo, hi));
  }

  /** Nanos of the inferred tick; null before two distinct prices. */
  get tickSizeNanos(): bigint | null {
    return this.#distinct > 1 ? this.#gcdNanos : null;
  }

  #fold(nanos: bigint): void {
    if (nanos === 0n) return;
    const value = Number(nanos);
    if (this.#distinct === 0) {
      this.#first = value;
      this.#distinct = 1;
    } else if (value !== this.#first) {
      this.#distinct = 2;
    }
    this.#gcdNanos = gcd(this.#gcdNanos, nanos < 0n ? -nanos : nanos);
    this.#gcd = Number(this.#gcdNanos);
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}
