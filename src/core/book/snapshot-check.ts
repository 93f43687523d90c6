// The first orders in which a snapshot and the running book part, for the audit. Called only where they do.
import type { SnapshotDifference } from '../../../contracts/audit.ts';
import { u64FromWords } from '../dbn/mbo.ts';
import type { Book } from './book.ts';
import { SLOT_LEVEL, SLOT_QTY } from './orders.ts';
import { forEachOrder } from './resting-orders.ts';

/** At most `limit` orders: first those of the snapshot that the running book lacks or has otherwise, then the gone. */
export function snapshotDifferences(
  running: Book,
  snapshot: Book,
  tickSizeNanos: bigint,
  limit: number,
): SnapshotDifference[] {
  const found: SnapshotDifference[] = [];
  const inSnapshot = (slot: number): RestingOrder | null => restingOrder(snapshot, slot, tickSizeNanos);
  const inRunning = (slot: number): RestingOrder | null => restingOrder(running, slot, tickSizeNanos);
  forEachOrder(snapshot, (slot, lo, hi) => {
    if (found.length >= limit) return;
    const now = inSnapshot(slot);
    const before = inRunning(running.orders.find(lo, hi));
    if (now && before && sameOrder(now, before)) return;
    found.push({ orderId: String(u64FromWords(lo, hi)), running: before, snapshot: now });
  });
  forEachOrder(running, (slot, lo, hi) => {
    if (found.length >= limit || snapshot.orders.find(lo, hi) >= 0) return;
    found.push({ orderId: String(u64FromWords(lo, hi)), running: inRunning(slot), snapshot: null });
  });
  return found;
}

type RestingOrder = NonNullable<SnapshotDifference['running']>;

function restingOrder(book: Book, slot: number, tickSizeNanos: bigint): RestingOrder | null {
  if (slot < 0) return null;
  const { words } = book.orders;
  const level = (words[slot + SLOT_LEVEL] as number) - 1;
  return {
    side: book.levels.sideOf(level) === 0 ? 'B' : 'A',
    priceNanos: String(BigInt(book.levels.tickOf(level)) * tickSizeNanos),
    sizeLots: words[slot + SLOT_QTY] as number,
  };
}

function sameOrder(a: RestingOrder, b: RestingOrder): boolean {
  return a.side === b.side && a.priceNanos === b.priceNanos && a.sizeLots === b.sizeLots;
}
