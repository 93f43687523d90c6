// Memory of one kernel's fields. Tables are made once or grow by doubling, and the whole goes with its kernel: nothing is
// given back.

import * as host from './host';

let top: usize = __heap_base;

/** Zeroed memory at an address that vectors like. */
export function reserve(bytes: i32): usize {
  return reserveAligned(bytes, 16);
}

/** The same, at a multiple of `alignment`, a power of two. */
export function reserveAligned(bytes: i32, alignment: usize): usize {
  const block = (top + alignment - 1) & ~(alignment - 1);
  const end = block + <usize>bytes;
  if (end < block) host.outOfMemory();
  const pages = <i32>((end + 0xffff) >>> 16);
  const have = memory.size();
  // More than is asked for: whoever looks at the memory from outside must look anew each time that it grows.
  if (pages > have && memory.grow(max(pages - have, have >> 3)) < 0 && memory.grow(pages - have) < 0)
    host.outOfMemory();
  top = end;
  return block;
}
