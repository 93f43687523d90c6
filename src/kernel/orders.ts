// The resting orders of a book: slots in a pool, found by an open-addressing index of a hash and a slot each, with linear
// probing and backward-shift deletion, so that deletions leave no tombstones. The pool hands out the slot that was freed
// last. Both keep what is in use close together: a book's cost is the memory that its rows wait for. A slot stays where
// it is until its order is removed.
import { allocate, grown, release } from './memory';
import { Book, Order } from './tables';

const ORDER_SHIFT = 5;
const ENTRY_SHIFT = 3;
/** Slot 0 is "none". */
const FIRST_SLOT = 1;
const FIRST_CAPACITY = 64;
const MIX_HIGH: i32 = <i32>0x85ebca6b;
const MIX: i32 = <i32>0x9e3779b1;

/** Room for half of `capacity`, a power of two, orders at first. */
export function makeOrders(b: Book, capacity: i32): void {
  const size = max(capacity, FIRST_CAPACITY);
  b.capacity = size;
  b.shift = clz(size) + 1;
  b.slots = allocate(<u32>size << (ORDER_SHIFT - 1));
  b.index = allocate(<u32>size << ENTRY_SHIFT);
  memory.fill(b.index, 0, <usize>size << ENTRY_SHIFT);
  b.live = 0;
  b.end = FIRST_SLOT;
  b.free = 0;
}

export function orderAt(b: Book, slot: i32): Order {
  return changetype<Order>(b.slots + (<usize>slot << ORDER_SHIFT));
}

/** Slot of the order with this id, or -1; then `insertOrder` knows the place for it. */
export function findOrder(b: Book, id: u64): i32 {
  const index = b.index;
  const slots = b.slots;
  const mask = b.capacity - 1;
  const hash = hashOf(id);
  let i = <i32>(<u32>hash >>> b.shift);
  while (true) {
    const entry = index + (<usize>i << ENTRY_SHIFT);
    const slot = load<i32>(entry, 4);
    if (slot === 0) break;
    if (load<i32>(entry) === hash && load<u64>(slots + (<usize>slot << ORDER_SHIFT)) === id) return slot;
    i = (i + 1) & mask;
  }
  b.entry = i;
  return -1;
}

/** A slot for an order that the `findOrder` just before did not find; its words but for the id are the caller's to set. */
export function insertOrder(b: Book, id: u64): i32 {
  if (b.live << 1 >= b.capacity - 2) {
    growOrders(b);
    findOrder(b, id);
  }
  let slot = b.free;
  if (slot !== 0) b.free = orderAt(b, slot).qty;
  else {
    slot = b.end;
    b.end = slot + 1;
  }
  const entry = b.index + (<usize>b.entry << ENTRY_SHIFT);
  store<i32>(entry, hashOf(id));
  store<i32>(entry, slot, 4);
  orderAt(b, slot).id = id;
  b.live += 1;
  return slot;
}

export function removeOrder(b: Book, slot: i32): void {
  const order = orderAt(b, slot);
  const index = b.index;
  const mask = b.capacity - 1;
  const shift = b.shift;
  let hole = <i32>(<u32>hashOf(order.id) >>> shift);
  while (load<i32>(index + (<usize>hole << ENTRY_SHIFT), 4) !== slot) hole = (hole + 1) & mask;
  let i = hole;
  while (true) {
    i = (i + 1) & mask;
    const from = index + (<usize>i << ENTRY_SHIFT);
    if (load<i32>(from, 4) === 0) break;
    const home = <i32>(<u32>load<i32>(from) >>> shift);
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    store<i64>(index + (<usize>hole << ENTRY_SHIFT), load<i64>(from));
    hole = i;
  }
  store<i32>(index + (<usize>hole << ENTRY_SHIFT), 0, 4);
  order.level = 0;
  order.qty = b.free;
  b.free = slot;
  b.live -= 1;
}

export function clearOrders(b: Book): void {
  if (b.live > 0) memory.fill(b.index, 0, <usize>b.capacity << ENTRY_SHIFT);
  b.live = 0;
  b.end = FIRST_SLOT;
  b.free = 0;
}

/** Moves the origin of all times by `nanos` (a new UTC day). */
export function shiftOrders(b: Book, nanos: f64): void {
  for (let slot = FIRST_SLOT; slot < b.end; slot++) {
    const order = orderAt(b, slot);
    if (order.level !== 0) order.since -= nanos;
  }
}

function growOrders(b: Book): void {
  const before = <u32>b.capacity;
  const capacity = b.capacity << 1;
  b.slots = grown(
    b.slots,
    before << (ORDER_SHIFT - 1),
    <u32>b.end << ORDER_SHIFT,
    before << ORDER_SHIFT,
  );
  release(b.index, before << ENTRY_SHIFT);
  b.index = allocate(<u32>capacity << ENTRY_SHIFT);
  memory.fill(b.index, 0, <usize>capacity << ENTRY_SHIFT);
  b.capacity = capacity;
  b.shift = clz(capacity) + 1;
  for (let slot = FIRST_SLOT; slot < b.end; slot++) if (orderAt(b, slot).level !== 0) enter(b, slot);
}

function enter(b: Book, slot: i32): void {
  const hash = hashOf(orderAt(b, slot).id);
  let i = <i32>(<u32>hash >>> b.shift);
  while (load<i32>(b.index + (<usize>i << ENTRY_SHIFT), 4) !== 0) i = (i + 1) & (b.capacity - 1);
  const entry = b.index + (<usize>i << ENTRY_SHIFT);
  store<i32>(entry, hash);
  store<i32>(entry, slot, 4);
}

function hashOf(id: u64): i32 {
  return (<i32>id ^ (<i32>(id >> 32) * MIX_HIGH)) * MIX;
}
