// Memory of one kernel's fields. Tables are made once or grow by doubling, and the whole goes with its kernel: nothing is
// given back.

import { growTo } from '../grow';
import * as host from '../host';

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
  growTo(end);
  top = end;
  return block;
}
