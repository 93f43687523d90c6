// Trades of one instrument: what they add up to since the host last looked, and the run of them that may be a sweep
// (docs/walls-and-voids.md): trades of one aggressor, of the same order where both name one, no later than a millisecond
// after the first by ts_event, at prices that only go its way, in one window.
import { OFF_LATTICE } from './book';
import { allocate } from './memory';
import { ASK, BID, Row } from './rows';

const SWEEP_NANOS: f64 = 1_000_000;
const UNDEF_SIZE: u32 = 0xffffffff;
const UNDEF_PRICE: i64 = i64.MAX_VALUE;
const NO_SIDE = -1;
const NO_ROW = -1;

/** Times are nanoseconds from midnight. */
@unmanaged
export class Trades {
  /** Lots by aggressor: buyer, seller, neither. */
  bought: f64;
  sold: f64;
  neither: f64;
  /** Index time of the latest, and the price of the latest that has one. */
  now: f64;
  price: i64;
  /** The run in progress: ts_event of its first trade and of its latest, the end of its window, its order. */
  first: f64;
  last: f64;
  windowEnd: f64;
  id: u64;
  lots: i32;
  /** Side that is taken from, or NO_SIDE where nothing goes on. */
  side: i32;
  firstTick: i32;
  lastTick: i32;
  /** Prices that traded. */
  levels: i32;
  /** The host's, which sets it; NO_ROW in a new run. */
  row: i32;
}

export function makeTrades(): Trades {
  const t = changetype<Trades>(allocate(offsetof<Trades>()));
  t.bought = 0;
  t.sold = 0;
  t.neither = 0;
  t.price = UNDEF_PRICE;
  t.side = NO_SIDE;
  return t;
}

/** Takes a trade at a tick, or OFF_LATTICE, in the window that ends then. Returns whether its run has several prices. */
export function trade(t: Trades, one: Row, tick: i32, now: f64, tsEvent: f64, windowEnd: f64): bool {
  const char = one.side;
  const size = one.size;
  t.now = now;
  if (one.price !== UNDEF_PRICE) t.price = one.price;
  if (size === UNDEF_SIZE) return false;
  if (char === BID) t.bought += <f64>size;
  else if (char === ASK) t.sold += <f64>size;
  else t.neither += <f64>size;
  if (tick === OFF_LATTICE || (char !== BID && char !== ASK)) return false;
  const side = char === BID ? 1 : 0;
  if (!goesOn(t, one.orderId, side, tick, tsEvent, windowEnd)) begin(t, side, tick, tsEvent, windowEnd);
  if (tick !== t.lastTick) t.levels += 1;
  t.lastTick = tick;
  t.last = tsEvent;
  t.lots = <i32>min<i64>(i32.MAX_VALUE, <i64>t.lots + <i64>size);
  if (one.orderId !== 0) t.id = one.orderId;
  return t.levels > 1;
}

function goesOn(t: Trades, id: u64, side: i32, tick: i32, tsEvent: f64, windowEnd: f64): bool {
  if (side !== t.side || windowEnd !== t.windowEnd) return false;
  const since = tsEvent - t.first;
  if (since < 0 || since > SWEEP_NANOS) return false;
  if (id !== 0 && t.id !== 0 && id !== t.id) return false;
  return side === 1 ? tick >= t.lastTick : tick <= t.lastTick;
}

function begin(t: Trades, side: i32, tick: i32, tsEvent: f64, windowEnd: f64): void {
  t.side = side;
  t.first = tsEvent;
  t.windowEnd = windowEnd;
  t.firstTick = tick;
  t.lastTick = tick;
  t.levels = 1;
  t.lots = 0;
  t.id = 0;
  t.row = NO_ROW;
}
