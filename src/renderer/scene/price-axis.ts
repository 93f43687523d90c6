// Which prices are labelled beside the plot: round prices on the tick lattice, written exactly.
import { priceDigitsFromTickSize, priceNanosFromTick, priceTextFromNanos } from '../../../contracts/units.ts';
import { type PixelRect, pixelsPerTick, type Viewport } from './viewport.ts';

export interface PriceTick {
  readonly tick: number;
  readonly text: string;
}

/** Prices of one instrument as text, with as many digits as its tick needs. */
export class PriceScale {
  readonly tickSizeNanos: bigint;
  readonly #digits: number;
  readonly #halfDigits: number;

  constructor(tickSizeNanos: bigint) {
    this.tickSizeNanos = tickSizeNanos;
    this.#digits = priceDigitsFromTickSize(tickSizeNanos);
    // Half a tick of 0.25 is 0.125: one digit more than the tick's own.
    this.#halfDigits = Math.max(this.#digits, halfDigits(tickSizeNanos));
  }

  textFromTick(tick: number): string {
    return priceTextFromNanos(priceNanosFromTick(tick, this.tickSizeNanos), this.#digits);
  }

  /** A mid price, given in half ticks: 4801.625 between 4801.50 and 4801.75, 4801.50 on a tick. */
  textFromHalfTicks(mid2: number): string {
    if (mid2 % 2 === 0) return this.textFromTick(mid2 / 2);
    return priceTextFromNanos((BigInt(mid2) * this.tickSizeNanos) / 2n, this.#halfDigits);
  }

  /** A tick that stands on the labels: they are whole steps away from it. */
  get originTick(): number {
    return 0;
  }

  /** Smallest round number of ticks whose labels stand at least `minGapPx` apart. */
  stepTicks(pixelsPerTickNow: number, minGapPx: number): number {
    const enough = minGapPx / pixelsPerTickNow;
    for (const step of this.#roundSteps()) {
      if (step >= enough) return step;
    }
    return Math.ceil(enough);
  }

  /** One and two ticks, then 1, 2, 2.5 and 5 × 10^n of price where the lattice has them. */
  *#roundSteps(): Generator<number> {
    const size = this.tickSizeNanos;
    yield 1;
    yield 2;
    for (let power = 1n; power <= 10n ** 15n; power *= 10n) {
      for (const tenths of [10n, 20n, 25n, 50n]) {
        const nanos = (power * tenths) / 10n;
        if (nanos > 2n * size && nanos % size === 0n && (power * tenths) % 10n === 0n)
          yield Number(nanos / size);
      }
    }
  }
}

function halfDigits(tickSizeNanos: bigint): number {
  return tickSizeNanos % 2n === 0n ? priceDigitsFromTickSize(tickSizeNanos / 2n) : 9;
}

export function priceTicks(
  view: Viewport,
  plot: PixelRect,
  minGapPx: number,
  scale: PriceScale,
): PriceTick[] {
  const step = scale.stepTicks(pixelsPerTick(view, plot), minGapPx);
  const origin = scale.originTick;
  const ticks: PriceTick[] = [];
  for (
    let tick = origin + Math.ceil((view.tickLo - origin) / step) * step;
    tick <= view.tickHi;
    tick += step
  ) {
    ticks.push({ tick, text: scale.textFromTick(tick) });
  }
  return ticks;
}
