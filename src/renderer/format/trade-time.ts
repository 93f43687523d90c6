// Dates and moments as traders name them: the trade date of a session that opens the evening before, times to the
// nanosecond, the hour of the open. Zones and offsets are those of the chart's clock (scene/exchange-time.ts).
import type { DaySummary } from '../../../contracts/messages.ts';
import { NANOS_PER_SECOND, WINDOWS_PER_DAY, windowFromTs } from '../../../contracts/units.ts';
import { ExchangeClock } from '../scene/exchange-time.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const SECONDS_PER_DAY = WINDOWS_PER_DAY;

export class TradeClock extends ExchangeClock {
  readonly dayStartNanos: bigint;

  constructor(dataset: string, dayStartNanos: bigint) {
    super(dataset, dayStartNanos);
    this.dayStartNanos = dayStartNanos;
  }

  /** 17:29:40.000 000 000 in the exchange's zone. */
  nanosText(tsNanos: bigint): string {
    return withNanos(this.timeText(windowFromTs(tsNanos, this.dayStartNanos)), tsNanos);
  }

  utcNanosText(tsNanos: bigint): string {
    return withNanos(this.utcText(windowFromTs(tsNanos, this.dayStartNanos)), tsNanos);
  }
}

/** Tue 26 Dec 2023; without the year where `short`. */
export function dateText(day: number, short = false): string {
  const date = new Date(day * SECONDS_PER_DAY * 1000);
  const words = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return short ? words : `${words} ${date.getUTCFullYear()}`;
}

function withNanos(clock: string, tsNanos: bigint): string {
  const nanos = (tsNanos % NANOS_PER_SECOND).toString().padStart(9, '0');
  return `${clock}.${nanos.slice(0, 3)} ${nanos.slice(3, 6)} ${nanos.slice(6)}`;
}

const clocks = new Map<string, TradeClock>();

/** The clock of a day; made once for each dataset and date. */
export function clockFromDay(day: Pick<DaySummary, 'dataset' | 'dayStartNanos'>): TradeClock {
  const key = `${day.dataset} ${day.dayStartNanos}`;
  const clock = clocks.get(key) ?? new TradeClock(day.dataset, BigInt(day.dayStartNanos));
  clocks.set(key, clock);
  return clock;
}

/** Trade date of the middle of a day's span: the best guess for a day that was never opened. */
export function tradeDayFromSpan(day: DaySummary): number {
  const clock = clockFromDay(day);
  const first = windowFromTs(BigInt(day.firstTsNanos), clock.dayStartNanos);
  const last = windowFromTs(BigInt(day.lastTsNanos), clock.dayStartNanos);
  return clock.tradeDay(Math.floor((first + last) / 2));
}
