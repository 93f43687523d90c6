// What a snapshot has built of one option takes the place of what was there (field-model §2 "Snapshots").
import { countAge } from '../ages';
import { place } from '../book';
import { copyFills } from '../fills';
import { levelAt, levelSide, occupy } from '../levels';
import { findOrder, insertOrder, orderFrom, premiumAt } from '../orders';
import { Book, Level, Order } from '../tables';
import { AGGREGATED, clearOption, markOf, Options, setMark } from './options';

/**
 * The option whose row is applied becomes what the snapshot has built, as the only option of books of its own: ages of
 * orders that rested before it on the same side at the same premium are kept, fills that wait there go on waiting.
 */
export function replaceOption(o: Options, snapshot: Options): void {
  const b = o.book;
  const from = snapshot.book;
  let order = orderFrom(from, from.slots);
  while (order !== null) {
    inheritAge(b, from, order);
    order = nextOrder(from, order);
  }
  clearOption(o);
  setMark(o, b.owner, AGGREGATED, (markOf(snapshot, 0) & AGGREGATED) !== 0);
  takeLevel(b, from, 0);
  takeLevel(b, from, 1);
  order = orderFrom(from, from.slots);
  while (order !== null) {
    takeOver(b, from, order);
    order = nextOrder(from, order);
  }
}

function inheritAge(b: Book, from: Book, order: Order): void {
  const before = findOrder(b, order.id);
  if (before === null) return;
  if (levelSide(b, changetype<Level>(before.level)) !== levelSide(from, changetype<Level>(order.level)))
    return;
  if (load<i64>(premiumAt(b, before)) === load<i64>(premiumAt(from, order))) order.since = before.since;
}

function takeLevel(b: Book, from: Book, side: i32): void {
  const level = levelAt(b, b.owner, side);
  const other = levelAt(from, 0, side);
  level.qty = other.qty;
  level.orders = other.orders;
  if (level.qty !== 0) occupy(b, level);
}

/** An order of the snapshot's becomes one of the book, whose sums hold it already. */
function takeOver(b: Book, from: Book, other: Order): void {
  const level = levelAt(b, b.owner, levelSide(from, changetype<Level>(other.level)));
  findOrder(b, other.id);
  const order = insertOrder(b, other.id);
  b.premium = load<i64>(premiumAt(from, other));
  place(b, order, level, other.qty);
  order.since = other.since;
  copyFills(b, order, from, other);
  countAge(b, order);
}

function nextOrder(b: Book, order: Order): Order | null {
  return orderFrom(b, changetype<usize>(order) + offsetof<Order>());
}
