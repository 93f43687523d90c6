// Times of the UTC day as the exchange's clock shows them. Offsets are asked of the platform once a quarter of an hour of
// data and kept, so that a label costs only arithmetic, also on the days the clocks change.

import { exchangeZoneOf, zoneOffsetSeconds } from '../../../contracts/exchange-zones.ts';
import { type TradeDaySpan, tradeDaySpans } from '../../../contracts/trade-dates.ts';

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export class ExchangeClock {
  readonly zone: string;
  readonly label: string;
  /** Unix time of window 0, seconds. */
  readonly #dayStartSeconds: number;
  readonly #spans: readonly TradeDaySpan[];
  readonly #offsets = new Map<number, number>();

  constructor(dataset: string, dayStartNanos: bigint) {
    const { zone, label } = exchangeZoneOf(dataset);
    this.zone = zone;
    this.label = label;
    this.#dayStartSeconds = Number(dayStartNanos / 1_000_000_000n);
    this.#spans = tradeDaySpans(dataset, this.#dayStartSeconds);
  }

  /** Seconds that the exchange's clock is ahead of UTC (negative west of it). Zones change on whole quarters of hours. */
  offsetSeconds(window: number): number {
    const quarter = Math.floor(window / (SECONDS_PER_HOUR / 4));
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const utcSeconds = this.#dayStartSeconds + quarter * (SECONDS_PER_HOUR / 4);
    const offset = zoneOffsetSeconds(this.zone, utcSeconds);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  /** Seconds since the exchange's own midnight of the UTC day's date; negative on the evening before. */
  localSeconds(window: number): number {
    return window + this.offsetSeconds(window);
  }

  /** 17:29:40, or with `decimals` 17:29:40.25. */
  timeText(window: number, decimals = 0): string {
    return clockText(this.localSeconds(window), decimals);
  }

  /** Hours and minutes. */
  shortText(window: number): string {
    return this.timeText(window).slice(0, 5);
  }

  /** A moment as the crosshair tells it: the exchange's time, and UTC where that is another. */
  cursorTexts(window: number, decimals: number): readonly string[] {
    const utc = `${this.utcText(window, decimals)} UTC`;
    return this.zone === 'UTC' ? [utc] : [`${this.timeText(window, decimals)} ${this.label}`, utc];
  }

  utcText(window: number, decimals = 0): string {
    return clockText(window, decimals);
  }

  /** Days since 1970 of the trade date that a window of the UTC day belongs to. */
  tradeDay(window: number): number {
    const span = this.#spans.find(({ windowEnd }) => window < windowEnd) ?? this.#spans.at(-1);
    return span?.tradeDay ?? 0;
  }

  /** Windows of the UTC day at which another trade date begins. */
  get rolls(): readonly number[] {
    return this.#spans.slice(1).map(({ windowFrom }) => windowFrom);
  }

  /** Tue 26 Dec, the trade date of a window. */
  dateText(window: number): string {
    const date = new Date(this.tradeDay(window) * SECONDS_PER_DAY * 1000);
    return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  }
}

/** Time of day, cut (never rounded up) to `decimals`; any day. */
export function clockText(seconds: number, decimals: number): string {
  const scale = 10 ** decimals;
  // A small allowance, so that 40.25 given as 40.2499999999 is not cut to 40.24.
  const units = Math.floor(seconds * scale + 1e-4);
  const inDay = ((units % (SECONDS_PER_DAY * scale)) + SECONDS_PER_DAY * scale) % (SECONDS_PER_DAY * scale);
  const whole = Math.floor(inDay / scale);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return decimals > 0 ? `${text}.${String(inDay % scale).padStart(decimals, '0')}` : text;
}
