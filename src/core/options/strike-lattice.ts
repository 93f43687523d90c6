// The strikes of a day's options as a lattice: their common step, and each series' place on it.
import { type ExpiryScope, expiryTradeDay, isInScope, type OptionRight } from '../../../contracts/options.ts';
import { tradeDaySpans } from '../../../contracts/trade-dates.ts';
import type { OptionSeries } from './series.ts';

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

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

/** When a series counts: from `from` to before `until`, nanoseconds since 1970. */
export interface Life {
  readonly from: bigint;
  readonly until: bigint;
}

const NEVER: Life = { from: 0n, until: 0n };

/** When each series counts in a UTC day, whose evening may belong to the next trade date. */
export function livesOf(
  series: readonly OptionSeries[],
  right: OptionRight,
  expiries: ExpiryScope,
  { dataset, dayStartNanos }: { readonly dataset: string; readonly dayStartNanos: bigint },
): readonly Life[] {
  const spans = tradeDaySpans(dataset, Number(dayStartNanos / SECOND));
  const lifeUntil = (expiryNanos: bigint): Life => {
    const expiryDay = expiryTradeDay(dataset, expiryNanos);
    const counted = spans.filter(
      ({ tradeDay }) => expiries === 'all' || isInScope(expiries, expiryDay, tradeDay),
    );
    const [first, last] = [counted[0], counted.at(-1)];
    if (!first || !last) return NEVER;
    // Some venues name the date alone: the option then lives to that date's end.
    const expires = expiryNanos % DAY === 0n ? expiryNanos + DAY : expiryNanos;
    const leaves = dayStartNanos + BigInt(last.windowEnd) * SECOND;
    return {
      from: dayStartNanos + BigInt(first.windowFrom) * SECOND,
      until: last === spans.at(-1) || expires < leaves ? expires : leaves,
    };
  };
  // Thousands of series share a few expiries, and a calendar is slow.
  const lives = new Map<bigint, Life>();
  return series.map((each) => {
    if (right !== 'all' && each.right !== right) return NEVER;
    const known = lives.get(each.expiryNanos);
    if (known) return known;
    const life = lifeUntil(each.expiryNanos);
    lives.set(each.expiryNanos, life);
    return life;
  });
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}
