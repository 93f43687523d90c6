// One order book: orders, price levels, and the flow through the levels in the current window (field-model §2).
// Oddities are counted, never thrown.
//
// Choices where the rules are silent: a modify to a price off the lattice (or into a level that cannot count it) leaves
// its old level, since the order is no longer there, and what it becomes is ignored as an add would be. A level's start
// plus its adds of one window is bounded by 2^31 - 1, which bounds all of its flows.
import { addLate, clearAges, makeAges, shiftAges } from './ages';
import { clearFills, makeFills, pushFill, shiftFills, takeFills } from './fills';
import * as host from './host';
import { clearLevels, levelAt, levelSide, makeLevels, occupy, touch, vacate } from './levels';
import { allocate } from './memory';
import {
  clearOrders,
  findOrder,
  insertOrder,
  makeOrders,
  premiumAt,
  removeOrder,
  shiftOrders,
} from './orders';
import { Book, Level, Order } from './tables';
import { mayBeBack, rememberGone, takeBack, tellExecuted, tellRefilled } from './watch';

/** `tick` of a price that is not a whole number of ticks, or too far out to count. */
export const OFF_LATTICE: i32 = i32.MAX_VALUE;

const DUPLICATE_ADD = 0;
const UNKNOWN_CANCEL = 1;
const OVERSIZED_CANCEL = 2;
const UNKNOWN_MODIFY = 3;
const UNKNOWN_FILL = 4;
const SIDE_CHANGE = 5;
const IGNORED_ADD = 6;
const OFF_LATTICE_PRICE = 7;
const LEVEL_OVERFLOW = 8;

/** Something was counted since this was last set to false. */
let marked = false;

export function takeMarked(): bool {
  const was = marked;
  marked = false;
  return was;
}

export function makeBook(restNanos: f64, orderCapacity: i32): Book {
  const b = changetype<Book>(allocate(offsetof<Book>()));
  b.clock = 0;
  makeOrders(b, orderCapacity);
  makeLevels(b);
  makeFills(b);
  makeAges(b, restNanos);
  b.twin = 0;
  b.watch = 0;
  return b;
}

/** R: an empty book. */
export function clearBook(b: Book): void {
  clearOrders(b);
  clearLevels(b);
  clearFills(b);
  clearAges(b);
}

/** Moves the origin of all times by `nanos` (a new UTC day). */
export function shiftTimes(b: Book, nanos: f64): void {
  shiftOrders(b, nanos);
  shiftFills(b, nanos);
  shiftAges(b, nanos);
}

/** A: inserts an order of `qty` > 0 at a tick on the lattice; one with the same id is pulled first. */
export function add(b: Book, id: u64, tick: i32, side: i32, qty: u32): void {
  const order = findOrder(b, id);
  if (order !== null) {
    count(DUPLICATE_ADD);
    takeFills(b, order, 0);
    removeAll(b, order, 0);
    findOrder(b, id);
  }
  insert(b, id, tick, side, qty);
}

/** C: takes `qty` off an order, at most what it has. */
export function cancel(b: Book, id: u64, qty: u32): void {
  const order = findOrder(b, id);
  if (order === null) {
    count(UNKNOWN_CANCEL);
    return;
  }
  const old = <u32>order.qty;
  const filled = takeFills(b, order, old);
  if (qty >= old) {
    if (qty > old) count(OVERSIZED_CANCEL);
    removeAll(b, order, filled);
    return;
  }
  order.qty = old - qty;
  leave(b, order, qty, filled, 0);
}

/** M: sets an order's price and quantity; `tick` may be OFF_LATTICE. An unknown order is added. */
export function modify(b: Book, id: u64, tick: i32, side: i32, qty: u32): void {
  const order = findOrder(b, id);
  if (order === null) {
    count(UNKNOWN_MODIFY);
    if (qty === 0) count(IGNORED_ADD);
    else if (tick === OFF_LATTICE) count(OFF_LATTICE_PRICE);
    else insert(b, id, tick, side, qty);
    return;
  }
  const filled = takeFills(b, order, order.qty);
  if (side !== levelSide(b, levelOf(order))) count(SIDE_CHANGE);
  if (qty === 0) removeAll(b, order, filled);
  else if (tick === OFF_LATTICE) {
    count(OFF_LATTICE_PRICE);
    removeAll(b, order, filled);
  } else {
    const level = levelAt(b, tick, side);
    if (level === levelOf(order) && isPremiumOf(b, order)) resize(b, order, qty, filled);
    else move(b, order, level, qty, filled);
  }
}

/** F: remembers a fill for the order's next cancel or modify. */
export function fill(b: Book, id: u64, qty: u32): void {
  const order = findOrder(b, id);
  if (order === null) count(UNKNOWN_FILL);
  else pushFill(b, order, qty);
}

/** A level's whole quantity (0 where it left the depth), of a feed of levels. */
export function setLevel(b: Book, tick: i32, side: i32, qty: u32): void {
  const level = levelAt(b, tick, side);
  change(b, level, <i64>qty - <i64>level.qty);
}

