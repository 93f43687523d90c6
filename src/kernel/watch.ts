// Executions and returns of orders, told to the host where somebody watches (core/tape). Orders that were executed whole are
// remembered here, by the low bits of their id, and a small filter keeps executions of orders that are no icebergs from
// being told: it says "perhaps" or "no".
import * as host from './host';
import { levelSide, levelTick } from './levels';
import { allocate } from './memory';
import { Book, Level, Order } from './tables';

/** How long after it was executed an order that comes back at its price shows more of itself. */
const RETURN_NANOS: f64 = 1_000_000_000;
/** Orders executed whole that are remembered. */
const GONE_MASK = 63;
const GONE_SHIFT = 5;
const GONE_BYTES = (GONE_MASK + 1) << GONE_SHIFT;
/** How many icebergs are remembered, a byte for each of the low bits; the host counts them. */
const ICEBERG_MASK = 1023;
const WATCH_BYTES = GONE_BYTES + ICEBERG_MASK + 1;

/** An order that was executed whole, 32 bytes. */
@unmanaged
class Gone {
  id: u64;
  /** When, by the book's clock. */
  ts: f64;
  tick: i32;
  side: i32;
  /** Lots that it showed; 0 where nothing is remembered. */
  lots: i32;
  unused: i32;
}

export function makeWatch(): usize {
  const watch = allocate(WATCH_BYTES);
  memory.fill(watch, 0, WATCH_BYTES);
  return watch;
}

/** Orders that were executed whole do not come back. */
export function forgetGone(watch: usize): void {
  memory.fill(watch, 0, GONE_BYTES);
}

/** Where the host counts an iceberg of this id, or of one with the same low bits. */
export function icebergCount(watch: usize, lo: u32): usize {
  return watch + GONE_BYTES + (lo & ICEBERG_MASK);
}

export function tellExecuted(b: Book, order: Order, lots: i32): void {
  if (load<u8>(icebergCount(b.watch, <u32>order.id)) !== 0)
    host.executed(<i32>order.id, <i32>(order.id >> 32), lots);
}

/** All that an order showed was executed, and it leaves the book. */
export function rememberGone(b: Book, order: Order): void {
  const gone = goneAt(b, order.id);
  const level = changetype<Level>(order.level);
  gone.id = order.id;
  gone.ts = b.clock;
  gone.tick = levelTick(b, level);
  gone.side = levelSide(b, level);
  gone.lots = order.qty;
}

/** Whether an order of this id, on its way into the book, may be remembered. */
export function mayBeBack(b: Book, id: u64): bool {
  return goneAt(b, id).id === id;
}

/** An order entered the book that may be remembered. */
export function takeBack(b: Book, order: Order, tick: i32, side: i32): void {
  const gone = goneAt(b, order.id);
  const lots = gone.lots;
  gone.lots = 0;
  const age = b.clock - gone.ts;
  if (lots === 0 || gone.tick !== tick || gone.side !== side || age < 0 || age > RETURN_NANOS) return;
  tellRefilled(b, order, lots, order.qty, lots);
}

export function tellRefilled(b: Book, order: Order, before: i32, now: i32, executed: i32): void {
  const level = changetype<Level>(order.level);
  const tick = levelTick(b, level);
  host.refilled(<i32>order.id, <i32>(order.id >> 32), tick, levelSide(b, level), before, now, executed);
}

function goneAt(b: Book, id: u64): Gone {
  return changetype<Gone>(b.watch + ((<usize>(<u32>id & GONE_MASK)) << GONE_SHIFT));
}
