// What a chart says of time and price while its reader must not know when and where it is: seconds before and after the
// moment, ticks from its mid.
import { ExchangeClock } from './exchange-time.ts';
import { PriceScale } from './price-axis.ts';

/** Seconds before the moment that may be looked at: how long the day has been going on would tell the time. */
export const LOOK_BACK = 1800;

/** The moment that everything is told from. */
export interface BlindOrigin {
  /** Playhead, seconds of the UTC day. */
  readonly at: number;
  readonly tick: number;
  /** The model's path is not to be seen either. */
  readonly hidesPath: boolean;
}

export class BlindClock extends ExchangeClock {
  readonly #at: number;

  constructor(dataset: string, dayStartNanos: bigint, at: number) {
    super(dataset, dayStartNanos);
    this.#at = at;
  }

  /** Labels stand at round distances from the moment. */
  override offsetSeconds(): number {
    return -this.#at;
  }

  override timeText(window: number, decimals = 0): string {
    return relativeText(window - this.#at, decimals);
  }

  override shortText(window: number): string {
    return this.timeText(window);
  }

  override cursorTexts(window: number, decimals: number): readonly string[] {
    return [this.timeText(window, decimals)];
  }

  override get rolls(): readonly number[] {
    return [];
  }

  override dateText(): string {
    return '';
  }
}

export class BlindPrices extends PriceScale {
  readonly #tick: number;

  constructor(tickSizeNanos: bigint, tick: number) {
    super(tickSizeNanos);
    this.#tick = tick;
  }

  /** Labels stand at round distances from the mid: round prices would tell something of the price. */
  override get originTick(): number {
    return this.#tick;
  }

  override textFromTick(tick: number): string {
    return signed(tick - this.#tick);
  }

  override textFromHalfTicks(mid2: number): string {
    return signed(mid2 / 2 - this.#tick);
  }
}

/** −2:30, 0:00, +0:12.5. */
function relativeText(seconds: number, decimals: number): string {
  const scale = 10 ** decimals;
  const units = Math.round(Math.abs(seconds) * scale);
  const minutes = Math.floor(units / (60 * scale));
  const rest = ((units - minutes * 60 * scale) / scale)
    .toFixed(decimals)
    .padStart(decimals ? 3 + decimals : 2, '0');
  return `${units === 0 ? '' : seconds < 0 ? '−' : '+'}${minutes}:${rest}`;
}

function signed(ticks: number): string {
  return ticks === 0 ? '0' : `${ticks < 0 ? '−' : '+'}${Math.abs(ticks)}`;
}