/** What a feed of levels says of a level: `delta` more, or less. False where the level cannot count as much. */
export function change(b: Book, level: Level, delta: i64): bool {
  if (delta > 0) {
    if (!fits(level, delta)) {
      count(LEVEL_OVERFLOW);
      return false;
    }
    grow(b, level, <i32>delta);
  } else if (delta < 0) {
    touch(b, level);
    level.qty += <i32>delta;
    level.pull -= <i32>delta;
    if (level.qty === 0) vacate(b, level);
  }
  return true;
}

/** Same price: what was filled leaves, then the difference enters or is pulled; the age is kept. */
function resize(b: Book, order: Order, qty: u32, executed: i32): void {
  const old = order.qty;
  const rest = old - executed;
  if (qty > <u32>rest) refill(b, order, qty, executed, rest);
  else if (qty !== <u32>old) {
    order.qty = qty;
    leave(b, order, old - qty, executed, 0);
  }
}

/** Same price, larger than what the fills left: an iceberg showing again, or a plain increase. */
function refill(b: Book, order: Order, qty: u32, executed: i32, rest: i32): void {
  const level = levelOf(order);
  if (!fits(level, <i64>qty - <i64>rest)) {
    count(LEVEL_OVERFLOW);
    if (rest === 0) removeAll(b, order, executed);
    else if (executed > 0) {
      order.qty = rest;
      leave(b, order, executed, executed, 0);
    }
    return;
  }
  const added = <i32>qty - rest;
  if (executed > 0) {
    leave(b, order, executed, executed, 0);
    if (b.watch !== 0) tellRefilled(b, order, executed + rest, qty, executed);
  }
  order.qty = qty;
  grow(b, level, added);
  if (order.since > b.youngAfter) level.young += added;
}

/** A new order, which a `findOrder` just before did not find. */
function insert(b: Book, id: u64, tick: i32, side: i32, qty: u32): void {
  const level = levelAt(b, tick, side);
  if (!join(b, id, level, qty)) return;
  const order = insertOrder(b, id);
  place(b, order, level, qty);
  if (b.watch !== 0 && mayBeBack(b, id)) takeBack(b, order, tick, side);
}

/** The order moves to another level, as a new one. */
function move(b: Book, order: Order, level: Level, qty: u32, filled: i32): void {
  leave(b, order, order.qty, filled, 1);
  if (join(b, order.id, level, qty)) place(b, order, level, qty);
  else removeOrder(b, order);
}

/** What an order is, from now on. */
export function place(b: Book, order: Order, level: Level, qty: i32): void {
  order.qty = qty;
  order.level = changetype<usize>(level);
  order.since = b.clock;
  order.fills = 0;
  if (b.premiums !== 0) store<i64>(premiumAt(b, order), b.premium);
}

/** Whether the row leaves the order at the price that it has, on a level of orders of many. */
function isPremiumOf(b: Book, order: Order): bool {
  return b.premiums === 0 || load<i64>(premiumAt(b, order)) === b.premium;
}

/** `qty` of a new order joins a level; false where it cannot count as much. */
function join(b: Book, id: u64, level: Level, qty: u32): bool {
  if (!fits(level, qty)) {
    count(LEVEL_OVERFLOW);
    return false;
  }
  grow(b, level, qty);
  level.orders += 1;
  const since = b.clock;
  if (since > b.youngAfter) {
    level.young += qty;
    if (since > b.lateAfter) addLate(b, id, since);
  }
  return true;
}

/** All of the order's quantity leaves its level, and the order the book. */
function removeAll(b: Book, order: Order, filled: i32): void {
  const qty = order.qty;
  if (b.watch !== 0 && filled >= qty) rememberGone(b, order);
  leave(b, order, qty, filled, 1);
  removeOrder(b, order);
}

/**
 * `qty` of an order leaves its level, up to `filled` of it executed, and `orders` (1 or 0) with it. The order's own
 * quantity is the caller's.
 */
function leave(b: Book, order: Order, qty: i32, filled: i32, orders: i32): void {
  const level = levelOf(order);
  const executed = min(filled, qty);
  const pulled = qty - executed;
  if (executed > 0 && b.watch !== 0) tellExecuted(b, order, executed);
  touch(b, level);
  const rest = level.qty - qty;
  level.qty = rest;
  level.orders -= orders;
  level.fill += executed;
  level.pull += pulled;
  const since = order.since;
  if (b.clock - since >= b.restNanos) level.pullRest += pulled;
  if (since > b.youngAfter) level.young -= qty;
  if (rest === 0) vacate(b, level);
}

function grow(b: Book, level: Level, qty: i32): void {
  touch(b, level);
  const old = level.qty;
  level.qty = old + qty;
  level.add += qty;
  if (old === 0) occupy(b, level);
}

/** Whether the level can count so much more. */
function fits(level: Level, qty: i64): bool {
  const start = level.start;
  const bound = start < 0 ? <i64>level.qty : <i64>start + <i64>level.add;
  return bound + qty <= <i64>i32.MAX_VALUE;
}

function levelOf(order: Order): Level {
  return changetype<Level>(order.level);
}

function count(oddity: i32): void {
  marked = true;
  host.count(oddity);
}
