// Units that cross boundaries. Nanoseconds are bigint (they exceed 2^53), ticks and lots are integers, windows are
// seconds of the UTC day, chunks are 256 windows. Conversions are the only place where one becomes another.

/** Nanoseconds since 1970-01-01T00:00:00Z. */
export type TsNanos = bigint & { readonly __unit?: 'ns' };
/** price / tickSize, an absolute integer. */
export type Tick = number & { readonly __unit?: 'tick' };
/** Contracts, shares or the stated lot of an import. */
export type Lots = number & { readonly __unit?: 'lots' };
/** Second of the UTC day, 0..86399: window w covers [w, w+1). */
export type WindowIndex = number & { readonly __unit?: 'window' };
/** window >> 8 */
export type ChunkIndex = number & { readonly __unit?: 'chunk' };

export const NANOS_PER_SECOND = 1_000_000_000n;
export const WINDOWS_PER_DAY = 86_400;
export const WINDOWS_PER_CHUNK = 256;
export const CHUNK_SHIFT = 8;
/** DBN prices are integers of 1e-9. */
export const PRICE_SCALE = 1_000_000_000;

export function chunkFromWindow(window: WindowIndex): ChunkIndex {
  return window >> CHUNK_SHIFT;
}

/** Start of the UTC day that holds `ts`. */
export function dayStartFromTs(ts: TsNanos): TsNanos {
  const day = NANOS_PER_SECOND * BigInt(WINDOWS_PER_DAY);
  return ts - (((ts % day) + day) % day);
}

export function windowFromTs(ts: TsNanos, dayStart: TsNanos): WindowIndex {
  return Number((ts - dayStart) / NANOS_PER_SECOND);
}

export function tsFromWindow(window: WindowIndex, dayStart: TsNanos): TsNanos {
  return dayStart + BigInt(window) * NANOS_PER_SECOND;
}

/** Price as a decimal string with as many digits as the tick needs (at least `minDigits`); exact, no double involved. */
export function priceTextFromNanos(priceNanos: bigint, digits: number): string {
  const negative = priceNanos < 0n;
  const magnitude = negative ? -priceNanos : priceNanos;
  const whole = magnitude / BigInt(PRICE_SCALE);
  const fraction = (magnitude % BigInt(PRICE_SCALE)).toString().padStart(9, '0');
  const shown = fraction.slice(0, digits);
  return `${negative ? '-' : ''}${whole}${digits > 0 ? `.${shown}` : ''}`;
}

export function priceNanosFromTick(tick: Tick, tickSizeNanos: bigint): bigint {
  return BigInt(tick) * tickSizeNanos;
}

/** Digits after the point that a multiple of the tick size can have: 0.25 → 2, 0.00390625 → 8. */
export function priceDigitsFromTickSize(tickSizeNanos: bigint): number {
  let digits = 9;
  let rest = tickSizeNanos < 0n ? -tickSizeNanos : tickSizeNanos;
  while (digits > 0 && rest % 10n === 0n) {
    rest /= 10n;
    digits -= 1;
  }
  return rest === 0n ? 0 : digits;
}

/** 2023-12-25 from a time; the calendar is UTC's. */
export function utcDateFromTs(ts: TsNanos): string {
  return new Date(Number(ts / 1_000_000n)).toISOString().slice(0, 10);
}

/** 4805.25 → nanos; null where the text is no decimal of at most nine digits after the point. Exact, no double involved. */
export function priceNanosFromText(text: string): bigint | null {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const nanos = BigInt(whole) * BigInt(PRICE_SCALE) + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nanos : nanos;
}
