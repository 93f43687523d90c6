// The ingest's hottest loop: whole ordinary events that lie in one window. What needs more than a look at one row
// (snapshots, marked rows, an event cut by the end of the rows, a clock that steps back, the window's end) is left to the
// stream, which takes the same rows one by one.
import { add, cancel, fill, modify, OFF_LATTICE, takeMarked } from './book';
import * as host from './host';
import { isCrossed } from './levels';
import { allocate } from './memory';
import { areOne, lookAhead, memberAt } from './options/option-rows';
import { isPlain, Options, tickOfPremium } from './options/options';
import { ASK, BID, Row, rowAt } from './rows';
import { Book } from './tables';
import { makeTrades, Trades, trade } from './trades';

const ADD: u8 = 65;
const CANCEL: u8 = 67;
const MODIFY: u8 = 77;
const FILL: u8 = 70;
const TRADE: u8 = 84;

const F_LAST = 128;
/** Rows with one of these (TOB, SNAPSHOT, MBP, BAD_TS_RECV, MAYBE_BAD_BOOK) are not ordinary. */
const MARKS = 64 | 32 | 16 | 8 | 4;

/** As in core/book/layout.ts. */
const TICK_LIMIT: i32 = (1 << 30) - 2;
/** 1.5 · 2^52 */
const TO_WHOLE: f64 = 6755399441055744;

/** One instrument's stream: what its rows are read by, and how far it came. */
@unmanaged
export class Run {
  /** Midnight that times count from. */
  dayStart: i64;
  /** 0 of options, whose ticks are their numbers. */
  tickSize: i64;
  /** Time of the latest row; nanoseconds from midnight, as the times below. */
  now: f64;
  /** The window's end: events are taken that end before it. */
  end: f64;
  /** Rows at this time or later are not ordinary. */
  limit: f64;
  /** Why rows were left: time of an ordinary event that ends at the window's end or later; else -1. */
  next: f64;
  ticksPerNano: f64;
  /** Rows by action since the host last looked: A, C, M, F, T. */
  adds: i32;
  cancels: i32;
  modifies: i32;
  fills: i32;
  traded: i32;
  trades: Trades;
}

export function makeRun(tickSize: i64): Run {
  const run = changetype<Run>(allocate(offsetof<Run>()));
  run.tickSize = tickSize;
  run.ticksPerNano = 1 / <f64>tickSize;
  run.adds = 0;
  run.cancels = 0;
  run.modifies = 0;
  run.fills = 0;
  run.traded = 0;
  run.trades = makeTrades();
  return run;
}

/**
 * Applies ordinary events of the `count` rows from `from` on. Stops behind an event that leaves a future's book crossed or
 * locked, and before one that belongs to a later window. Where the book is one of options, `members` has the number of the
 * option of each row. Returns how many rows were taken.
 */
export function take(
  run: Run,
  b: Book,
  from: usize,
  count: i32,
  options: Options | null,
  members: usize,
): i32 {
  const end = run.dayStart + <i64>run.end;
  const limit = run.dayStart + <i64>run.limit;
  run.next = -1;
  takeMarked();
  let row = 0;
  let ahead = 0;
  let ts = run.dayStart + <i64>run.now;
  while (row < count) {
    if (options !== null) {
      if (row >= ahead) ahead = lookAhead(b, from, members, row, count);
      if (!isPlain(options, memberAt(members, row))) return row;
    }
    const last = lastOfEvent(from, row, count, ts, limit);
    if (last < 0) return row;
    if (options !== null) {
      if (!areOne(members, row, last)) return row;
      b.owner = memberAt(members, row);
    }
    ts = rowAt(from, last).tsRecv;
    if (ts >= end) {
      run.next = <f64>(ts - run.dayStart);
      return row;
    }
    run.now = <f64>(ts - run.dayStart);
    for (; row <= last; row++) applyRow(run, b, rowAt(from, row), row);
    if (options === null && isCrossed(b)) return row;
  }
  return row;
}

/**
 * The last row of the event that begins at `first`; -1 if the event is not ordinary, not whole in the `count` rows, or not
 * all of it at `ts` or later and before `limit`.
 */
function lastOfEvent(from: usize, first: i32, count: i32, ts: i64, limit: i64): i32 {
  let before = ts;
  for (let row = first; row < count; row++) {
    const one = rowAt(from, row);
    const time = one.tsRecv;
    // Undefined times lie far outside of the day.
    if ((one.flags & MARKS) !== 0 || time < before || time >= limit) return -1;
    before = time;
    if ((one.flags & F_LAST) !== 0) return row;
  }
  return -1;
}

/** An ordinary row, or one that is the stream's to judge. */
function applyRow(run: Run, b: Book, one: Row, row: i32): void {
  const action = one.action;
  const places = action === ADD || action === MODIFY;
  if (action === TRADE) {
    run.traded += 1;
    if (takeTrade(run, one, run.now, run.end)) host.sweep();
    return;
  }
  // A ts_event of 0 or undefined says nothing.
  if (one.tsEvent <= 0 || !(places || action === CANCEL || action === FILL)) {
    leaveToHost(row);
    return;
  }
  b.clock = <f64>(one.tsEvent - run.dayStart);
  if (action === CANCEL) {
    run.cancels += 1;
    cancel(b, one.orderId, one.size);
  } else if (action === FILL) {
    run.fills += 1;
    fill(b, one.orderId, one.size);
  } else {
    const side = one.side === BID ? 0 : one.side === ASK ? 1 : -1;
    const tick = run.tickSize === 0 ? tickOfPremium(b, one.price) : tickOf(run, one.price);
    if (side < 0 || tick === OFF_LATTICE || one.size === 0) {
      leaveToHost(row);
      return;
    }
    if (action === ADD) {
      run.adds += 1;
      add(b, one.orderId, tick, side, one.size);
    } else {
      run.modifies += 1;
      modify(b, one.orderId, tick, side, one.size);
    }
  }
  if (takeMarked()) host.odd(row);
}

/** Adds a trade of the window that ends then. Returns whether it belongs to a run of several prices. */
export function takeTrade(run: Run, one: Row, now: f64, windowEnd: f64): bool {
  const tick = run.tickSize === 0 ? OFF_LATTICE : tickOf(run, one.price);
  return trade(run.trades, one, tick, now, eventTime(run, one, now), windowEnd);
}

/** ts_event; ts_recv where it is 0 or undefined; `now` where both are. */
function eventTime(run: Run, one: Row, now: f64): f64 {
  const ts = isTime(one.tsEvent) ? one.tsEvent : one.tsRecv;
  return isTime(ts) ? <f64>(ts - run.dayStart) : now;
}

function isTime(ts: i64): bool {
  return ts !== 0 && ts !== -1;
}

/** What the host counts as odd it notes itself. */
function leaveToHost(row: i32): void {
  host.apply(row);
  takeMarked();
}

/**
 * Tick of a price, or OFF_LATTICE. Adding a number whose last place is 1 rounds the quotient to a whole number, which then
 * stands in the sum's low bits. Exact: below 2^30 the product is nearer to the true quotient than to any other whole
 * number, and what it is rounded to is multiplied back, which no price farther out survives.
 */
function tickOf(run: Run, price: i64): i32 {
  const tick = <i32>reinterpret<i64>(<f64>price * run.ticksPerNano + TO_WHOLE);
  const isTick = <i64>tick * run.tickSize === price && <u32>(tick + TICK_LIMIT) <= <u32>(2 * TICK_LIMIT);
  return isTick ? tick : OFF_LATTICE;
}
