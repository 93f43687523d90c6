// The list of days as a trader reads it: by trade date, then by instrument. A trade date's session begins the evening
// before, so an entry may be made of parts of two files; they are joined in the order of time. Pure.
import { activityBuckets } from '../../../contracts/activity.ts';
import type { DaySummary, TradeDatePart } from '../../../contracts/messages.ts';
import { joinDays, seriesKeyOf } from '../../../contracts/series.ts';
import { dateFromDay, dayFromDate } from '../../../contracts/trade-dates.ts';
import { WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import { clockFromDay, tradeDayFromSpan } from '../format/trade-time.ts';

/** What one stored UTC day has of a trade date. */
export interface LibraryPiece {
  readonly day: DaySummary;
  readonly part: TradeDatePart;
}

/** One instrument on one trade date. */
export interface LibraryEntry {
  readonly key: string;
  readonly tradeDate: string;
  readonly symbol: string;
  readonly series: string;
  /** In order of time. */
  readonly pieces: readonly LibraryPiece[];
  readonly records: number;
  readonly lots: number;
}

export interface LibraryDate {
  readonly tradeDate: string;
  readonly entries: readonly LibraryEntry[];
  /** Instruments that are not listed, since they come in the same files as a listed one. */
  readonly more: number;
}

const SECONDS_PER_MINUTE = 60;
/** Instruments of one trade date that are listed; of more, the most traded and the open one. */
const MOST_LISTED = 4;

/** Latest trade date first, most traded instrument first. */
export function libraryFrom(days: readonly DaySummary[], openId: string | null): LibraryDate[] {
  const entries = entriesFrom(days, openId);
  const dates = Map.groupBy(entries, (entry) => entry.tradeDate);
  return [...dates]
    .map(([tradeDate, all]) => {
      const sorted = all.sort((a, b) => b.lots - a.lots || b.records - a.records);
      const listed =
        sorted.length <= MOST_LISTED ? sorted : sorted.filter((entry, i) => i === 0 || holds(entry, openId));
      return { tradeDate, entries: listed, more: sorted.length - listed.length };
    })
    .sort((a, b) => (a.tradeDate < b.tradeDate ? 1 : -1));
}

export function holds(entry: LibraryEntry, dayId: string | null): boolean {
  return entry.pieces.some(({ day }) => day.dayId === dayId);
}

/** The piece that has most of an entry: where opening it leads. */
export function mainPiece(entry: LibraryEntry): LibraryPiece {
  return entry.pieces.reduce((best, piece) =>
    piece.part.lots > best.part.lots ||
    (piece.part.lots === best.part.lots && piece.part.records > best.part.records)
      ? piece
      : best,
  );
}

/** The entry in which the open day is looked at, at a window of it. */
export function leadingEntry(
  library: readonly LibraryDate[],
  dayId: string | null,
  window: number,
): LibraryEntry | null {
  const entries = library.flatMap((date) => date.entries).filter((entry) => holds(entry, dayId));
  const here = entries.find(({ pieces }) =>
    pieces.some(
      ({ day, part }) => day.dayId === dayId && window >= part.windowFrom && window < part.windowEnd,
    ),
  );
  return here ?? entries[0] ?? null;
}

function entriesFrom(days: readonly DaySummary[], openId: string | null): LibraryEntry[] {
  const series = Map.groupBy(days, seriesKeyOf);
  return [...series].flatMap(([key, all]) => {
    const pieces = joinDays(all, openId).days.flatMap((day) => partsOf(day).map((part) => ({ day, part })));
    const dates = Map.groupBy(pieces, ({ part }) => part.tradeDate);
    return [...dates].map(([tradeDate, ofDate]) => ({
      key: `${tradeDate} ${key}`,
      tradeDate,
      symbol: ofDate[0]?.day.symbol ?? '',
      series: key,
      pieces: ofDate,
      records: ofDate.reduce((sum, { part }) => sum + part.records, 0),
      lots: ofDate.reduce((sum, { part }) => sum + part.lots, 0),
    }));
  });
}

/** A day whose first window has not closed, or of an older store, counts whole for the trade date of its middle. */
function partsOf(day: DaySummary): readonly [TradeDatePart, ...TradeDatePart[]] {
  const [first, ...others] = day.tradeDates ?? [];
  if (first) return [first, ...others];
  return [
    {
      tradeDate: dateFromDay(tradeDayFromSpan(day)),
      windowFrom: 0,
      windowEnd: WINDOWS_PER_DAY,
      records: day.records,
      lots: day.volume.B + day.volume.A + day.volume.N,
    },
  ];
}

/** Local times between which an entry has a book to show; null where there is no piece of it. */
export function entryTimes(entry: LibraryEntry): string | null {
  const [first, last] = [entry.pieces[0], entry.pieces.at(-1)];
  if (!first || !last) return null;
  // A snapshot at the file's start may be hours older than the first second with a book.
  const from = Math.max(
    first.part.windowFrom,
    windowOf(first.day, first.day.firstTsNanos),
    first.day.activity?.windowFrom ?? 0,
  );
  const to = Math.min(last.part.windowEnd, windowOf(last.day, last.day.lastTsNanos) + 1);
  const clock = (piece: LibraryPiece, window: number): string =>
    clockFromDay(piece.day).timeText(window).slice(0, 5);
  const { label } = clockFromDay(last.day);
  // A snapshot alone is of one moment.
  if (first === last && to - from <= SECONDS_PER_MINUTE) return `${clock(first, from)} ${label}`;
  return `${clock(first, from)}–${clock(last, to)} ${label}`;
}

function windowOf(day: DaySummary, nanos: string): number {
  return Number((BigInt(nanos) - BigInt(day.dayStartNanos)) / 1_000_000_000n);
}

/** Line of a small picture, `width` by `height`: `null` where there is nothing to draw. */
export interface Spark {
  /** Points of the activity's outline. */
  readonly activity: string;
  /** Points of the mid, in runs. */
  readonly mids: readonly string[];
}

/** Heights on a square-root scale: the open and the close of a day would flatten the rest on a plain one. */
export function sparkFrom(entry: LibraryEntry, width: number, height: number): Spark | null {
  const day0 = dayFromDate(entry.pieces[0]?.day.utcDate ?? '1970-01-01');
  const buckets = entry.pieces.flatMap(({ day, part }) =>
    day.activity
      ? activityBuckets(day.activity)
          .filter(({ window }) => window >= part.windowFrom && window < part.windowEnd)
          .map((bucket) => ({
            ...bucket,
            at: (dayFromDate(day.utcDate) - day0) * WINDOWS_PER_DAY + bucket.window,
            tick: bucket.mid2 === null ? null : (bucket.mid2 * Number(day.tickSizeNanos)) / 2,
          }))
      : [],
  );
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return null;
  const x = (at: number): string =>
    (last.at > first.at ? ((at - first.at) / (last.at - first.at)) * width : 0).toFixed(1);
  const most = Math.max(...buckets.map(({ records }) => records));
  const level = (share: number): string => (height - share * height).toFixed(1);
  const known = buckets.flatMap(({ tick }) => (tick === null ? [] : [tick]));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const mids: string[][] = [[]];
  for (const { at, tick } of buckets) {
    if (tick === null) mids.push([]);
    else mids.at(-1)?.push(`${x(at)},${level(high > low ? (tick - low) / (high - low) : 0.5)}`);
  }
  const outline = buckets.map(
    ({ at, records }) => `${x(at)},${level(most > 0 ? Math.sqrt(records / most) : 0)}`,
  );
  return {
    activity: `0,${height} ${outline.join(' ')} ${x(last.at)},${height}`,
    mids: mids.filter((run) => run.length > 1).map((run) => run.join(' ')),
  };
}
