// Which quantity is young (age below the rest threshold at the window's end), kept per level while orders come and go.
// Within a window one comparison with `youngAfter` tells; at the window's edge the count starts anew. Orders that will
// still be young a window later (a threshold above one second, an exchange clock far ahead) are remembered one by one.
import { touch, touchedLevel } from './levels';
import { allocate, grown } from './memory';
import { findOrder, orderFrom } from './orders';
import { Book, Late, Level, Order } from './tables';

const WINDOW_NANOS: f64 = 1_000_000_000;
const FIRST_CARRIED = 16;
const FIRST_LATE = 16;
const LATE_BYTES: u32 = 24;

export function makeAges(b: Book, restNanos: f64): void {
  b.youngAfter = Infinity;
  b.lateAfter = Infinity;
  b.restNanos = restNanos;
  b.carriedCapacity = FIRST_CARRIED;
  b.carried = allocate(FIRST_CARRIED << 2);
  b.lateCapacity = FIRST_LATE;
  b.late = allocate(FIRST_LATE * LATE_BYTES);
  clearAges(b);
}

export function clearAges(b: Book): void {
  b.carriedCount = 0;
  b.lateCount = 0;
}

export function addLate(b: Book, id: u64, since: f64): void {
  if (b.lateCount === b.lateCapacity) {
    const bytes = <u32>b.lateCapacity * LATE_BYTES;
    b.late = grown(b.late, bytes, bytes, bytes << 1);
    b.lateCapacity <<= 1;
  }
  const late = lateAt(b, b.lateCount);
  late.id = id;
  late.since = since;
  late.owner = b.owner;
  b.lateCount += 1;
}

/** Moves the origin of all times by `nanos` (a new UTC day). */
export function shiftAges(b: Book, nanos: f64): void {
  for (let i = 0; i < b.lateCount; i++) lateAt(b, i).since -= nanos;
}

/** Starts a window that ends at `windowEnd`: flows to zero. Levels with young quantity stay touched, for their rest
 * changes with time. */
export function rollAges(b: Book, windowEnd: f64): void {
  setWindowEnd(b, windowEnd);
  const count = b.touchedCount;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const level = touchedLevel(b, i);
    const young = restart(level);
    if (young === 0) continue;
    store<u32>(b.touched + ((<usize>kept) << 2), <u32>changetype<usize>(level));
    if (kept === b.carriedCapacity) growCarried(b);
    store<i32>(b.carried + ((<usize>kept) << 2), young);
    kept += 1;
  }
  b.touchedCount = kept;
  b.carriedCount = kept;
  rollLate(b);
}

/** A level's flows to zero for a new window. Returns the young quantity for which it stays touched, 0 where it does not. */
export function restart(level: Level): i32 {
  level.add = 0;
  level.pull = 0;
  level.fill = 0;
  level.pullRest = 0;
  const young = level.young;
  level.start = young === 0 ? -1 : level.qty;
  level.young = 0;
  return young;
}

/** After a snapshot: no flows, and the young quantity of every level counted from the orders. */
export function recountAges(b: Book, windowEnd: f64): void {
  clearAges(b);
  setWindowEnd(b, windowEnd);
  for (let i = 0; i < b.touchedCount; i++) {
    const level = touchedLevel(b, i);
    restart(level);
    level.start = -1;
  }
  b.touchedCount = 0;
  let order = orderFrom(b, b.slots);
  while (order !== null) {
    countAge(b, order);
    order = orderFrom(b, changetype<usize>(order) + offsetof<Order>());
  }
}

/**
 * An entry counts if its order still rests with that age. One that was entered twice counts once: what is counted has no
 * age until all entries are.
 */
export function rollLate(b: Book): void {
  if (b.lateCount === 0) return;
  let counted = 0;
  for (let i = 0; i < b.lateCount; i++) {
    const late = lateAt(b, i);
    const order = orderOf(b, late);
    if (order === null || order.since !== late.since || late.since <= b.youngAfter) continue;
    countYoung(b, order);
    order.since = NaN;
    keepLate(b, late, counted);
    counted += 1;
  }
  let kept = 0;
  for (let i = 0; i < counted; i++) {
    const late = lateAt(b, i);
    const order = orderOf(b, late);
    if (order !== null) order.since = late.since;
    if (late.since <= b.lateAfter) continue;
    keepLate(b, late, kept);
    kept += 1;
  }
  b.lateCount = kept;
}

function orderOf(b: Book, late: Late): Order | null {
  b.owner = late.owner;
  return findOrder(b, late.id);
}

function keepLate(b: Book, late: Late, i: i32): void {
  memory.copy(changetype<usize>(lateAt(b, i)), changetype<usize>(late), LATE_BYTES);
}

/** Counts an order's quantity as young if it is. */
export function countAge(b: Book, order: Order): void {
  if (order.since > b.youngAfter) countYoung(b, order);
  if (order.since > b.lateAfter) addLate(b, order.id, order.since);
}

function countYoung(b: Book, order: Order): void {
  const level = changetype<Level>(order.level);
  touch(b, level);
  level.young += order.qty;
}

export function setWindowEnd(b: Book, windowEnd: f64): void {
  b.youngAfter = windowEnd - b.restNanos;
  b.lateAfter = b.youngAfter + WINDOW_NANOS;
}

function lateAt(b: Book, i: i32): Late {
  return changetype<Late>(b.late + <usize>i * LATE_BYTES);
}

function growCarried(b: Book): void {
  const bytes = (<u32>b.carriedCapacity) << 2;
  b.carried = grown(b.carried, bytes, bytes, bytes << 1);
  b.carriedCapacity <<= 1;
}
