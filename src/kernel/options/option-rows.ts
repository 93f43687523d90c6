// Rows of many options at once: which option each is of, and what they will need of the tables.
import { allocate } from '../memory';
import { hashOf, likelySlot, premiumAt } from '../orders';
import { MOST_ROWS, rowAt } from '../rows';
import { Book, Order } from '../tables';

/** Rows looked at ahead. */
const AHEAD = 64;
/** Bytes of an option's levels. */
const LEVELS_SHIFT = 6;
/** Keeps looking ahead alive. */
const looked = memory.data(4);
/** Of each row the hash of its order, then the slot where it most likely is. */
const found = memory.data(AHEAD << 2);

/** Room for the number of the option of each row. */
export function makeMembers(): usize {
  return allocate(MOST_ROWS << 2);
}

/**
 * Reads what rows will need, one kind of thing after the other: each read may wait for memory, and in loops as short as
 * these many wait together. Begins at row `first`; returns the row behind the last.
 */
export function lookAhead(b: Book, from: usize, members: usize, first: i32, end: i32): i32 {
  const count = min(AHEAD, end - first);
  for (let i = 0; i < count; i++)
    store<i32>(foundAt(i), hashOf(memberAt(members, first + i), rowAt(from, first + i).orderId));
  for (let i = 0; i < count; i++) store<u32>(foundAt(i), <u32>likelySlot(b, load<i32>(foundAt(i))));
  let value = 0;
  for (let i = 0; i < count; i++) {
    const order = changetype<Order>(<usize>load<u32>(foundAt(i)));
    value ^= order.qty ^ load<i32>(premiumAt(b, order));
  }
  for (let i = 0; i < count; i++)
    value ^= load<i32>(b.levels + ((<usize>memberAt(members, first + i)) << LEVELS_SHIFT));
  store<i32>(looked, value);
  return first + count;
}

function foundAt(i: i32): usize {
  return found + ((<usize>i) << 2);
}

/** Number of the option of a row. */
export function memberAt(members: usize, row: i32): i32 {
  return load<i32>(members + ((<usize>row) << 2));
}

/** Whether the rows from `first` to `last` are of one option. */
export function areOne(members: usize, first: i32, last: i32): bool {
  for (let row = first + 1; row <= last; row++)
    if (memberAt(members, row) !== memberAt(members, first)) return false;
  return true;
}
