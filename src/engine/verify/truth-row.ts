// One row of an MBP-10 truth: the ten best levels after an event, and what names the MBO record that it belongs to.
import type { BookLevel } from './replayed-book.ts';

export const TRUTH_LEVELS = 10;

export interface TruthRow {
  /** Row of the file, from 1. */
  readonly row: number;
  readonly instrumentId: number;
  readonly sequence: number;
  readonly action: string;
  /** Null in files of the vendor, which do not have it. */
  readonly orderId: bigint | null;
  readonly priceNanos: bigint;
  readonly sizeLots: number;
  /** Best first; prices in 1e-9. */
  readonly bids: readonly TruthPrice[];
  readonly asks: readonly TruthPrice[];
}

export interface TruthPrice {
  readonly priceNanos: bigint;
  readonly qtyLots: number;
  readonly orders: number;
}

/** Where a side of the book differs from the truth's, in words; null where the ten levels are equal. */
export function sideDifference(
  truth: readonly TruthPrice[],
  book: readonly BookLevel[],
  tickSizeNanos: bigint,
): string | null {
  for (let i = 0; i < TRUTH_LEVELS; i++) {
    const theirs = truth[i];
    const ours = book[i];
    if (!theirs && !ours) return null;
    if (
      theirs &&
      ours &&
      theirs.priceNanos === BigInt(ours.tick) * tickSizeNanos &&
      theirs.qtyLots === ours.qtyLots &&
      theirs.orders === ours.orders
    ) {
      continue;
    }
    const bookText = ours
      ? `${ours.qtyLots} in ${ours.orders} at ${priceText(BigInt(ours.tick) * tickSizeNanos)}`
      : 'none';
    const truthText = theirs
      ? `${theirs.qtyLots} in ${theirs.orders} at ${priceText(theirs.priceNanos)}`
      : 'none';
    return `level ${i + 1}: truth ${truthText}, book ${bookText}`;
  }
  return null;
}

function priceText(priceNanos: bigint): string {
  return String(Number(priceNanos) / 1e9);
}
