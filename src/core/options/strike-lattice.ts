// The strikes of a day's options as a lattice: their common step, and each series' place on it.
import { type OptionRight, scopeEnd } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { OptionSeries } from './series.ts';

const DAY = 86_400_000_000_000n;

export interface StrikeLattice {
  /** Greatest price that every strike is a multiple of, 1e-9. */
  readonly stepNanos: bigint;
  /** strike / step of each series. */
  readonly strikeOf: Int32Array;
  readonly lowest: number;
  readonly highest: number;
}

/** Null where there is no series, or strikes lie too far apart for their step. */
export function strikeLattice(series: readonly OptionSeries[]): StrikeLattice | null {
  let step = 0n;
  for (const { strikeNanos } of series) step = greatestCommon(step, strikeNanos);
  if (step === 0n) return null;
  const strikes = series.map(({ strikeNanos }) => strikeNanos / step);
  if (strikes.some((strike) => strike > 0x3fffffffn || strike < -0x3fffffffn)) return null;
  const strikeOf = Int32Array.from(strikes, Number);
  return {
    stepNanos: step,
    strikeOf,
    lowest: strikeOf.reduce((a, b) => Math.min(a, b)),
    highest: strikeOf.reduce((a, b) => Math.max(a, b)),
  };
}

/** From when on each series rests no more; 0 of those that are not in scope at all. */
export function livesOf(
  series: readonly OptionSeries[],
  right: OptionRight,
  expiries: FieldParams['optExpiries'],
  dayStartNanos: bigint,
): readonly bigint[] {
  const last = scopeEnd(expiries, dayStartNanos);
  return series.map((each) => {
    if (right !== 'all' && each.right !== right) return 0n;
    // Some venues name the date alone: the option then lives to that date's end.
    const until = each.expiryNanos % DAY === 0n ? each.expiryNanos + DAY : each.expiryNanos;
    const inScope = each.expiryNanos >= dayStartNanos && (last === null || each.expiryNanos < last);
    return inScope ? until : 0n;
  });
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}
