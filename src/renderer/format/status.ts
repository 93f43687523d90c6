// The status line: what was verified, one short statement each, in the order of the line from file to picture. Facts
// in, phrases out; nothing is claimed that was not counted.
import type { DayFacts } from '../state/document.ts';
import { countText, durationText, pluralText } from './numbers.ts';
import { unknownIds } from './quality.ts';

/** The slowest average (128 s) has settled to within 5 % after three of its time constants (field model, section 1). */
export const WARM_UP_SECONDS = 3 * 128;

export interface StatusFacts {
  readonly day: DayFacts;
  /** Window of the playhead, which may lie before the averages are warm. */
  readonly window: number;
  readonly opened: { readonly fromStore: boolean; readonly seconds: number } | null;
  timeText(window: number): string;
}

export function statusPhrases({ day, window, opened, timeText }: StatusFacts): string[] {
  return [
    readPhrase(day),
    identityPhrase(day),
    warmPhrase(day, window, timeText),
    openedPhrase(opened),
  ].filter((phrase) => phrase !== '');
}

function readPhrase(day: DayFacts): string {
  const records = pluralText(day.summary.records, 'record');
  if (day.summary.state === 'growing') return `${records} so far`;
  const whole = day.summary.state === 'complete' && day.faults.length === 0;
  return whole ? `${records} · every byte read` : `${records} · read in part`;
}

function identityPhrase(day: DayFacts): string {
  const broken = day.quality['identity_violations'] ?? 0;
  if (broken > 0) return `identity broken in ${pluralText(broken, 'cell')}`;
  if (day.validWindows > 0) return `identity exact in ${pluralText(day.validWindows, 'window')}`;
  return day.summary.state === 'growing' ? 'no valid second yet' : 'no valid second';
}

function warmPhrase(day: DayFacts, window: number, timeText: (window: number) => string): string {
  if (day.firstValidWindow === null) return '';
  const warmFrom = day.firstValidWindow + WARM_UP_SECONDS;
  return window < warmFrom ? `averages warming up until ${timeText(warmFrom)}` : 'averages warm';
}

function openedPhrase(opened: StatusFacts['opened']): string {
  if (!opened) return 'from store';
  return `${opened.fromStore ? 'from store' : 'read'} in ${durationText(opened.seconds)}`;
}

/** The three counts that are always in sight. */
export function countsPhrase(counts: Readonly<Record<string, number>>): string {
  const crossings = counts['crossed_samples'] ?? 0;
  const clears = counts['clears'] ?? 0;
  return [
    `${countText(unknownIds(counts))} unknown ${unknownIds(counts) === 1 ? 'id' : 'ids'}`,
    pluralText(crossings, 'crossing'),
    pluralText(clears, 'clear'),
  ].join(' · ');
}
