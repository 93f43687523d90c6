// The books of many options as one book, whose ticks are the options' numbers: a level is what rests and flows on one side
// of an option, summed over all premiums, and an order keeps its premium, which only tells whether it stays where it is
// (field-model §2, §3 Options). Both sides of an option fill one line of the processor's cache and are touched as one.
// All orders lie in one table, so that a row finds what it needs in memory that the rows before it have just used.
import { restart, rollLate, setWindowEnd } from '../ages';
import { change, OFF_LATTICE, place } from '../book';
import { takeFills } from '../fills';
import { levelAt, levelSide, levelTick, touch, touchedLevel, twinOf, vacate } from '../levels';
import { allocate, grown } from '../memory';
import { findOrder, insertOrder, keepPremiums, orderFrom, removeOrder } from '../orders';
import { Book, Level, Order } from '../tables';

/** Bits of an option's mark: a clear or a snapshot is in the window, so that what flowed does not count. */
export const TAINTED = 1;
/** Rows are levels, not orders: nothing is known of ages. */
export const AGGREGATED = 2;
/** Rows of an event, or of a snapshot, wait for its end. */
export const HELD = 4;
/** Others share strike, right and expiry. */
export const SEVERAL = 8;
/** Above the bits: the number of its strike, right and expiry. */
export const SERIES_SHIFT = 4;

/** Addresses of a bid and its ask differ in this. */
const TWIN: usize = 32;
const FAR: i64 = 1 << 60;
const MARK_SHIFT = 2;
const PAIR_SHIFT = 3;
const FIRST_OPTIONS = 2;

/** 8 bytes. */
@unmanaged
export class Ring {
  /** The next option of the same series. */
  next: i32;
  /** The write of rows in which the series was written last, so that it is written once. */
  written: i32;
}

/** By number of the option, apart from each other: nearly all rows want the mark alone. */
@unmanaged
export class Options {
  book: Book;
  marks: usize;
  /** Young quantity of either side at the window's start. */
  young: usize;
  rings: usize;
  count: i32;
  capacity: i32;
  writes: i32;
  /** An option was ever written whose rows are levels. */
  aggregated: i32;
}

/** Makes the book one of options, of which there are none yet. */
export function makeOptions(b: Book): Options {
  const o = changetype<Options>(allocate(offsetof<Options>()));
  keepPremiums(b);
  b.twin = TWIN;
  o.book = b;
  o.count = 0;
  o.capacity = FIRST_OPTIONS;
  o.marks = allocate(FIRST_OPTIONS << MARK_SHIFT);
  o.young = allocate(FIRST_OPTIONS << PAIR_SHIFT);
  o.rings = allocate(FIRST_OPTIONS << PAIR_SHIFT);
  o.writes = 0;
  o.aggregated = 0;
  return o;
}

/** Number of a new option, of the series of option `like`, or of one of its own where that is -1. */
export function openOption(o: Options, series: i32, like: i32): i32 {
  const number = o.count;
  if (number === o.capacity) growOptions(o);
  o.count = number + 1;
  store<i32>(markAt(o, number), series << SERIES_SHIFT);
  setYoung(o, number, 0, 0);
  setYoung(o, number, 1, 0);
  const ring = ringOf(o, number);
  ring.next = number;
  ring.written = 0;
  if (like >= 0) {
    ring.next = ringOf(o, like).next;
    ringOf(o, like).next = number;
    setMark(o, like, SEVERAL, true);
    setMark(o, number, SEVERAL, true);
  }
  levelAt(o.book, number, 0);
  return number;
}

export function markOf(o: Options, number: i32): i32 {
  return load<i32>(markAt(o, number));
}

/** Whether nothing stands in the way of whole events of orders. */
export function isPlain(o: Options, number: i32): bool {
  return (markOf(o, number) & (AGGREGATED | HELD)) === 0;
}

export function setMark(o: Options, number: i32, bit: i32, isSet: bool): void {
  const mark = markOf(o, number);
  store<i32>(markAt(o, number), isSet ? mark | bit : mark & ~bit);
}

/** Young quantity of a side at the window's start. */
export function youngOf(o: Options, number: i32, side: i32): i32 {
  return load<i32>(o.young + ((<usize>((number << 1) | side)) << 2));
}

function setYoung(o: Options, number: i32, side: i32, qty: i32): void {
  store<i32>(o.young + ((<usize>((number << 1) | side)) << 2), qty);
}

