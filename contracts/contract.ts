// What a definition says of an instrument's contract: the facts a trader asks for before the first look at its book.
import { z } from 'zod';
import { priceTextFromNanos } from './units.ts';

const int64 = z.string().regex(/^-?\d{1,20}$/);

export const INSTRUMENT_KINDS = {
  B: 'bond',
  C: 'call',
  F: 'future',
  K: 'stock',
  M: 'mixed spread',
  P: 'put',
  S: 'future spread',
  T: 'option spread',
  X: 'fx spot',
  Y: 'commodity spot',
} as const;

/** Prices and values are integers of 1e-9, times nanoseconds; null where the definition leaves them undefined. */
export const ContractFacts = z.object({
  kind: z.string(),
  userDefined: z.boolean(),
  asset: z.string(),
  /** Market identifier code. */
  exchange: z.string(),
  currency: z.string(),
  underlying: z.string(),
  /** Null where it varies with the price, as for ES options. */
  tickNanos: int64.nullable(),
  /** Money of one tick of one contract. */
  tickValueNanos: int64.nullable(),
  /** Money of one whole point (`unit_of_measure_qty`). */
  pointValueNanos: int64.nullable(),
  expirationNanos: int64.nullable(),
  strikeNanos: int64.nullable(),
  /** UTC date of the definition. */
  definedOn: z.string(),
});
export type ContractFacts = z.infer<typeof ContractFacts>;

/** An integer of 1e-9 with as many places as it needs, at least `least`. */
export function decimalText(nanos: bigint, least = 0): string {
  const [whole, fraction = ''] = priceTextFromNanos(nanos, 9).split('.');
  const shown = fraction.replace(/0+$/, '').padEnd(least, '0');
  return shown === '' ? `${whole}` : `${whole}.${shown}`;
}
