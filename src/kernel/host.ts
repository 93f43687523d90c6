// What the kernel calls: the instrument's stream, which keeps the audit and the tape. Ids go as two words.

/** There is no more memory to be had: throws. */
export declare function outOfMemory(): void;
/** Something odd was counted: its place in ODDITIES of core/book/book-kernel.ts. */
export declare function count(oddity: i32): void;
/** The row that is applied is a trade of a run of several prices. */
export declare function sweep(): void;
/** Row `row` of the rows given concerns no order, or does not say when it was made. */
export declare function apply(row: i32): void;
/** Something was counted at this row. */
export declare function odd(row: i32): void;
/** Orders of watched books: see ExecutionWatch. */
export declare function executed(lo: i32, hi: i32, lots: i32): void;
export declare function refilled(
  lo: i32,
  hi: i32,
  tick: i32,
  side: i32,
  before: i32,
  now: i32,
  executed: i32,
): void;
