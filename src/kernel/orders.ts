// The resting orders of a book: slots in a pool, found by an open-addressing index of a hash and an address each, with
// linear probing and backward-shift deletion, so that deletions leave no tombstones. The pool hands out the slot that was
// freed last. Both keep what is in use close together: a book's cost is the memory that its rows wait for. A slot stays
// where it is until the pool grows. An order is known by its id and its owner, which is the book's at the time of the call.
import { allocate, grown, release } from './memory';
import { Book, Order } from './tables';

const ORDER_SHIFT = 5;
const ORDER_BYTES: usize = 1 << ORDER_SHIFT;
const PREMIUM_SHIFT = 3;
const ENTRY_SHIFT = 3;
const FIRST_CAPACITY = 64;
const MIX_HIGH: i32 = <i32>0x85ebca6b;
const MIX: i32 = <i32>0x9e3779b1;
const MIX_OWNER: i32 = <i32>0xc2b2ae35;

/** Room for half of `capacity`, a power of two, orders at first. */
export function makeOrders(b: Book, capacity: i32): void {
  const size = max(capacity, FIRST_CAPACITY);
  b.capacity = size;
  b.shift = clz(size) + 1;
  b.slots = allocate((<u32>size) << (ORDER_SHIFT - 1));
  b.index = allocate((<u32>size) << ENTRY_SHIFT);
  memory.fill(b.index, 0, (<usize>size) << ENTRY_SHIFT);
  b.premiums = 0;
  b.owner = 0;
  b.live = 0;
  b.end = b.slots;
  b.free = 0;
}

/** From now on each order's premium is kept. */
export function keepPremiums(b: Book): void {
  b.premiums = allocate((<u32>b.capacity) << (PREMIUM_SHIFT - 1));
}

/** Where an order's premium is, where they are kept. */
export function premiumAt(b: Book, order: Order): usize {
  return b.premiums + ((changetype<usize>(order) - b.slots) >>> (ORDER_SHIFT - PREMIUM_SHIFT));
}

/** The order with this id, or null; then `insertOrder` knows the place for it. */
export function findOrder(b: Book, id: u64): Order | null {
  const index = b.index;
  const mask = b.capacity - 1;
  const owner = b.owner;
  const hash = hashOf(owner, id);
  let i = <i32>(<u32>hash >>> b.shift);
  let found: Order | null = null;
  while (true) {
    const entry = load<u64>(index + ((<usize>i) << ENTRY_SHIFT));
    if (entry === 0) break;
    if (<i32>entry === hash) {
      const order = changetype<Order>(<usize>(entry >> 32));
      if (order.id === id && order.owner === owner) {
        found = order;
        break;
      }
    }
    i = (i + 1) & mask;
  }
  b.entry = i;
  return found;
}

/** Where the order of that hash most likely is, told without a branch; else the first slot of all. */
export function likelySlot(b: Book, hash: i32): usize {
  const home = <usize>(<u32>hash >>> b.shift);
  const next = (home + 1) & <usize>(b.capacity - 1);
  const first = load<u64>(b.index + (home << ENTRY_SHIFT));
  const second = load<u64>(b.index + (next << ENTRY_SHIFT));
  const entry = select(first, second, <i32>first === hash);
  return select(<usize>(entry >> 32), b.slots, entry !== 0);
}

/** A slot for an order that the `findOrder` just before did not find; its words but for the id are the caller's to set. */
export function insertOrder(b: Book, id: u64): Order {
  if (b.live << 1 >= b.capacity) {
    growOrders(b);
    findOrder(b, id);
  }
  let slot = b.free;
  if (slot !== 0) b.free = <usize>changetype<Order>(slot).fills;
  else {
    slot = b.end;
    b.end = slot + ORDER_BYTES;
  }
  const entry = <u64>(<u32>hashOf(b.owner, id)) | ((<u64>slot) << 32);
  store<u64>(b.index + ((<usize>b.entry) << ENTRY_SHIFT), entry);
  b.live += 1;
  const order = changetype<Order>(slot);
  order.id = id;
  order.owner = b.owner;
  return order;
}

