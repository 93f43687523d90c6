// A day's quality counts as lines of words, and the engine's verdict as the chrome's colours. What the counts mean is
// judged by the engine alone; the page repeats it.
import type { AuditGrade, AuditWeight } from '../../../contracts/audit.ts';
import { QUALITY_COUNT_NAMES, QUALITY_COUNTS } from '../../../contracts/quality.ts';

export type Tone = 'good' | 'doubtful' | 'bad';

export const GRADE_TONES: Readonly<Record<AuditGrade, Tone>> = {
  trusted: 'good',
  usable: 'doubtful',
  suspect: 'bad',
};

export const WEIGHT_TONES: Readonly<Record<AuditWeight, Tone>> = {
  normal: 'good',
  odd: 'doubtful',
  grave: 'bad',
};

export function unknownIds(counts: Readonly<Record<string, number>>): number {
  return (
    (counts['unknown_cancels'] ?? 0) + (counts['unknown_modifies'] ?? 0) + (counts['unknown_fills'] ?? 0)
  );
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
