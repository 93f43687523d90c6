import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  priceNanosFromWords,
  TICK_OFF_LATTICE,
  TICK_UNDEFINED,
  TickInference,
  tickFromPriceWords,
} from './price.ts';

function words(nanos: bigint): [lo: number, hi: number] {
  return [Number(BigInt.asIntN(32, nanos)), Number(BigInt.asIntN(32, nanos >> 32n))];
}

const anyPrice = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('tickFromPriceWords', () => {
  it('knows the prices of ES, ZN and of spreads', () => {
    expect(tickFromPriceWords(...words(4_800_250_000_000n), 250_000_000)).toBe(19_201);
    expect(tickFromPriceWords(...words(110_015_625_000n), 15_625_000)).toBe(7041);
    expect(tickFromPriceWords(...words(-12_500_000_000n), 250_000_000)).toBe(-50);
    expect(tickFromPriceWords(...words(0n), 250_000_000)).toBe(0);
  });

  it('tells off the lattice and undefined prices apart', () => {
    expect(tickFromPriceWords(...words(4_800_100_000_000n), 250_000_000)).toBe(TICK_OFF_LATTICE);
    expect(tickFromPriceWords(...words(2n ** 63n - 1n), 250_000_000)).toBe(TICK_UNDEFINED);
    expect(tickFromPriceWords(...words(2n ** 62n), 1)).toBe(TICK_OFF_LATTICE);
  });

  it('agrees with integer arithmetic on any price and tick size', () => {
    const tickSize = fc.oneof(
      fc.constantFrom(1n, 10n, 3_906_250n, 15_625_000n, 250_000_000n),
      fc.bigInt(1n, 10n ** 12n),
    );
    fc.assert(
      fc.property(
        fc.oneof(anyPrice, fc.bigInt(-(2n ** 54n), 2n ** 54n)),
        tickSize,
        fc.boolean(),
        (price, size, snap) => {
          const nanos = snap ? price - (price % size) : price;
          const exact = nanos % size === 0n && nanos / size > -(2n ** 31n) && nanos / size < 2n ** 31n - 1n;
          const expected =
            nanos === 2n ** 63n - 1n ? TICK_UNDEFINED : exact ? Number(nanos / size) : TICK_OFF_LATTICE;
          expect(tickFromPriceWords(...words(nanos), Number(size))).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('priceNanosFromWords', () => {
  it('is the inverse of splitting', () => {
    fc.assert(
      fc.property(anyPrice, (nanos) => {
        expect(priceNanosFromWords(...words(nanos))).toBe(nanos);
      }),
    );
  });
});

describe('TickInference', () => {
  function infer(prices: bigint[]): bigint | null {
    const inference = new TickInference();
    for (const price of prices) inference.add(...words(price));
    return inference.tickSizeNanos;
  }

  it('finds the tick of a few prices and says nothing of a single one', () => {
    expect(infer([])).toBeNull();
    expect(infer([4_800_250_000_000n, 4_800_250_000_000n])).toBeNull();
    expect(infer([4_800_250_000_000n, 4_800_500_000_000n, 4_800_000_000_000n])).toBe(250_000_000n);
    expect(infer([-12_500_000_000n, 12_750_000_000n, 0n, 2n ** 63n - 1n])).toBe(250_000_000n);
  });

  it('stays exact beyond 2^53', () => {
    expect(infer([199_999_990_000_000_000n, 10_000_000n, 10_010_000_000n])).toBe(10_000_000n);
  });

  it('divides every price and is divided by every tick that all prices share', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 9n),
        fc.array(fc.bigInt(-(10n ** 6n), 10n ** 6n), { minLength: 2 }),
        (tick, ticks) => {
          const inferred = infer(ticks.map((count) => count * tick));
          if (inferred === null) return;
          expect(inferred % tick).toBe(0n);
          for (const count of ticks) expect((count * tick) % inferred).toBe(0n);
        },
      ),
    );
  });
});