/** Takes out the order that the latest `findOrder` found. */
export function removeOrder(b: Book, order: Order): void {
  const index = b.index;
  const mask = b.capacity - 1;
  const shift = b.shift;
  let hole = b.entry;
  let i = hole;
  while (true) {
    i = (i + 1) & mask;
    const entry = load<u64>(index + ((<usize>i) << ENTRY_SHIFT));
    if (entry === 0) break;
    const home = <i32>(<u32>entry >>> shift);
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    store<u64>(index + ((<usize>hole) << ENTRY_SHIFT), entry);
    hole = i;
  }
  store<u64>(index + ((<usize>hole) << ENTRY_SHIFT), 0);
  order.level = 0;
  order.fills = <u32>b.free;
  b.free = changetype<usize>(order);
  b.live -= 1;
}

export function clearOrders(b: Book): void {
  if (b.live > 0) memory.fill(b.index, 0, (<usize>b.capacity) << ENTRY_SHIFT);
  b.live = 0;
  b.end = b.slots;
  b.free = 0;
}

/** Moves the origin of all times by `nanos` (a new UTC day). */
export function shiftOrders(b: Book, nanos: f64): void {
  for (let slot = b.slots; slot < b.end; slot += ORDER_BYTES) {
    const order = changetype<Order>(slot);
    if (order.level !== 0) order.since -= nanos;
  }
}

/** The next order from address `slot` on, or null behind the last. Begin at `b.slots`, go on one slot behind. */
export function orderFrom(b: Book, slot: usize): Order | null {
  let at = slot;
  while (at < b.end && changetype<Order>(at).level === 0) at += ORDER_BYTES;
  return at < b.end ? changetype<Order>(at) : null;
}

/** The levels have moved by so many bytes. */
export function moveLevels(b: Book, by: usize): void {
  for (let slot = b.slots; slot < b.end; slot += ORDER_BYTES) {
    const order = changetype<Order>(slot);
    if (order.level !== 0) order.level += by;
  }
}

/** Called when every slot is taken. */
function growOrders(b: Book): void {
  const before = <u32>b.capacity;
  const slots = allocate(before << ORDER_SHIFT);
  const by = slots - b.slots;
  memory.copy(slots, b.slots, b.end - b.slots);
  release(b.slots, before << (ORDER_SHIFT - 1));
  b.slots = slots;
  b.end += by;
  if (b.premiums !== 0) {
    const premiums = before << (PREMIUM_SHIFT - 1);
    b.premiums = grown(b.premiums, premiums, premiums, premiums << 1);
  }
  const index = b.index;
  b.capacity <<= 1;
  b.shift = clz(b.capacity) + 1;
  b.index = allocate((<u32>b.capacity) << ENTRY_SHIFT);
  memory.fill(b.index, 0, (<usize>b.capacity) << ENTRY_SHIFT);
  for (let i: u32 = 0; i < before; i++) {
    const entry = load<u64>(index + ((<usize>i) << ENTRY_SHIFT));
    if (entry !== 0) enter(b, entry + ((<u64>by) << 32));
  }
  release(index, before << ENTRY_SHIFT);
}

function enter(b: Book, entry: u64): void {
  let i = <i32>(<u32>entry >>> b.shift);
  while (load<u64>(b.index + ((<usize>i) << ENTRY_SHIFT)) !== 0) i = (i + 1) & (b.capacity - 1);
  store<u64>(b.index + ((<usize>i) << ENTRY_SHIFT), entry);
}

export function hashOf(owner: i32, id: u64): i32 {
  return (<i32>id ^ (<i32>(id >> 32) * MIX_HIGH)) * MIX + owner * MIX_OWNER;
}
