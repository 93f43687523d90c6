// The orders at rest in a book, taken out of it as columns, and the comparison of two such lists: of the book at the end
// of one file with the snapshot that opens the next. Prices, not ticks: two files may have been read with two tick sizes.
import type { SnapshotDifference } from '../../../contracts/audit.ts';
import type { Book } from './book.ts';

/** One entry an order; ids as the bits of their 64, prices in 1e-9, side 0 bid and 1 ask. */
export interface RestingOrders {
  readonly length: number;
  readonly ids: BigInt64Array;
  readonly sides: Uint8Array;
  readonly prices: BigInt64Array;
  readonly sizes: Int32Array;
}

/** A copy; empty for a book of levels, which has no orders. */
export function restingOrdersOf(book: Book, tickSizeNanos: bigint): RestingOrders {
  const { orders, levels } = book;
  const columns = emptyOrders(orders.live);
  let i = 0;
  orders.forEach((order, lo, hi) => {
    const level = orders.levelOf(order);
    columns.ids[i] = (BigInt(hi) << 32n) | BigInt(lo >>> 0);
    columns.sides[i] = levels.sideOf(level);
    columns.prices[i] = BigInt(levels.tickOf(level)) * tickSizeNanos;
    columns.sizes[i] = orders.quantityOf(order);
    i += 1;
  });
  return columns;
}

/**
 * Orders that are only in one of the two, or with another side, price or quantity: how many, and the first `limit` of
 * them, those of the snapshot before those that it lacks.
 */
export function compareOrders(
  running: RestingOrders,
  snapshot: RestingOrders,
  limit: number,
): { readonly differences: number; readonly examples: SnapshotDifference[] } {
  const runningAt = placesOf(running);
  const snapshotAt = placesOf(snapshot);
  const examples: SnapshotDifference[] = [];
  let differences = 0;
  const note = (id: bigint, before: number | undefined, now: number | undefined): void => {
    differences += 1;
    if (examples.length >= limit) return;
    examples.push({
      orderId: String(BigInt.asUintN(64, id)),
      running: before === undefined ? null : orderAt(running, before),
      snapshot: now === undefined ? null : orderAt(snapshot, now),
    });
  };
  for (const [id, now] of snapshotAt) {
    const before = runningAt.get(id);
    if (before === undefined || !isSame(running, before, snapshot, now)) note(id, before, now);
  }
  for (const [id, before] of runningAt) if (!snapshotAt.has(id)) note(id, before, undefined);
  return { differences, examples };
}

function emptyOrders(length: number): RestingOrders {
  return {
    length,
    ids: new BigInt64Array(length),
    sides: new Uint8Array(length),
    prices: new BigInt64Array(length),
    sizes: new Int32Array(length),
  };
}

function placesOf({ ids }: RestingOrders): Map<bigint, number> {
  const places = new Map<bigint, number>();
  for (const [i, id] of ids.entries()) places.set(id, i);
  return places;
}

function isSame(a: RestingOrders, i: number, b: RestingOrders, j: number): boolean {
  return a.sides[i] === b.sides[j] && a.prices[i] === b.prices[j] && a.sizes[i] === b.sizes[j];
}

function orderAt(orders: RestingOrders, i: number): NonNullable<SnapshotDifference['running']> {
  return {
    side: orders.sides[i] === 0 ? 'B' : 'A',
    priceNanos: String(orders.prices[i]),
    sizeLots: orders.sizes[i] as number,
  };
}
