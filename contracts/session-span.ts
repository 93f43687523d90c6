// Which seconds of a UTC day a calibration looks at: all, regular trading hours or their first part, or from one time to
// another. Regular hours are those of the product, where they are known (product-hours.ts).
import { assetOf } from './product-hours.ts';
import { dayFromDate, regularHours } from './trade-dates.ts';

const HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

/** `all`, `rth`, `rth:3h`, `rth:90m`, or `13:30-16:30` in UTC. */
export type SessionSpan =
  | { readonly kind: 'all' }
  | { readonly kind: 'rth'; readonly seconds: number | null }
  | { readonly kind: 'utc'; readonly from: number; readonly to: number };

export const DEFAULT_SESSION = 'rth:3h';

/** Null where the text says no span. */
export function parseSessionSpan(text: string): SessionSpan | null {
  if (text === 'all') return { kind: 'all' };
  const regular = /^rth(?::(\d{1,4})([hm]))?$/.exec(text);
  if (regular) {
    if (regular[1] === undefined) return { kind: 'rth', seconds: null };
    const seconds = Number(regular[1]) * (regular[2] === 'h' ? HOUR : 60);
    return seconds > 0 ? { kind: 'rth', seconds } : null;
  }
  const times = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!times) return null;
  const second = (hours: string | undefined, minutes: string | undefined): number =>
    Number(hours) * HOUR + Number(minutes) * 60;
  const from = second(times[1], times[2]);
  const to = Math.min(SECONDS_PER_DAY, second(times[3], times[4]));
  return from < to ? { kind: 'utc', from, to } : null;
}

/** Windows [from, end) of a UTC day; null where the span has none on that day. */
export function windowsOfSession(
  span: SessionSpan,
  day: Parameters<typeof assetOf>[0] & { readonly dataset: string; readonly utcDate: string },
): { readonly windowFrom: number; readonly windowEnd: number } | null {
  if (span.kind === 'all') return { windowFrom: 0, windowEnd: SECONDS_PER_DAY };
  if (span.kind === 'utc') return { windowFrom: span.from, windowEnd: span.to };
  const date = dayFromDate(day.utcDate);
  const hours = regularHours(day.dataset, date, assetOf(day));
  if (!hours) return null;
  const start = date * SECONDS_PER_DAY;
  const from = Math.max(0, hours.fromSeconds - start);
  const end =
    span.seconds === null ? hours.toSeconds : Math.min(hours.toSeconds, hours.fromSeconds + span.seconds);
  const to = Math.min(SECONDS_PER_DAY, end - start);
  return from < to ? { windowFrom: from, windowEnd: to } : null;
}
