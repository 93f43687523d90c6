// What every book asks of an MBO row's words, whatever it does with the answer.
import { SIDE_ASK, SIDE_BID } from './layout.ts';

export const NO_SIDE = -1;

export const UNDEF_PRICE_LO = -1;
export const UNDEF_PRICE_HI = 0x7fffffff;

/** Of a row's word W_FLAGS: bid 0, ask 1, anything else NO_SIDE. */
export function sideOfFlags(bits: number): number {
  const char = bits >>> 24;
  return char === SIDE_BID ? 0 : char === SIDE_ASK ? 1 : NO_SIDE;
}

/** Of the two words of a price. */
export function isUndefinedPrice(lo: number, hi: number): boolean {
  return hi === UNDEF_PRICE_HI && lo === UNDEF_PRICE_LO;
}
