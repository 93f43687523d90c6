// The first orders in which a snapshot and the running book part, for the audit. Called only where they do.
import type { SnapshotDifference } from '../../../contracts/audit.ts';
import { u64FromWords } from '../dbn/mbo.ts';
import type { Book } from './book.ts';

/** At most `limit` orders: first those of the snapshot that the running book lacks or has otherwise, then the gone. */
export function snapshotDifferences(
  running: Book,
  snapshot: Book,
  tickSizeNanos: bigint,
  limit: number,
): SnapshotDifference[] {
  const found: SnapshotDifference[] = [];
  const inSnapshot = (order: number): RestingOrder | null => restingOrder(snapshot, order, tickSizeNanos);
  const inRunning = (order: number): RestingOrder | null => restingOrder(running, order, tickSizeNanos);
  snapshot.orders.forEach((order, lo, hi) => {
    if (found.length >= limit) return;
    const now = inSnapshot(order);
    const before = inRunning(running.orders.find(lo, hi));
    if (now && before && sameOrder(now, before)) return;
    found.push({ orderId: String(u64FromWords(lo, hi)), running: before, snapshot: now });
  });
  running.orders.forEach((order, lo, hi) => {
    if (found.length >= limit || snapshot.orders.find(lo, hi) !== 0) return;
    found.push({ orderId: String(u64FromWords(lo, hi)), running: inRunning(order), snapshot: null });
  });
  return found;
}

type RestingOrder = NonNullable<SnapshotDifference['running']>;

function restingOrder(book: Book, order: number, tickSizeNanos: bigint): RestingOrder | null {
  if (order === 0) return null;
  const level = book.orders.levelOf(order);
  return {
    side: book.levels.sideOf(level) === 0 ? 'B' : 'A',
    priceNanos: String(BigInt(book.levels.tickOf(level)) * tickSizeNanos),
    sizeLots: book.orders.quantityOf(order),
  };
}

function sameOrder(a: RestingOrder, b: RestingOrder): boolean {
  return a.side === b.side && a.priceNanos === b.priceNanos && a.sizeLots === b.sizeLots;
}
