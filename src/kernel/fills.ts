// Fills that wait for the next cancel or modify of their order, the record that really takes the quantity off
// (field-model §2 "Pending fill"). One linked list an order, its head kept with the order; entries live in a pool because
// fills are few at any time. A fill keeps its ts_event: one older than the record that comes counts for nothing.
import { allocate, grown } from './memory';
import { Book, Fill, Order } from './tables';

const FILL_BYTES: u32 = 24;
const FIRST_CAPACITY = 16;

export function makeFills(b: Book): void {
  b.fillCapacity = FIRST_CAPACITY;
  b.fills = allocate(FIRST_CAPACITY * FILL_BYTES);
  clearFills(b);
}

export function clearFills(b: Book): void {
  b.fillEnd = 1;
  b.fillFree = 0;
}

/** Remembers a fill of the order, at the book's clock. Fills of one instant share an entry. */
export function pushFill(b: Book, order: Order, quantity: u32): void {
  const head = <i32>order.fills;
  if (head !== 0 && fillAt(b, head).ts === b.clock) {
    fillAt(b, head).quantity += quantity;
    return;
  }
  const entry = newFill(b, quantity, b.clock);
  fillAt(b, entry).next = head;
  order.fills = entry;
}

/** Gives the order, which has none, the fills of another book's order. */
export function copyFills(b: Book, order: Order, from: Book, other: Order): void {
  let last = 0;
  for (let entry = <i32>other.fills; entry !== 0; entry = fillAt(from, entry).next) {
    const fill = fillAt(from, entry);
    const copy = newFill(b, fill.quantity, fill.ts);
    if (last === 0) order.fills = copy;
    else fillAt(b, last).next = copy;
    last = copy;
  }
}

/** Frees the order's fills; returns the sum of those that are not older than the book's clock, at most `most`. */
export function takeFills(b: Book, order: Order, most: i32): i32 {
  let entry = <i32>order.fills;
  if (entry === 0) return 0;
  order.fills = 0;
  let total: f64 = 0;
  while (entry !== 0) {
    const fill = fillAt(b, entry);
    if (fill.ts >= b.clock) total += fill.quantity;
    const next = fill.next;
    fill.next = b.fillFree;
    b.fillFree = entry;
    entry = next;
  }
  return total < <f64>most ? <i32>total : most;
}

/** Moves the origin of all times by `nanos` (a new UTC day). */
export function shiftFills(b: Book, nanos: f64): void {
  for (let entry = 1; entry < b.fillEnd; entry++) fillAt(b, entry).ts -= nanos;
}

/** An entry that is the last of its list. */
function newFill(b: Book, quantity: f64, ts: f64): i32 {
  let entry = b.fillFree;
  if (entry !== 0) b.fillFree = fillAt(b, entry).next;
  else {
    if (b.fillEnd === b.fillCapacity) growFills(b);
    entry = b.fillEnd;
    b.fillEnd = entry + 1;
  }
  const fill = fillAt(b, entry);
  fill.quantity = quantity;
  fill.ts = ts;
  fill.next = 0;
  return entry;
}

function fillAt(b: Book, entry: i32): Fill {
  return changetype<Fill>(b.fills + <usize>entry * FILL_BYTES);
}

function growFills(b: Book): void {
  const bytes = <u32>b.fillCapacity * FILL_BYTES;
  b.fills = grown(b.fills, bytes, bytes, bytes << 1);
  b.fillCapacity <<= 1;
}
