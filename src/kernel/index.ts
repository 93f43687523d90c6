// What the kernel offers to the outside. Everything is named by its address; ids come as two words.
import * as books from './book';
import { Run } from './event-run';
import * as options from './options/options';
import * as orders from './orders';
import { Book, Order } from './tables';
import { Trades } from './trades';

export { recountAges, rollAges } from './ages';
export { clearBook, makeBook, setLevel, shiftTimes } from './book';
export { makeRun, take, takeTrade } from './event-run';
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
export { makeMembers } from './options/option-rows';
export {
  clearOption,
  makeOptions,
  markOf,
  openOption,
  rollOptions,
  setMark,
  setOwner,
  taintOption,
} from './options/options';
export { writeSeries } from './options/series-rows';
export { replaceOption } from './options/snapshot';
export { MOST_ROWS, makeRows, ROW_BYTES } from './rows';
export { forgetGone, icebergCount, makeWatch } from './watch';

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

export function tickOfPremium(b: Book, lo: u32, hi: u32): i32 {
  return options.tickOfPremium(b, <i64>idOf(lo, hi));
}

export function setPremiumLevel(b: Book, lo: u32, hi: u32, side: i32, qty: u32): void {
  options.setPremiumLevel(b, idOf(lo, hi), side, qty);
}

export function clearSide(b: Book, side: i32, lo: u32, hi: u32): void {
  options.clearSide(b, side, idOf(lo, hi));
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

export function tradesOf(run: Run): Trades {
  return run.trades;
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
