// What the kernel offers to the outside. Everything is named by its address; ids come as two words.
import * as books from './book';
import * as orders from './orders';
import { Book } from './tables';

export { recountAges, rollAges } from './ages';
export { clearBook, makeBook, setLevel, shiftTimes } from './book';
export { MOST_ROWS, makeRows, makeRun, take } from './event-run';
export { makeFlowRows, writeFlow } from './flow-rows';
export { bestAsk, bestBid, isCrossed, levelOffset, levelTick, listOccupied, occupiedAt } from './levels';

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

export function findOrder(b: Book, lo: u32, hi: u32): i32 {
  return orders.findOrder(b, idOf(lo, hi));
}

export function setWatched(b: Book, watched: bool): void {
  b.watched = watched;
}

export function liveOrders(b: Book): i32 {
  return b.live;
}

/** Slot behind the last that was ever used. */
export function endOfOrders(b: Book): i32 {
  return b.end;
}

export function orderCapacity(b: Book): i32 {
  return b.capacity;
}

/** Addresses of slot 0, of the level at offset 0. */
export function slotsOf(b: Book): usize {
  return b.slots;
}

export function levelsOf(b: Book): usize {
  return b.levels;
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
  return (<u64>hi << 32) | <u64>lo;
}
