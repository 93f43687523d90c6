// Takes over a snapshot that has ended: compares it with the running book (a free self-check of both) and gives the
// orders that rested before it at the same side and price their ages back (field-model §2 "Snapshots").
import type { Book } from './book.ts';

/**
 * Returns the number of orders that differ: only in one of the books, or with another side, price or quantity. Ages in
 * `snapshot` are changed in place; `running` is only read.
 */
export function inheritAges(running: Book, snapshot: Book): number {
  let found = 0;
  let equal = 0;
  snapshot.orders.forEach((order, lo, hi) => {
    const before = running.orders.find(lo, hi);
    if (before === 0) return;
    found += 1;
    const level = snapshot.orders.levelOf(order);
    const levelBefore = running.orders.levelOf(before);
    if (snapshot.levels.sideOf(level) !== running.levels.sideOf(levelBefore)) return;
    if (snapshot.levels.tickOf(level) !== running.levels.tickOf(levelBefore)) return;
    snapshot.orders.setSince(order, running.orders.sinceOf(before));
    if (snapshot.orders.quantityOf(order) === running.orders.quantityOf(before)) equal += 1;
  });
  return snapshot.orders.live - equal + (running.orders.live - found);
}
