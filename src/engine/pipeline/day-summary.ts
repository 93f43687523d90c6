// A day being read, as the contracts describe it.
import type { AuditBadge } from '../../../contracts/audit.ts';
import type { FaultCode } from '../../../contracts/errors.ts';
import type { DaySummary, TradeDatePart } from '../../../contracts/messages.ts';
import { dateFromDay } from '../../../contracts/trade-dates.ts';
import { verdictFrom } from '../../core/silver/audit-verdict.ts';
import type { DayProfile } from '../../core/silver/day-profile.ts';
import type { DayDetails } from '../store/details.ts';
import type { IngestDay } from './instrument-feed.ts';
import type { InstrumentName } from './names.ts';

export interface SourceIdentity {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly dataset: string;
}

export function dayIdFrom(sourceId: string, day: IngestDay): string {
  return `${sourceId}.${day.publisherId}.${day.instrumentId}.${day.utcDate}`;
}

/** The badge of a day that is being read. */
export function badgeFrom(
  day: IngestDay,
  known: {
    readonly validWindows: number;
    readonly state: DaySummary['state'];
    readonly faults: readonly FaultCode[];
  },
): AuditBadge {
  const audit = day.audit();
  const totals = day.totals();
  const { grade, phrase } = verdictFrom({
    ...known,
    midnight: null,
    opening: audit.opening,
    snapshots: audit.snapshots,
    records: totals.records,
    spanNanos: Number((totals.lastTsNanos ?? 0n) - (totals.firstTsNanos ?? 0n)),
    countOf: (kind) => audit.countOf(kind),
    lastedOf: (kind) => audit.lastedOf(kind),
  });
  return { grade, phrase };
}

export function summaryFrom(
  day: IngestDay,
  source: SourceIdentity,
  name: InstrumentName,
  profile: DayProfile,
): DaySummary {
  const activity = profile.activity();
  const totals = day.totals();
  return {
    dayId: dayIdFrom(source.sourceId, day),
    ...source,
    publisherId: day.publisherId,
    instrumentId: day.instrumentId,
    ...name,
    utcDate: day.utcDate,
    dayStartNanos: String(day.dayStartNanos),
    tickSizeNanos: String(day.tick.nanos),
    tickSizeFrom: day.tick.from,
    records: totals.records,
    volume: { B: totals.volumeBuy, A: totals.volumeSell, N: totals.volumeNone },
    firstTsNanos: String(totals.firstTsNanos ?? day.dayStartNanos),
    lastTsNanos: String(totals.lastTsNanos ?? day.dayStartNanos),
    state: 'growing',
    tradeDates: tradeDatesFrom(profile),
    ...(activity && { activity }),
  };
}

function tradeDatesFrom(profile: DayProfile): TradeDatePart[] {
  return profile.parts().map(({ tradeDay, ...part }) => ({ tradeDate: dateFromDay(tradeDay), ...part }));
}

export function detailsFrom(day: IngestDay, summary: DaySummary): DayDetails {
  return {
    summary,
    quality: day.quality(),
    windowFrom: day.firstWindow,
    windowEnd: day.firstWindow,
    validWindows: 0,
  };
}
