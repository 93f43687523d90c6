// The colour bar's arithmetic: where a value lies among the day's quantiles, and where it lies on the bar. Values in,
// fractions out and back; the bar shows what surrounds the range, not the day's extremes, which would squeeze it.
import type { FieldScale } from '../../../contracts/fields.ts';
import { SCALE_QUANTILES } from '../../../contracts/messages.ts';
import type { ColorRange } from '../scene/color-range.ts';

/** How far the bar reaches past the wider of the default and the chosen range, as a share of it. */
const MARGIN = 0.2;

/** Share (0..1) of the day's non-empty cells at or below `value`, by straight lines between the known quantiles. */
export function percentileFromValue(value: number, quantiles: readonly number[]): number {
  const last = Math.min(quantiles.length, SCALE_QUANTILES.length) - 1;
  if (last < 0) return Number.NaN;
  if (value < (quantiles[0] as number)) return 0;
  for (let i = last; i > 0; i--) {
    const lo = quantiles[i - 1] as number;
    const hi = quantiles[i] as number;
    if (value >= hi) return SCALE_QUANTILES[i] as number;
    // Among equal quantiles (a field that is 0 almost everywhere) the highest one counts: "at or below".
    if (value >= lo && hi > lo) {
      const from = SCALE_QUANTILES[i - 1] as number;
      return from + ((value - lo) / (hi - lo)) * ((SCALE_QUANTILES[i] as number) - from);
    }
  }
  return 0;
}

/** 0.987 → "p98.7", 0.02 → "p2"; the ends are "min" and "max". */
export function percentileText(share: number): string {
  if (Number.isNaN(share)) return '';
  if (share <= 0) return 'min';
  if (share >= 1) return 'max';
  const percent = share * 100;
  return `p${Number(percent.toFixed(percent > 99 || percent < 1 ? 2 : 1))}`;
}

/** What the bar spans: both ranges and a margin, no farther than the day's own values need. */
export function barFromRanges(scale: FieldScale, byDefault: ColorRange, chosen: ColorRange): ColorRange {
  const floor = Math.min(byDefault.floor, chosen.floor);
  const ceiling = Math.max(byDefault.ceiling, chosen.ceiling);
  const margin = (ceiling - floor || 1) * MARGIN;
  if (scale === 'diverging') {
    const reach = Math.max(Math.abs(floor), Math.abs(ceiling)) * (1 + MARGIN) || 1;
    return { floor: -reach, ceiling: reach };
  }
  return { floor: floor >= 0 ? Math.max(0, floor - margin) : floor - margin, ceiling: ceiling + margin };
}

/**
 * The range after one handle went to `value`. A diverging range stays pinned at zero: its handles mirror each other, so
 * that equal strengths keep equal colours on both sides. `gap` is the least distance between the handles.
 */
export function rangeFromHandle(
  scale: FieldScale,
  range: ColorRange,
  handle: keyof ColorRange,
  value: number,
  gap: number,
): ColorRange {
  if (scale === 'diverging') {
    const reach = Math.max(gap / 2, Math.abs(value));
    return { floor: -reach, ceiling: reach };
  }
  return handle === 'floor'
    ? { floor: Math.min(value, range.ceiling - gap), ceiling: range.ceiling }
    : { floor: range.floor, ceiling: Math.max(value, range.floor + gap) };
}
