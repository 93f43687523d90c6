// What may be asked about the options of an instrument.
import { z } from 'zod';
import { tradeDayAt } from './trade-dates.ts';

/** Whose quantities are summed at a strike. */
export const OPTION_RIGHTS = ['all', 'C', 'P'] as const;
export const OptionRight = z.enum(OPTION_RIGHTS);
export type OptionRight = z.infer<typeof OptionRight>;

/** Between the id of a day and the right, where its strikes are looked at like a day of their own. */
const STRIKES_MARK = '~';

/** Id under which the strikes of a day's options are asked for: tiles, ranges, cells and reasons as of any day. */
export function strikesDayId(dayId: string, right: OptionRight): string {
  return `${dayId}${STRIKES_MARK}${right}`;
}

/** The day and the right of such an id; null of any other. */
export function strikesOfDayId(
  dayId: string,
): { readonly dayId: string; readonly right: OptionRight } | null {
  const at = dayId.lastIndexOf(STRIKES_MARK);
  const right = OptionRight.safeParse(dayId.slice(at + 1));
  return at > 0 && right.success ? { dayId: dayId.slice(0, at), right: right.data } : null;
}

/** Frames reach no farther than that on either side of spot, whatever the range in points. */
const MOST_STRIKES = 1000;

/** Strikes on either side of the one nearest to spot that are within a range in points. */
export function strikesWithin({ stepNanos }: { readonly stepNanos: bigint }, rangePoints: number): number {
  const range = Math.floor((rangePoints * 1e9) / Number(stepNanos) + 1e-9);
  return Math.max(1, Math.min(range, MOST_STRIKES));
}

/** The strike nearest to a price, of two as near the lower. */
export function strikeNearest(priceNanos: bigint, stepNanos: bigint): number {
  return Math.ceil(Number(priceNanos) / Number(stepNanos) - 0.5);
}

const DAY_NANOS = 86_400_000_000_000n;
const SECOND_NANOS = 1_000_000_000n;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const DAYS_SINCE_MONDAY = 3;

export type ExpiryScope = 'today' | 'week' | 'all';

/**
 * Trade date, in days from 1970, on which an option expires. One that expires as the next trade date begins is still of the
 * one before; some venues name the date alone, by its midnight.
 */
export function expiryTradeDay(dataset: string, expiryNanos: bigint): number {
  if (expiryNanos % DAY_NANOS === 0n) return Number(expiryNanos / DAY_NANOS);
  return tradeDayAt(dataset, Number((expiryNanos - 1n) / SECOND_NANOS));
}

/** Whether an option counts on a trade date: expiring on it, up to the Sunday after it, or at any time from it on. */
export function isInScope(scope: ExpiryScope, expiryDay: number, tradeDay: number): boolean {
  if (expiryDay < tradeDay) return false;
  if (scope === 'today') return expiryDay === tradeDay;
  return scope === 'all' || expiryDay < tradeDay - ((tradeDay + DAYS_SINCE_MONDAY) % 7) + 7;
}
