// Files of one instrument side by side: the snapshot that opens a file checked against the book at the end of the file
// before, and what else there is to tell of how they join. Made once the files of an open are all in the store, so it
// does not matter in which order they were read, nor whether they were read on the same day.
import { type DayJoins, type MidnightCheck, MOST_EXAMPLES } from '../../../contracts/audit.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { joinDays, seriesKeyOf } from '../../../contracts/series.ts';
import { dayFromDate } from '../../../contracts/trade-dates.ts';
import { compareOrders } from '../../core/book/resting-orders.ts';
import type { SeriesDay } from '../store/db.ts';
import { verdictFromStored } from '../store/details.ts';
import { readEdges } from '../store/edge-table.ts';
import type { Store } from '../store/store.ts';

/** Checks every midnight between two files of which one is among `sourceIds`. Throws what reading the store throws. */
export async function checkMidnights(store: Store, sourceIds: ReadonlySet<string>): Promise<void> {
  // One symbol at a time: files of whole exchanges have tens of thousands of days.
  for (const symbol of store.symbolsOf([...sourceIds])) {
    for (const days of Map.groupBy(store.db.seriesOfSymbol(symbol), seriesKeyOf).values())
      await checkSeries(store, days, sourceIds);
  }
}

async function checkSeries(
  store: Store,
  days: readonly SeriesDay[],
  sourceIds: ReadonlySet<string>,
): Promise<void> {
  if (!days.some((day) => sourceIds.has(day.sourceId))) return;
  const joined = joinDays(days).days;
  for (const [i, day] of joined.entries()) {
    const before = joined[i - 1];
    if (!before || before.sourceId === day.sourceId) continue;
    if (sourceIds.has(before.sourceId) || sourceIds.has(day.sourceId))
      await checkMidnight(store, before, day);
  }
}

/** Nothing is kept where one of the two has no orders to compare, or the one before was not read to its end. */
async function checkMidnight(store: Store, before: SeriesDay, day: SeriesDay): Promise<void> {
  if (before.state !== 'complete' || day.state === 'growing' || day.opening !== 'snapshot') return;
  if (store.midnight(day.dayId)?.dayId === before.dayId) return;
  const { opening } = await readEdges(store, day.dayId);
  const { closing } = opening ? await readEdges(store, before.dayId) : { closing: null };
  if (!opening || !closing) return;
  const check: MidnightCheck = {
    dayId: before.dayId,
    sourceName: before.sourceName,
    utcDate: before.utcDate,
    lastTsNanos: before.lastTsNanos,
    daysBetween: Math.max(0, dayFromDate(day.utcDate) - dayFromDate(before.utcDate) - 1),
    orders: opening.length,
    comparedOrders: closing.length,
    ...compareOrders(closing, opening, MOST_EXAMPLES),
  };
  const stored = store.day(day.dayId);
  const faults = store.source(day.sourceId)?.details.faults ?? [];
  const { grade, phrase } = verdictFromStored(stored, store.audit(day.dayId), faults, check);
  store.putMidnight(day.dayId, check, { grade, phrase });
}

/** How a stored day joins the others. */
export function joinsOf(store: Store, day: DaySummary): DayJoins {
  const key = seriesKeyOf(day);
  const sameDate = store
    .daysOfSymbol(day.symbol)
    .filter((each) => each.utcDate === day.utcDate && seriesKeyOf(each) === key);
  const overlaps = joinDays(sameDate).overlaps.flatMap(({ left, kept }) => {
    if (left.dayId === day.dayId) return [{ sourceName: kept.sourceName, kept: true }];
    return kept.dayId === day.dayId ? [{ sourceName: left.sourceName, kept: false }] : [];
  });
  return { midnight: store.midnight(day.dayId), overlaps, nameDate: otherNameDate(store, day) };
}

/** The date in a file's name where its data are of another; a name with a span of dates is taken at its word. */
function otherNameDate(store: Store, { sourceId, sourceName }: DaySummary): string | null {
  const dates = sourceName.match(/(?<!\d)(?:19|20)\d{6}(?!\d)/g) ?? [];
  const [digits] = dates;
  if (digits === undefined || dates.length > 1) return null;
  const named = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  if (Number.isNaN(dayFromDate(named))) return null;
  const own = new Set(store.daysOf(sourceId).map((day) => day.utcDate));
  return own.has(named) ? null : named;
}
