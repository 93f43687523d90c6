// Counted oddities of a book: never exceptions, always shown. One list for the book, the contracts and the page.
import { z } from 'zod';

export const QUALITY_COUNTS = {
  duplicate_adds: 'adds whose order id already rested (replaced)',
  ignored_adds: 'adds without size, price or side (ignored)',
  off_lattice_prices: 'orders at a price off the tick lattice (ignored)',
  unknown_cancels: 'cancels of unknown orders (ignored)',
  unknown_modifies: 'modifies of unknown orders (taken as adds)',
  unknown_fills: 'fills of unknown orders',
  ignored_modifies: 'modifies without side or price (ignored)',
  oversized_cancels: 'cancels of more than the order had (capped)',
  side_changes: 'modifies that changed side',
  unknown_actions: 'records with an unknown action',
  level_overflows: 'orders that would exceed the largest countable quantity (ignored)',
  clears: 'clears of the book',
  snapshots: 'snapshots',
  snapshot_rows: 'snapshot rows',
  snapshot_mismatches: 'orders of a mid-file snapshot that differ from the running book',
  crossed_samples: 'event ends with a crossed or locked book',
  unfinished_records: 'records of an event that the file leaves unfinished (not applied)',
  bad_ts_recv: 'records with an unreliable receive time',
  clock_steps_back: 'records whose time is before an earlier one',
  maybe_bad_book: 'records marked as possibly from a bad book',
  identity_violations: 'cells where start + add − pull − fill ≠ end',
} as const;

export type QualityCount = keyof typeof QUALITY_COUNTS;
export type QualityCounts = Record<QualityCount, number>;

export const QUALITY_COUNT_NAMES = Object.keys(QUALITY_COUNTS) as readonly QualityCount[];

export const QualityCounts = z.record(z.string(), z.number().int().nonnegative());

export function emptyQualityCounts(): QualityCounts {
  return Object.fromEntries(QUALITY_COUNT_NAMES.map((name) => [name, 0])) as QualityCounts;
}
