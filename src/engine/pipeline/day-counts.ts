// Counts of one day out of running ones: what has been counted since the day began.
import { QUALITY_COUNT_NAMES, type QualityCounts } from '../../../contracts/quality.ts';
import type { StreamTotals } from '../../core/silver/tally.ts';

export type DayTotals = Pick<
  StreamTotals,
  'records' | 'actions' | 'volumeBuy' | 'volumeSell' | 'volumeNone' | 'firstTsNanos' | 'lastTsNanos'
>;

/** `dayStartNanos` stands for the first record's time where others came before: only the first of all is known. */
export function totalsSince(before: StreamTotals, now: StreamTotals, dayStartNanos: bigint): DayTotals {
  const actions = Object.fromEntries(
    Object.entries(now.actions).map(([name, count]) => [
      name,
      count - before.actions[name as keyof typeof before.actions],
    ]),
  );
  return {
    records: now.records - before.records,
    actions: actions as StreamTotals['actions'],
    volumeBuy: now.volumeBuy - before.volumeBuy,
    volumeSell: now.volumeSell - before.volumeSell,
    volumeNone: now.volumeNone - before.volumeNone,
    firstTsNanos: before.records === 0 ? now.firstTsNanos : dayStartNanos,
    lastTsNanos: now.lastTsNanos,
  };
}

export function qualitySince(before: QualityCounts, now: QualityCounts): QualityCounts {
  return Object.fromEntries(
    QUALITY_COUNT_NAMES.map((name) => [name, now[name] - before[name]]),
  ) as QualityCounts;
}
