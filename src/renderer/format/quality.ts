// What a day's quality counts mean, in one word and one phrase. Thresholds are shares of the records, so that a long
// day is not judged worse than a short one. The counts themselves are always shown beside the word.
import { QUALITY_COUNT_NAMES, QUALITY_COUNTS, type QualityCounts } from '../../../contracts/quality.ts';
import { countText } from './numbers.ts';

export type Grade = 'good' | 'doubtful' | 'bad';

/** The word for each grade: what a trader may do with the day. */
export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  good: 'trusted',
  doubtful: 'usable',
  bad: 'suspect',
};

/** One book event in a thousand lost or unknown: levels drift from the exchange's. */
const BAD_SHARE = 1e-3;

export interface DayQuality {
  readonly counts: Readonly<Record<string, number>>;
  readonly records: number;
  readonly validWindows: number;
  readonly state: 'growing' | 'complete' | 'partial';
  readonly faults: number;
  /** True where every crossed sample lies before the session opened; undefined while that is not known. */
  readonly crossedBeforeOpen?: boolean | undefined;
}

export interface QualityVerdict {
  readonly grade: Grade;
  readonly phrase: string;
}

/** Grade and reason, the gravest first. */
export function verdictFromQuality(day: DayQuality): QualityVerdict {
  return badReason(day) ?? doubtfulReason(day) ?? { grade: 'good', phrase: 'no oddities counted' };
}

function badReason(day: DayQuality): QualityVerdict | null {
  const count = (name: keyof QualityCounts): number => day.counts[name] ?? 0;
  const bad = (phrase: string): QualityVerdict => ({ grade: 'bad', phrase });
  if (count('identity_violations') > 0)
    return bad(`${countText(count('identity_violations'))} cells break the identity`);
  if (count('maybe_bad_book') > 0)
    return bad(`feed marked ${countText(count('maybe_bad_book'))} records as a bad book`);
  if (day.validWindows === 0 && day.state !== 'growing') return bad('no valid window');
  const unknown = unknownIds(day.counts);
  if (unknown > day.records * BAD_SHARE) return bad(`${countText(unknown)} unknown order ids`);
  return null;
}

function doubtfulReason(day: DayQuality): QualityVerdict | null {
  const count = (name: keyof QualityCounts): number => day.counts[name] ?? 0;
  const doubtful = (phrase: string): QualityVerdict => ({ grade: 'doubtful', phrase });
  if (day.state === 'partial')
    return doubtful(day.faults > 0 ? 'file broken, read up to there' : 'read in part');
  if (count('snapshot_mismatches') > 0)
    return doubtful(`${countText(count('snapshot_mismatches'))} orders differ from a snapshot`);
  const bookReasons = [
    { count: unknownIds(day.counts), words: 'unknown order ids' },
    { count: count('crossed_samples'), words: day.crossedBeforeOpen ? 'crossed before the open' : 'crossed' },
  ];
  const most = bookReasons.reduce((a, b) => (b.count > a.count ? b : a));
  if (most.count > 0) return doubtful(`${countText(most.count)} ${most.words}`);
  // Rows of a snapshot carry no receive time of their own: theirs say nothing of the feed.
  const badTimes = Math.max(0, count('bad_ts_recv') - count('snapshot_rows'));
  const odd = ODD_COUNTS.find((name) => (name === 'bad_ts_recv' ? badTimes : count(name)) > 0);
  return odd
    ? doubtful(`${countText(odd === 'bad_ts_recv' ? badTimes : count(odd))} ${shortWords(odd)}`)
    : null;
}

/** Lesser oddities, in the order in which they are worth a word. */
const ODD_COUNTS: readonly (keyof QualityCounts)[] = [
  'clock_steps_back',
  'bad_ts_recv',
  'duplicate_adds',
  'oversized_cancels',
  'side_changes',
  'off_lattice_prices',
  'unknown_actions',
  'unfinished_records',
  'level_overflows',
];

export function unknownIds(counts: Readonly<Record<string, number>>): number {
  return (
    (counts['unknown_cancels'] ?? 0) + (counts['unknown_modifies'] ?? 0) + (counts['unknown_fills'] ?? 0)
  );
}

/** The sentence of a count without what stands in brackets. */
function shortWords(name: keyof QualityCounts): string {
  return QUALITY_COUNTS[name].replace(/ \(.*\)$/, '');
}

export interface CountLine {
  readonly name: string;
  readonly words: string;
  readonly count: number;
}

/** Every count in words, those that happened first, each group in the contract's order. */
export function countLines(counts: Readonly<Record<string, number>>): CountLine[] {
  const lines = QUALITY_COUNT_NAMES.map((name) => ({
    name,
    words: QUALITY_COUNTS[name],
    count: counts[name] ?? 0,
  }));
  return [...lines.filter((line) => line.count > 0), ...lines.filter((line) => line.count === 0)];
}
