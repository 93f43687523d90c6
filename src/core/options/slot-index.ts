// The index of a table of order slots: open addressing, two words an entry, the hash of an order and its slot (0 = no
// entry). An entry's home is what its hash has above `shift`; capacity is a power of two, at most half of it taken.

/** Words of a slot in the tables of orders. */
export const SLOT_WORDS = 8;

/** Bits that a hash is shifted by, for the home of its entry. */
export function indexShift(capacity: number): number {
  return Math.clz32(capacity) + 1;
}

/** As many slots as an index of this capacity may point to, and the one that is "none". */
export function slotMemory(capacity: number): ArrayBuffer {
  return new ArrayBuffer((capacity / 2 + 2) * SLOT_WORDS * 4);
}

/** Takes out the entry of `slot`, which has this hash; later entries of its probe run move back. */
export function removeEntry(
  index: Int32Array,
  mask: number,
  shift: number,
  hash: number,
  slot: number,
): void {
  let hole = hash >>> shift;
  while (index[(hole << 1) | 1] !== slot) hole = (hole + 1) & mask;
  for (let i = hole; ; ) {
    i = (i + 1) & mask;
    const from = i << 1;
    if (index[from | 1] === 0) break;
    const home = (index[from] as number) >>> shift;
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    index[hole << 1] = index[from] as number;
    index[(hole << 1) | 1] = index[from | 1] as number;
    hole = i;
  }
  index[(hole << 1) | 1] = 0;
}

/** The entries of `old` in an index of `capacity`. */
export function grownIndex(old: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const index = new Int32Array(capacity * 2);
  const mask = capacity - 1;
  const shift = indexShift(capacity);
  for (let from = 0; from < old.length; from += 2) {
    if (old[from | 1] === 0) continue;
    let i = (old[from] as number) >>> shift;
    while (index[(i << 1) | 1] !== 0) i = (i + 1) & mask;
    index[i << 1] = old[from] as number;
    index[(i << 1) | 1] = old[from | 1] as number;
  }
  return index;
}
