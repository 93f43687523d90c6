// What tells options of one underlying apart that are summed separately in silver: true strike, right, expiry.
import type { InstrumentDefinition } from '../dbn/definition.ts';

export interface OptionSeries {
  /** Strike price, 1e-9. */
  readonly strikeNanos: bigint;
  readonly right: 'C' | 'P';
  /** When it expires, nanoseconds since 1970. */
  readonly expiryNanos: bigint;
}

/** An option as its definition tells it. */
export interface OptionTerms extends OptionSeries {
  /** Symbol of the underlying, as the vendor writes it. */
  readonly underlying: string;
  /** Its instrument id; 0 where the definition has none. */
  readonly underlyingId: number;
}

/** Null where the definition is not one of a call or put with a strike, an expiry and an underlying. */
export function optionTermsFrom(definition: InstrumentDefinition): OptionTerms | null {
  const { instrumentClass, strikePriceNanos, expirationNanos, underlying, underlyingId } = definition;
  if (instrumentClass !== 'C' && instrumentClass !== 'P') return null;
  if (strikePriceNanos === null || expirationNanos === null || underlying === '') return null;
  return {
    strikeNanos: strikePriceNanos,
    right: instrumentClass,
    expiryNanos: expirationNanos,
    underlying,
    underlyingId,
  };
}
