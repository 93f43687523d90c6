// One order book: orders, price levels, and the flow through the levels in the current window (field-model §2).
// Oddities are counted, never thrown.
//
// Choices where the rules are silent: a modify to a price off the lattice (or into a level that cannot count it) leaves
// its old level, since the order is no longer there, and what it becomes is ignored as an add would be. A level's start
// plus its adds of one window is bounded by 2^31 - 1, which bounds all of its flows.
import { addLate, clearAges, makeAges, shiftAges } from './ages';
import { clearFills, makeFills, pushFill, shiftFills, takeFills } from './fills';
import * as host from './host';
import { clearLevels, levelAt, levelOffset, levelSide, levelTick, makeLevels, occupy, touch, vacate } from './levels';
import { allocate } from './memory';
import { clearOrders, findOrder, insertOrder, makeOrders, orderAt, removeOrder, shiftOrders } from './orders';
import { Book, Level, Order } from './tables';

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

/** Orders executed whole that are remembered, by the low bits of their id. */
const GONE_MASK = 63;

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
  b.watched = 0;
  b.gone = allocate((GONE_MASK + 1) << 2);
  memory.fill(b.gone, 0, (GONE_MASK + 1) << 2);
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
  const slot = findOrder(b, id);
  if (slot >= 0) {
    count(DUPLICATE_ADD);
    takeFills(b, orderAt(b, slot), 0);
    removeAll(b, slot, 0);
    findOrder(b, id);
  }
  insert(b, id, tick, side, qty);
}

/** C: takes `qty` off an order, at most what it has. */
export function cancel(b: Book, id: u64, qty: u32): void {
  const slot = findOrder(b, id);
  if (slot < 0) {
    count(UNKNOWN_CANCEL);
    return;
  }
  const order = orderAt(b, slot);
  const old = <u32>order.qty;
  const filled = takeFills(b, order, old);
  if (qty >= old) {
    if (qty > old) count(OVERSIZED_CANCEL);
    removeAll(b, slot, filled);
    return;
  }
  order.qty = old - qty;
  leave(b, order, qty, filled, 0);
}

/** M: sets an order's price and quantity; `tick` may be OFF_LATTICE. An unknown order is added. */
export function modify(b: Book, id: u64, tick: i32, side: i32, qty: u32): void {
  const slot = findOrder(b, id);
  if (slot < 0) {
    count(UNKNOWN_MODIFY);
    if (qty === 0) count(IGNORED_ADD);
    else if (tick === OFF_LATTICE) count(OFF_LATTICE_PRICE);
    else insert(b, id, tick, side, qty);
    return;
  }
  const order = orderAt(b, slot);
  const filled = takeFills(b, order, order.qty);
  const offset = order.level - 1;
  if (side !== levelSide(offset)) count(SIDE_CHANGE);
  else if (tick === levelTick(b, offset)) {
    resize(b, slot, qty, filled);
    return;
  }
  if (qty > 0 && tick !== OFF_LATTICE) {
    move(b, slot, tick, side, qty, filled);
    return;
  }
  if (qty > 0) count(OFF_LATTICE_PRICE);
  removeAll(b, slot, filled);
}

/** F: remembers a fill for the order's next cancel or modify. */
export function fill(b: Book, id: u64, qty: u32): void {
  const slot = findOrder(b, id);
  if (slot < 0) count(UNKNOWN_FILL);
  else pushFill(b, orderAt(b, slot), qty);
}

/** A level's whole quantity (0 where it left the depth), of a feed of levels. */
export function setLevel(b: Book, tick: i32, side: i32, qty: u32): void {
  const offset = levelOffset(b, tick, side);
  const level = levelAt(b, offset);
  const delta = <i64>qty - <i64>level.qty;
  if (delta < 0) shrink(b, level, offset, <i32>-delta);
  else if (delta > 0) {
    if (!fits(level, <i64>delta)) count(LEVEL_OVERFLOW);
    else {
      touch(b, level, offset);
      grow(b, level, offset, <i32>delta);
    }
  }
}

/** Same price: what was filled leaves, then the difference enters or is pulled; the age is kept. */
function resize(b: Book, slot: i32, qty: u32, executed: i32): void {
  const order = orderAt(b, slot);
  const old = order.qty;
  const rest = old - executed;
  if (qty === 0) removeAll(b, slot, executed);
  else if (qty > <u32>rest) refill(b, slot, qty, executed, rest);
  else if (qty !== <u32>old) {
    order.qty = qty;
    leave(b, order, old - qty, executed, 0);
  }
}

