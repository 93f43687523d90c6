import * as host from './host';

const PAGE_SHIFT = 16;

/** Has the memory reach to `end` at least. */
export function growTo(end: usize): void {
  const pages = <i32>((end + 0xffff) >>> PAGE_SHIFT);
  const have = memory.size();
  // More than is asked for: whoever looks at the memory from outside must look anew each time that it grows.
  if (pages > have && memory.grow(max(pages - have, have >> 3)) < 0 && memory.grow(pages - have) < 0)
    host.outOfMemory();
}
