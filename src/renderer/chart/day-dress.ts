// How the times and prices of a day are told on the chart: as they are, or from a moment alone.
import type { DayData } from '../replay/day-data.ts';
import { BlindClock, type BlindOrigin, BlindPrices } from '../scene/blind.ts';
import { ExchangeClock } from '../scene/exchange-time.ts';
import { PriceScale } from '../scene/price-axis.ts';

export interface DayDress {
  readonly clock: ExchangeClock;
  readonly prices: PriceScale;
}

/** Characters of a price where how far prices go is not to be told. */
const BLIND_CHARACTERS = 8;

/** Length of the longest price that the axis may have to show; half a tick has a digit more. */
export function priceCharactersOf(data: DayData, prices: PriceScale, blind: BlindOrigin | null): number {
  const spots = blind ? null : data.spotRange();
  if (!spots) return BLIND_CHARACTERS;
  const ends = [2 * spots.lo - 1, 2 * spots.hi + 1];
  return Math.max(...ends.map((mid2) => prices.textFromHalfTicks(mid2).length));
}

export function dressOf(
  { info, dayStartNanos, tickSizeNanos }: DayData,
  blind: BlindOrigin | null,
): DayDress {
  const { dataset } = info.summary;
  if (!blind)
    return { clock: new ExchangeClock(dataset, dayStartNanos), prices: new PriceScale(tickSizeNanos) };
  return {
    clock: new BlindClock(dataset, dayStartNanos, blind.at),
    prices: new BlindPrices(tickSizeNanos, blind.tick),
  };
}