export function ringOf(o: Options, number: i32): Ring {
  return changetype<Ring>(o.rings + ((<usize>number) << PAIR_SHIFT));
}

/** The rows that come are of this option. */
export function setOwner(b: Book, number: i32): void {
  b.owner = number;
}

/** Tick for an order of the option whose row is applied, OFF_LATTICE where the premium is too far out to be kept. */
export function tickOfPremium(b: Book, premium: i64): i32 {
  b.premium = premium;
  return premium >= FAR || premium < -FAR ? OFF_LATTICE : b.owner;
}

/** Quantity of a level of an aggregated feed, known by an id of its own: 0 where it is gone. */
export function setPremiumLevel(b: Book, id: u64, side: i32, qty: u32): void {
  const level = levelAt(b, b.owner, side);
  const order = findOrder(b, id);
  const old = order === null ? 0 : order.qty;
  if (<i32>qty === old || !change(b, level, <i64>qty - <i64>old)) return;
  b.premium = 0;
  if (order === null) place(b, insertOrder(b, id), level, qty);
  else if (qty === 0) removeOrder(b, order);
  else order.qty = qty;
}

/** Takes out every level of a side of an aggregated feed but for one. */
export function clearSide(b: Book, side: i32, but: u64): void {
  let order = orderOfOwner(b, b.slots);
  while (order !== null) {
    const here = changetype<usize>(order);
    if (levelSide(b, changetype<Level>(order.level)) === side && order.id !== but)
      setPremiumLevel(b, order.id, side, 0);
    order = orderOfOwner(b, here + offsetof<Order>());
  }
}

/** R: nothing of the option rests; its flows of the window do not count. */
export function clearOption(o: Options): void {
  const b = o.book;
  const bids = levelAt(b, b.owner, 0);
  const asks = twinOf(b, bids);
  if ((bids.qty | asks.qty) !== 0) removeAll(b);
  clearLevel(b, bids);
  clearLevel(b, asks);
  setMark(o, b.owner, AGGREGATED, false);
  taintOption(o);
}

/** What flows in this window does not count. */
export function taintOption(o: Options): void {
  const b = o.book;
  touch(b, levelAt(b, b.owner, 0));
  setMark(o, b.owner, TAINTED, true);
}

/** Starts a window that ends at `windowEnd`: as of any book, with what is noted of the options. */
export function rollOptions(o: Options, windowEnd: f64): void {
  const b = o.book;
  setWindowEnd(b, windowEnd);
  let kept = 0;
  for (let i = 0; i < b.touchedCount; i++) {
    const bids = touchedLevel(b, i);
    const number = levelTick(b, bids);
    setMark(o, number, TAINTED, false);
    const young = restart(bids);
    const youngAsks = restart(twinOf(b, bids));
    setYoung(o, number, 0, young);
    setYoung(o, number, 1, youngAsks);
    if ((young | youngAsks) === 0) continue;
    store<u32>(b.touched + ((<usize>kept) << 2), <u32>changetype<usize>(bids));
    kept += 1;
  }
  b.touchedCount = kept;
  rollLate(b);
}

function markAt(o: Options, number: i32): usize {
  return o.marks + ((<usize>number) << MARK_SHIFT);
}

function growOptions(o: Options): void {
  const marks = (<u32>o.capacity) << MARK_SHIFT;
  const pairs = (<u32>o.capacity) << PAIR_SHIFT;
  o.marks = grown(o.marks, marks, marks, marks << 1);
  o.young = grown(o.young, pairs, pairs, pairs << 1);
  o.rings = grown(o.rings, pairs, pairs, pairs << 1);
  o.capacity <<= 1;
}

/** The next order of the option whose row is applied, from address `slot` on: looks at every slot. */
function orderOfOwner(b: Book, slot: usize): Order | null {
  let order = orderFrom(b, slot);
  while (order !== null && order.owner !== b.owner)
    order = orderFrom(b, changetype<usize>(order) + offsetof<Order>());
  return order;
}

function removeAll(b: Book): void {
  let order = orderOfOwner(b, b.slots);
  while (order !== null) {
    const here = changetype<usize>(order);
    takeFills(b, order, 0);
    findOrder(b, order.id);
    removeOrder(b, order);
    order = orderOfOwner(b, here + offsetof<Order>());
  }
}

function clearLevel(b: Book, level: Level): void {
  touch(b, level);
  if (level.qty !== 0) vacate(b, level);
  level.qty = 0;
  level.orders = 0;
  level.young = 0;
}
