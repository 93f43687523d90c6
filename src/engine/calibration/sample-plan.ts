// What is sampled of each day: its seconds, every how many, and how far round spot; settled for all days together, so that
// they fit into memory and compare.
import { FaultError } from '../../../contracts/errors.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { DEFAULT_SESSION, parseSessionSpan, windowsOfSession } from '../../../contracts/session-span.ts';
import type { StoredDay } from '../store/details.ts';

/** Rows of all days together, and those that may be sampled as far as a particle can go. */
const MOST_ROWS = 400_000;
const WIDE_ROWS = 60_000;
/** Ticks from spot that a particle hardly ever leaves. */
const NARROW_REACH = 40;

export interface DaySpan {
  readonly dayId: string;
  readonly windowFrom: number;
  readonly windowEnd: number;
}

export interface SamplePlan {
  readonly spans: readonly DaySpan[];
  /** As it is told: `rth:3h`, `all`. */
  readonly session: string;
  readonly stride: number;
  readonly reach: number;
}

/**
 * Throws a FaultError: `bad_request` (no such span, days of different products), `not_ready` (a day still grows),
 * `range_empty` (a day has nothing in the span).
 */
export function planSamples(
  days: readonly StoredDay[],
  session: string | undefined,
  xpMax: number,
): SamplePlan {
  sameProduct(days.map(({ summary }) => summary));
  const growing = days.find(({ summary }) => summary.state === 'growing');
  if (growing)
    throw new FaultError({
      code: 'not_ready',
      message: `${growing.summary.symbol} of ${growing.summary.utcDate} is still being read.`,
    });
  const chosen = session === undefined ? defaultSession(days) : takenSession(days, session);
  const spans = days.map((day) => spanOf(day, chosen));
  const rows = spans.reduce((sum, { windowFrom, windowEnd }) => sum + windowEnd - windowFrom, 0);
  const stride = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const farthest = Math.ceil(xpMax) + 1;
  const reach = rows / stride <= WIDE_ROWS ? farthest : Math.min(farthest, NARROW_REACH);
  return { spans, session: chosen, stride, reach };
}

/** The first hours of regular trading where every day has them, else all. */
function defaultSession(days: readonly StoredDay[]): string {
  return days.every((day) => windowsWithin(day, DEFAULT_SESSION) !== null) ? DEFAULT_SESSION : 'all';
}

/** Regular hours in which none of the days has a second give way to all of the days; who asked is told what was taken. */
function takenSession(days: readonly StoredDay[], session: string): string {
  const isRegular = parseSessionSpan(session)?.kind === 'rth';
  return isRegular && days.every((day) => windowsWithin(day, session) === null) ? 'all' : session;
}

function spanOf(day: StoredDay, session: string): DaySpan {
  const windows = windowsWithin(day, session);
  if (windows) return { dayId: day.summary.dayId, ...windows };
  throw new FaultError({
    code: 'range_empty',
    message: `${day.summary.symbol} of ${day.summary.utcDate} has no second in "${session}".`,
    hint: 'The span "all" takes every second; 13:30-16:30 names times in UTC.',
  });
}

function windowsWithin(day: StoredDay, session: string): { windowFrom: number; windowEnd: number } | null {
  const span = parseSessionSpan(session);
  if (!span)
    throw new FaultError({
      code: 'bad_request',
      message: `"${session}" is no session span.`,
      hint: 'Spans: all, rth, rth:3h, rth:90m, or 13:30-16:30 in UTC.',
    });
  const windows = windowsOfSession(span, day.summary);
  if (!windows) return null;
  const windowFrom = Math.max(day.windowFrom, windows.windowFrom);
  const windowEnd = Math.min(day.windowEnd, windows.windowEnd);
  return windowFrom < windowEnd ? { windowFrom, windowEnd } : null;
}

function sameProduct(days: readonly DaySummary[]): void {
  const [first] = days;
  if (!first) throw new FaultError({ code: 'bad_request', message: 'No day was chosen.' });
  const other = days.find(
    (day) => day.dataset !== first.dataset || day.tickSizeNanos !== first.tickSizeNanos,
  );
  if (other)
    throw new FaultError({
      code: 'bad_request',
      message: `${first.symbol} of ${first.utcDate} and ${other.symbol} of ${other.utcDate} are not of one product.`,
      hint: 'Choose days of one instrument.',
    });
  const twice = days.find((day, i) => days.findIndex(({ dayId }) => dayId === day.dayId) !== i);
  if (twice)
    throw new FaultError({ code: 'bad_request', message: `${twice.utcDate} was chosen more than once.` });
}
