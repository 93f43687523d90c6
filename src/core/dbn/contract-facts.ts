// A definition → the facts of its contract (dbn-format §5, the traps): the point value stands in unit_of_measure_qty,
// contract_multiplier is undefined on CME, display_factor is not applied to prices.
import { type ContractFacts, INSTRUMENT_KINDS } from '../../../contracts/contract.ts';
import { utcDateFromTs } from '../../../contracts/units.ts';
import type { InstrumentDefinition } from './definition.ts';

const SCALE = 1_000_000_000n;

export function contractFactsFrom(definition: InstrumentDefinition): ContractFacts {
  const { minPriceIncrementNanos: tick, unitOfMeasureQtyNanos: pointValue } = definition;
  const kinds: Readonly<Record<string, string>> = INSTRUMENT_KINDS;
  return {
    kind: kinds[definition.instrumentClass] ?? '',
    userDefined: definition.userDefinedInstrument === 'Y',
    asset: definition.asset,
    exchange: definition.exchange,
    currency: definition.currency,
    underlying: definition.underlying,
    tickNanos: textOrNull(tick),
    tickValueNanos: textOrNull(tickValueOf(definition)),
    pointValueNanos: pointValue !== null && pointValue > 0n ? String(pointValue) : null,
    expirationNanos: textOrNull(definition.expirationNanos),
    strikeNanos: textOrNull(definition.strikePriceNanos),
    definedOn: utcDateFromTs(definition.tsRecvNanos),
  };
}

/**
 * Tick times point value, integers of 1e-9; null where one of them is undefined, where the product is no whole 1e-9, or
 * where the definition's own amount of a tick (given in units of the display) says otherwise: it then means another unit.
 */
function tickValueOf(definition: InstrumentDefinition): bigint | null {
  const { minPriceIncrementNanos: tick, unitOfMeasureQtyNanos: pointValue } = definition;
  if (tick === null || pointValue === null || pointValue <= 0n) return null;
  const product = tick * pointValue;
  if (product % SCALE !== 0n) return null;
  const value = product / SCALE;
  const { minPriceIncrementAmountNanos: amount, displayFactorNanos: display } = definition;
  const isTold = amount !== null && amount > 0n && display !== null && display > 0n;
  return isTold && amount * SCALE !== value * display ? null : value;
}

function textOrNull(value: bigint | null): string | null {
  return value === null ? null : String(value);
}
