// What a file's days keep of its first and its last moment, for the check against the files beside it.
import type { DaySummary } from '../../../contracts/messages.ts';
import type { DayEdges } from '../store/edge-table.ts';
import type { InstrumentFeed } from './instrument-feed.ts';

/** @param whole false where the file was not read to its end: the last book says nothing then */
export function edgesFrom(feeds: readonly InstrumentFeed[], whole: boolean): (day: DaySummary) => DayEdges {
  const byInstrument = Map.groupBy(feeds, (feed) => keyOf(feed));
  return (day) => {
    const own = byInstrument.get(keyOf(day)) ?? [];
    const opening = own.map((feed) => feed.openingOn(day.utcDate)).find((orders) => orders !== null);
    const closing = own.map((feed) => feed.closingOn(day.utcDate)).find((orders) => orders !== null);
    return { opening: opening ?? null, closing: (whole && closing) || null };
  };
}

function keyOf({ publisherId, instrumentId }: { publisherId: number; instrumentId: number }): string {
  return `${publisherId} ${instrumentId}`;
}
