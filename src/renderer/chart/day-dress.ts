// How the times and prices of a day are told on the chart: as they are, or from a moment alone.
import type { DayData } from '../replay/day-data.ts';
import { BlindClock, type BlindOrigin, BlindPrices } from '../scene/blind.ts';
import { ExchangeClock } from '../scene/exchange-time.ts';
import { PriceScale } from '../scene/price-axis.ts';

export interface DayDress {
  readonly clock: ExchangeClock;
  readonly prices: PriceScale;
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
