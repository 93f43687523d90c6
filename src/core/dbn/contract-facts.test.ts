import { describe, expect, it } from 'vitest';
import { contractFactsFrom } from './contract-facts.ts';
import { emptyDefinition } from './definition.ts';

const es = {
  ...emptyDefinition(),
  instrumentClass: 'F',
  asset: 'ES',
  exchange: 'XCME',
  currency: 'USD',
  minPriceIncrementNanos: 250_000_000n,
  minPriceIncrementAmountNanos: 125_000_000n,
  displayFactorNanos: 10_000_000n,
  unitOfMeasureQtyNanos: 50_000_000_000n,
  expirationNanos: 1_710_509_400_000_000_000n,
};

describe('contract facts', () => {
  it('take the point value from unit_of_measure_qty', () => {
    expect(contractFactsFrom(es)).toMatchObject({
      kind: 'future',
      tickNanos: '250000000',
      pointValueNanos: '50000000000',
      tickValueNanos: '12500000000',
      strikeNanos: null,
    });
  });

  it('leave undefined what the definition leaves undefined', () => {
    const spread = { ...es, instrumentClass: 'S', unitOfMeasureQtyNanos: null };
    expect(contractFactsFrom(spread)).toMatchObject({ kind: 'future spread', tickValueNanos: null });
    const option = {
      ...es,
      instrumentClass: 'C',
      minPriceIncrementNanos: null,
      strikePriceNanos: 4_250_000_000_000n,
    };
    expect(contractFactsFrom(option)).toMatchObject({
      tickNanos: null,
      tickValueNanos: null,
      pointValueNanos: '50000000000',
      strikeNanos: '4250000000000',
    });
    expect(contractFactsFrom({ ...emptyDefinition(), instrumentClass: '~' }).kind).toBe('');
  });

  it('tell no tick value where the definition’s own amount of a tick is another', () => {
    // A bond in points of a per cent of 100,000: 1/32 is 31.25, not 3,125.
    const bond = {
      ...es,
      minPriceIncrementNanos: 31_250_000n,
      minPriceIncrementAmountNanos: 31_250_000_000n,
      displayFactorNanos: 1_000_000_000n,
      unitOfMeasureQtyNanos: 100_000_000_000_000n,
    };
    expect(contractFactsFrom(bond).tickValueNanos).toBeNull();
  });
});
