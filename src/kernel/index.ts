// What the kernel offers to the outside. Everything is named by its address; ids come as two words.
import * as books from './book';
import * as orders from './orders';
import { Book, Order } from './tables';

export { recountAges, rollAges } from './ages';
export { clearBook, makeBook, setLevel, shiftTimes } from './book';
export { MOST_ROWS, makeRows, makeRun, take } from './event-run';
export { makeFlowRows, writeFlow } from './flow-rows';
export {
  bestAsk,
  bestBid,
  isCrossed,
  levelAt,
  levelSide,
  levelTick,
  listOccupied,
  occupiedAt,
} from './levels';
export { icebergCount, makeWatch } from './watch';

export function add(b: Book, lo: u32, hi: u32, tick: i32, side: i32, qty: u32): void {
  books.add(b, idOf(lo, hi), tick, side, qty);
}

export function cancel(b: Book, lo: u32, hi: u32, qty: u32): void {
  books.cancel(b, idOf(lo, hi), qty);
}

export function modify(b: Book, lo: u32, hi: u32, tick: i32, side: i32, qty: u32): void {
  books.modify(b, idOf(lo, hi), tick, side, qty);
}

export function fill(b: Book, lo: u32, hi: u32, qty: u32): void {
  books.fill(b, idOf(lo, hi), qty);
}

/** Addresses of orders; 0 = none. `nextOrder` begins at 0 and goes on behind the order before. */
export function findOrder(b: Book, lo: u32, hi: u32): usize {
  return changetype<usize>(orders.findOrder(b, idOf(lo, hi)));
}

export function nextOrder(b: Book, before: usize): usize {
  return changetype<usize>(orders.orderFrom(b, before === 0 ? b.slots : before + offsetof<Order>()));
}

export function setWatch(b: Book, watch: usize): void {
  b.watch = watch;
}

export function liveOrders(b: Book): i32 {
  return b.live;
}

export function orderCapacity(b: Book): i32 {
  return b.capacity;
}

export function touchedCount(b: Book): i32 {
  return b.touchedCount;
}

export function pageCount(b: Book): i32 {
  return b.pageCount;
}

export function lateCount(b: Book): i32 {
  return b.lateCount;
}

function idOf(lo: u32, hi: u32): u64 {
  return ((<u64>hi) << 32) | <u64>lo;
}
