// Where the numbers of an option's book lie: its sums, its bits, and the times that all books of a lattice share.

/**
 * Words of a side's sums: what rests now, what rested at the window's start (-1 = untouched), what flowed since. Both sides
 * of a book fill one line of the processor's cache.
 */
export const SUM_QTY = 0;
export const SUM_ORDERS = 1;
export const SUM_YOUNG = 2;
export const SUM_START = 3;
export const SUM_ADD = 4;
export const SUM_PULL = 5;
export const SUM_FILL = 6;
export const SUM_PULL_REST = 7;
export const SUM_WORDS = 8;
export const BOOK_WORDS = 2 * SUM_WORDS;

/** In the list of books that the window must account for. */
export const LISTED = 1;
/** A clear or a snapshot is in the window: what flowed does not count. */
export const TAINTED = 2;
/** Rows are levels, not orders: nothing is known of ages. */
export const AGGREGATED = 4;

/** Rows of an event, or of a snapshot, wait for its end. */
export const HELD = 8;
/** What outlives the window. */
export const KEPT = AGGREGATED | HELD;

/** Entries of the times that all books share, nanoseconds from midnight. */
export const EVENT_TIME = 0;
/** An order whose age starts after this is young at the window's end … */
export const YOUNG_AFTER = 1;
/** … and after this at the next one's too. */
export const LATE_AFTER = 2;
/** The age from which an order counts as resting. */
export const REST = 3;
/** Of the latest record. */
export const NOW = 4;
/** Records before this belong to the window, and to what the file is to hold. */
export const RUN_END = 5;
export const TIMES = 6;

/** A side's flows to zero for a new window. Returns the young quantity that goes on being accounted for. */
export function rollSide(words: Int32Array, at: number): number {
  const young = words[at + SUM_YOUNG];
  words[at + SUM_START] = young === 0 ? -1 : words[at + SUM_QTY];
  words[at + SUM_ADD] = 0;
  words[at + SUM_PULL] = 0;
  words[at + SUM_FILL] = 0;
  words[at + SUM_PULL_REST] = 0;
  words[at + SUM_YOUNG] = 0;
  return young;
}