/** Same price, larger than what the fills left: an iceberg showing again, or a plain increase. */
function refill(b: Book, slot: i32, qty: u32, executed: i32, rest: i32): void {
  const order = orderAt(b, slot);
  const offset = order.level - 1;
  const level = levelAt(b, offset);
  if (!fits(level, <i64>qty - <i64>rest)) {
    count(LEVEL_OVERFLOW);
    if (rest === 0) removeAll(b, slot, executed);
    else if (executed > 0) {
      order.qty = rest;
      leave(b, order, executed, executed, 0);
    }
    return;
  }
  const added = <i32>qty - rest;
  if (executed > 0) {
    leave(b, order, executed, executed, 0);
    if (b.watched) {
      const tick = levelTick(b, offset);
      host.refilled(<i32>order.id, <i32>(order.id >> 32), tick, levelSide(offset), executed + rest, qty, executed);
    }
  }
  order.qty = qty;
  touch(b, level, offset);
  grow(b, level, offset, added);
  if (order.since > b.youngAfter) level.young += added;
}

/** A new order, which a `findOrder` just before did not find. */
function insert(b: Book, id: u64, tick: i32, side: i32, qty: u32): void {
  const offset = join(b, id, tick, side, qty);
  if (offset < 0) return;
  place(b, insertOrder(b, id), offset, qty);
  if (b.watched && load<i32>(b.gone + (<usize>(<u32>id & GONE_MASK) << 2)) === <i32>id)
    host.entered(<i32>id, <i32>(id >> 32), tick, side, qty);
}

/** The order moves to another level, as a new one. */
function move(b: Book, slot: i32, tick: i32, side: i32, qty: u32, filled: i32): void {
  const order = orderAt(b, slot);
  leave(b, order, order.qty, filled, 1);
  const offset = join(b, order.id, tick, side, qty);
  if (offset >= 0) place(b, slot, offset, qty);
  else removeOrder(b, slot);
}

/** What an order in `slot` is, from now on. */
function place(b: Book, slot: i32, offset: i32, qty: i32): void {
  const order = orderAt(b, slot);
  order.qty = qty;
  order.level = offset + 1;
  order.since = b.clock;
  order.fills = 0;
  order.mark = 0;
}

/** `qty` of a new order joins a level; returns the level's offset, or -1 where it cannot count as much. */
function join(b: Book, id: u64, tick: i32, side: i32, qty: u32): i32 {
  const offset = levelOffset(b, tick, side);
  const level = levelAt(b, offset);
  if (!fits(level, qty)) {
    count(LEVEL_OVERFLOW);
    return -1;
  }
  touch(b, level, offset);
  grow(b, level, offset, qty);
  level.orders += 1;
  if (b.clock > b.youngAfter) {
    level.young += qty;
    if (b.clock > b.lateAfter) addLate(b, id, b.clock);
  }
  return offset;
}

/** All of the order's quantity leaves its level, and the order the book. */
function removeAll(b: Book, slot: i32, filled: i32): void {
  const order = orderAt(b, slot);
  const qty = order.qty;
  if (b.watched && filled >= qty) tellGone(b, order);
  leave(b, order, qty, filled, 1);
  removeOrder(b, slot);
}

function tellGone(b: Book, order: Order): void {
  const lo = <i32>order.id;
  const offset = order.level - 1;
  store<i32>(b.gone + (<usize>(lo & GONE_MASK) << 2), lo);
  host.gone(lo, <i32>(order.id >> 32), levelTick(b, offset), levelSide(offset), order.qty);
}

/**
 * `qty` of an order leaves its level, up to `filled` of it executed, and `orders` (1 or 0) with it. The order's own
 * quantity is the caller's.
 */
function leave(b: Book, order: Order, qty: i32, filled: i32, orders: i32): void {
  const offset = order.level - 1;
  const level = levelAt(b, offset);
  const executed = min(filled, qty);
  const pulled = qty - executed;
  if (executed > 0 && b.watched) host.executed(<i32>order.id, <i32>(order.id >> 32), executed);
  touch(b, level, offset);
  level.qty -= qty;
  level.orders -= orders;
  level.fill += executed;
  level.pull += pulled;
  if (b.clock - order.since >= b.restNanos) level.pullRest += pulled;
  if (order.since > b.youngAfter) level.young -= qty;
  if (level.qty === 0) vacate(b, offset);
}

function grow(b: Book, level: Level, offset: i32, qty: i32): void {
  const old = level.qty;
  level.qty = old + qty;
  level.add += qty;
  if (old === 0) occupy(b, offset);
}

function shrink(b: Book, level: Level, offset: i32, qty: i32): void {
  touch(b, level, offset);
  level.qty -= qty;
  level.pull += qty;
  if (level.qty === 0) vacate(b, offset);
}

/** Whether the level can count so much more. */
function fits(level: Level, qty: i64): bool {
  const bound = level.start < 0 ? <i64>level.qty : <i64>level.start + <i64>level.add;
  return bound + qty <= <i64>i32.MAX_VALUE;
}

function count(oddity: i32): void {
  marked = true;
  host.count(oddity);
}
