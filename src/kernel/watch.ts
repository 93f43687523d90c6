// Executions and returns of orders, told to the host where somebody watches (core/tape). Two small filters keep most of
// what would not be listened to from being told: they say "perhaps" or "no", by the low bits of an id.
import * as host from './host';
import { levelSide, levelTick } from './levels';
import { allocate } from './memory';
import { Book, Level, Order } from './tables';

/** Low words of the ids of orders that were executed whole. */
const GONE_MASK = 63;
const GONE_BYTES = (GONE_MASK + 1) << 2;
/** How many icebergs are remembered, a byte for each of the low bits; the host counts them. */
const ICEBERG_MASK = 1023;
const WATCH_BYTES = GONE_BYTES + ICEBERG_MASK + 1;

export function makeWatch(): usize {
  const watch = allocate(WATCH_BYTES);
  memory.fill(watch, 0, WATCH_BYTES);
  return watch;
}

/** Where the host counts an iceberg of this id, or of one with the same low bits. */
export function icebergCount(watch: usize, lo: u32): usize {
  return watch + GONE_BYTES + (lo & ICEBERG_MASK);
}

export function tellExecuted(b: Book, order: Order, lots: i32): void {
  if (load<u8>(icebergCount(b.watch, <u32>order.id)) !== 0)
    host.executed(<i32>order.id, <i32>(order.id >> 32), lots);
}

export function tellGone(b: Book, order: Order): void {
  const lo = <i32>order.id;
  store<i32>(b.watch + ((<usize>(lo & GONE_MASK)) << 2), lo);
  const level = changetype<Level>(order.level);
  host.gone(lo, <i32>(order.id >> 32), levelTick(b, level), levelSide(b, level), order.qty);
}

export function mayHaveGone(b: Book, id: u64): bool {
  return load<i32>(b.watch + ((<usize>(<u32>id & GONE_MASK)) << 2)) === <i32>id;
}

export function tellRefilled(b: Book, order: Order, before: i32, now: i32, executed: i32): void {
  const level = changetype<Level>(order.level);
  const tick = levelTick(b, level);
  host.refilled(<i32>order.id, <i32>(order.id >> 32), tick, levelSide(b, level), before, now, executed);
}
