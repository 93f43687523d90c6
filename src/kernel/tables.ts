// The memory of one book. Whoever reads it from outside knows orders and levels as words (core/book/layout.ts).

/** A resting order, 32 bytes. A free slot has level 0, and in place of its fills the slot freed before it. */
@unmanaged
export class Order {
  id: u64;
  qty: i32;
  /** Address of its level. */
  level: usize;
  /** Since when it has its age, nanoseconds from the day's midnight. */
  since: f64;
  /** Its latest pending fill; 0 = none. */
  fills: u32;
  /** Whose it is, of a table with the orders of many: the option's number (options/options.ts); else 0. */
  owner: i32;
}

/** A price and side, 32 bytes: what rests there, and what flowed in the current window. */
@unmanaged
export class Level {
  qty: i32;
  orders: i32;
  /** Quantity at the window's start; -1 = untouched in this window. */
  start: i32;
  add: i32;
  pull: i32;
  fill: i32;
  pullRest: i32;
  /** Quantity of orders that are young at the window's end. */
  young: i32;
}

/** A fill that waits for the next cancel or modify of its order, 24 bytes. */
@unmanaged
export class Fill {
  quantity: f64;
  ts: f64;
  /** The order's fill before it, or the free one before it; 0 = none. */
  next: i32;
  unused: i32;
}

/** An order that will still be young a window later, 24 bytes. */
@unmanaged
export class Late {
  id: u64;
  since: f64;
  owner: i32;
  unused: i32;
}

@unmanaged
export class Book {
  /** Of the row that is applied: ts_event, nanoseconds from the day's midnight. */
  clock: f64;
  /** Of the row that is applied to a book of options: its price, and the option's number; else 0. */
  premium: i64;
  owner: i32;
  /** What tells the addresses of a pair of levels apart that is touched as one; 0 = each by itself. */
  twin: usize;
  // Ages (ages.ts).
  youngAfter: f64;
  lateAfter: f64;
  restNanos: f64;
  // Orders (orders.ts): the slots, and their index of a hash and a slot's address each.
  slots: usize;
  /** Of options: the premium of each slot's order; else 0. */
  premiums: usize;
  index: usize;
  capacity: i32;
  shift: i32;
  /** Where the last search ended: the order's entry, or the place for it. */
  entry: i32;
  live: i32;
  /** Address behind the last slot that was ever used, and of the slot freed last. */
  end: usize;
  free: usize;
  // Levels (levels.ts): pages of 64, in the order they were made.
  levels: usize;
  /** Addresses of the levels touched in this window. */
  touched: usize;
  touchedCount: i32;
  pageCount: i32;
  pageCapacity: i32;
  /** Number (tick >> 5) of each page, its occupied ticks a side, and the pages by ascending number. */
  numbers: usize;
  bits: usize;
  sorted: usize;
  /** Page + 1 by hash of its number. */
  directory: usize;
  directoryMask: i32;
  /** For the low bits of a number, the page found last: its number and its address. */
  near: usize;
  /** Upper bound of the best bid and lower bound of the best ask. */
  bidHint: i32;
  askHint: i32;
  // Pending fills (fills.ts); entry 0 is "none".
  fills: usize;
  fillCapacity: i32;
  fillEnd: i32;
  fillFree: i32;
  /** Young quantity at the window's start of the first `carriedCount` touched levels. */
  carried: usize;
  carriedCapacity: i32;
  carriedCount: i32;
  late: usize;
  lateCapacity: i32;
  lateCount: i32;
  /** The filters of whoever watches executions (watch.ts); 0 = nobody. */
  watch: usize;
}
