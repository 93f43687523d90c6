// Which days belong together: those of one instrument by its symbol (an id means nothing on another date), in the order
// of their times. A file is a part of a series, and a series has no gaps but those of its files.
import type { DaySummary } from './messages.ts';

/** An instrument over time: dataset, publisher and symbol. */
export function seriesKeyOf(day: Pick<DaySummary, 'dataset' | 'publisherId' | 'symbol'>): string {
  return `${day.dataset} ${day.publisherId} ${day.symbol}`;
}

/** What joining asks of a day. */
export type JoinedDay = Pick<DaySummary, 'dayId' | 'state' | 'utcDate' | 'firstTsNanos' | 'lastTsNanos'>;

export interface JoinedDays<D extends JoinedDay> {
  /** In order of time, none beginning before the one before it ends. */
  readonly days: readonly D[];
  /** Days left out, since their times are already told by another. */
  readonly overlaps: readonly { readonly left: D; readonly kept: D }[];
}

/**
 * Joins the days of one series. Where two hold the same time, the preferred one stays, then a complete one, then the one
 * that comes first in the list.
 */
export function joinDays<D extends JoinedDay>(
  days: readonly D[],
  preferredId: string | null = null,
): JoinedDays<D> {
  const rank = (day: D): number => (day.dayId === preferredId ? 0 : day.state === 'complete' ? 1 : 2);
  const byRank = days
    .map((day, i) => ({ day, i }))
    .sort((a, b) => rank(a.day) - rank(b.day) || a.i - b.i)
    .map(({ day }) => day);
  const kept: D[] = [];
  const overlaps: { left: D; kept: D }[] = [];
  for (const day of byRank) {
    const other = kept.find((each) => overlap(each, day));
    if (other) overlaps.push({ left: day, kept: other });
    else kept.push(day);
  }
  kept.sort((a, b) => compareTimes(a.firstTsNanos, b.firstTsNanos));
  return { days: kept, overlaps };
}

/** The day before and after in the series of `day`, among `days`. */
export function neighboursOf(
  days: readonly DaySummary[],
  day: DaySummary,
): { readonly before: DaySummary | null; readonly after: DaySummary | null } {
  const key = seriesKeyOf(day);
  const series = joinDays(
    days.filter((each) => seriesKeyOf(each) === key),
    day.dayId,
  ).days;
  const at = series.findIndex((each) => each.dayId === day.dayId);
  return { before: series[at - 1] ?? null, after: at < 0 ? null : (series[at + 1] ?? null) };
}

/** Whether two days tell of the same time; one may begin in the very moment in which the other ends. */
function overlap(a: JoinedDay, b: JoinedDay): boolean {
  if (a.utcDate !== b.utcDate) return false;
  return (
    (compareTimes(a.firstTsNanos, b.lastTsNanos) < 0 && compareTimes(b.firstTsNanos, a.lastTsNanos) < 0) ||
    (a.firstTsNanos === b.firstTsNanos && a.lastTsNanos === b.lastTsNanos)
  );
}

/** Decimal strings of any length. */
function compareTimes(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
