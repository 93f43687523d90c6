// Memory for the tables of books. Blocks are a power of two bytes; one that is given back serves the next of its size, so
// that the tables which thousands of growing books leave behind are used again.

import { growTo } from './grow';
import * as host from './host';

const SMALLEST_SHIFT = 6;
const LARGEST_SHIFT = 31;
/** First free block by the shift of its size. */
const firstFree = memory.data(32 * 4);
let top: usize = (__heap_base + 63) & ~63;

/** A block of at least `bytes`, with whatever was in it before. `bytes` is more than 0. */
export function allocate(bytes: u32): usize {
  const shift = shiftFor(bytes);
  if (shift > LARGEST_SHIFT) host.outOfMemory();
  const head = firstFree + ((<usize>shift) << 2);
  const reused = <usize>load<u32>(head);
  if (reused !== 0) {
    store<u32>(head, load<u32>(reused));
    return reused;
  }
  const block = top;
  const end = block + ((<usize>1) << shift);
  if (end < block) host.outOfMemory();
  growTo(end);
  top = end;
  return block;
}

export function release(block: usize, bytes: u32): void {
  const head = firstFree + ((<usize>shiftFor(bytes)) << 2);
  store<u32>(block, load<u32>(head));
  store<u32>(head, <u32>block);
}

/** A larger block with the first `used` bytes of `block`, which is given back. */
export function grown(block: usize, bytes: u32, used: u32, larger: u32): usize {
  const moved = allocate(larger);
  memory.copy(moved, block, used);
  release(block, bytes);
  return moved;
}

/** Bytes of the block that `allocate` gives. */
export function blockBytes(bytes: u32): u32 {
  return (<u32>1) << shiftFor(bytes);
}

function shiftFor(bytes: u32): i32 {
  return max(SMALLEST_SHIFT, 32 - clz<i32>(<i32>(bytes - 1)));
}
