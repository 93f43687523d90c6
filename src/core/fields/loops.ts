// The loops that several fields share: differences over time and over price (field-model §3). One tick and one window
// are the units, so no step size appears.
import type { CellRange } from './field.ts';

/** One tick on either side, as every difference over price reads. */
export const ONE_TICK = (): number => 1;

/** out = a - b */
export function subtract(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  cells: Readonly<CellRange>,
): void {
  const { from, to } = cells;
  for (let i = from; i < to; i++) out[i] = a[i] - b[i];
}

/** Backward difference against the last valid window; 0 until `windowsNeeded` valid windows have been seen. */
export function differenceInTime(
  out: Float64Array,
  now: Float64Array,
  before: Float64Array,
  cells: Readonly<CellRange>,
  windowsNeeded: number,
): void {
  if (cells.validWindows < windowsNeeded) out.fill(0, cells.from, cells.to);
  else subtract(out, now, before, cells);
}

/** Backward difference of a band, a - b, whose own plane is `band`. */
export function bandDifferenceInTime(
  out: Float64Array,
  band: Float64Array,
  aBefore: Float64Array,
  bBefore: Float64Array,
  cells: Readonly<CellRange>,
): void {
  const { from, to } = cells;
  if (cells.validWindows < 2) out.fill(0, from, to);
  else for (let i = from; i < to; i++) out[i] = band[i] - (aBefore[i] - bBefore[i]);
}

/** (f(k+1) - f(k-1)) / 2 */
export function slopeInPrice(out: Float64Array, f: Float64Array, cells: Readonly<CellRange>): void {
  const { from, to } = cells;
  for (let i = from; i < to; i++) out[i] = (f[i + 1] - f[i - 1]) * 0.5;
}

/** f(k+1) - 2 f(k) + f(k-1) */
export function curvatureInPrice(out: Float64Array, f: Float64Array, cells: Readonly<CellRange>): void {
  const { from, to } = cells;
  for (let i = from; i < to; i++) out[i] = f[i + 1] - 2 * f[i] + f[i - 1];
}
