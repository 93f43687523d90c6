// The compiled part of the core (src/kernel): the books of one reading and their memory. Numbers go in and out; tables
// are looked at through views of the memory, which are other ones each time that it has grown.
import type { QualityCount } from '../../../contracts/quality.ts';
import type { Oddities } from '../book/oddities.ts';
import { CompiledPart } from './compiled-part.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';

/** By the number that the kernel counts under: the constants of src/kernel/book.ts. */
const ODDITIES: readonly QualityCount[] = [
  'duplicate_adds',
  'unknown_cancels',
  'oversized_cancels',
  'unknown_modifies',
  'unknown_fills',
  'side_changes',
  'ignored_adds',
  'off_lattice_prices',
  'level_overflows',
];

/** Told before the book has changed. Ids are two words. */
export interface ExecutionListener {
  executed(lo: number, hi: number, lots: number): void;
  /** After `executed` lots of it were the order shows `now`, more than was left of the `before` shown. */
  refilled(
    lo: number,
    hi: number,
    tick: number,
    side: number,
    before: number,
    now: number,
    executed: number,
  ): void;
}

/** What `take` asks of the stream whose rows it has. */
export interface RowHost {
  /** The row that is applied is a trade of a run of several prices. */
  sweep(): void;
  /** Row `row` of those loaded is not ordinary, and still to be applied. */
  apply(row: number): void;
  /** Row `row` was applied and is odd. */
  odd(row: number): void;
}

/** Books, orders, levels and tables are named by their addresses in bytes; 0 is none. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly MOST_ROWS: { readonly value: number };
  readonly ROW_BYTES: { readonly value: number };
  makeRows(): number;
  makeRun(tickSizeNanos: bigint): number;
  tradesOf(run: number): number;
  takeTrade(run: number, row: number, now: number, windowEnd: number): number;
  take(run: number, book: number, rows: number, count: number, options: number, members: number): number;
  makeBook(restNanos: number, orderCapacity: number): number;
  clearBook(book: number): void;
  shiftTimes(book: number, nanos: number): void;
  add(book: number, lo: number, hi: number, tick: number, side: number, quantity: number): void;
  cancel(book: number, lo: number, hi: number, quantity: number): void;
  modify(book: number, lo: number, hi: number, tick: number, side: number, quantity: number): void;
  fill(book: number, lo: number, hi: number, quantity: number): void;
  setLevel(book: number, tick: number, side: number, quantity: number): void;
  makeWatch(): number;
  forgetGone(watch: number): void;
  setWatch(book: number, watch: number): void;
  icebergCount(watch: number, lo: number): number;
  rollAges(book: number, windowEnd: number): void;
  recountAges(book: number, windowEnd: number): void;
  lateCount(book: number): number;
  findOrder(book: number, lo: number, hi: number): number;
  liveOrders(book: number): number;
  nextOrder(book: number, before: number): number;
  orderCapacity(book: number): number;
  levelAt(book: number, tick: number, side: number): number;
  levelTick(book: number, level: number): number;
  levelSide(book: number, level: number): number;
  listOccupied(book: number): number;
  occupiedAt(): number;
  touchedCount(book: number): number;
  pageCount(book: number): number;
  bestBid(book: number): number;
  bestAsk(book: number): number;
  isCrossed(book: number): number;
  makeFlowRows(): number;
  writeFlow(rows: number, book: number, inChunk: number, hasAges: boolean): number;
  makeMembers(): number;
  makeOptions(book: number): number;
  openOption(options: number, series: number, like: number): number;
  markOf(options: number, option: number): number;
  setMark(options: number, option: number, bit: number, isSet: boolean): void;
  setOwner(book: number, option: number): void;
  tickOfPremium(book: number, lo: number, hi: number): number;
  setPremiumLevel(book: number, lo: number, hi: number, side: number, quantity: number): void;
  clearSide(book: number, side: number, butLo: number, butHi: number): void;
  clearOption(options: number): void;
  taintOption(options: number): void;
  replaceOption(options: number, snapshot: number): void;
  rollOptions(options: number, windowEnd: number): void;
  writeSeries(rows: number, options: number, inChunk: number): void;
}

export class Kernel extends CompiledPart<KernelExports> {
  /** Who is told what the call in progress finds. */
  oddities: Oddities | null = null;
  watch: ExecutionListener | null = null;
  rowHost: RowHost | null = null;
  /** Where the rows for `take` are put, and for how many there is room. */
  readonly rowsAt: number;
  readonly mostRows: number;
  readonly rowBytes: number;
  /** Where one row by itself is put. */
  readonly spareRowAt: number;
  /** Where the number of the option of each row is put. */
  readonly membersAt: number;

  constructor() {
    super(KERNEL_BYTES, (part) => ({ host: hostOf(part as Kernel) }));
    this.rowsAt = this.call.makeRows();
    this.mostRows = this.call.MOST_ROWS.value;
    this.rowBytes = this.call.ROW_BYTES.value;
    this.spareRowAt = this.rowsAt + this.mostRows * this.rowBytes;
    this.membersAt = this.call.makeMembers();
  }
}

/** What the kernel calls (src/kernel/host.ts), passed on to whoever listens at the time. */
function hostOf(kernel: Kernel): Record<string, (...args: number[]) => void> {
  return {
    outOfMemory: () => {
      throw new Error('The order books need more memory than there is.');
    },
    count: (oddity) => kernel.oddities?.count(ODDITIES[oddity] as QualityCount),
    sweep: () => kernel.rowHost?.sweep(),
    apply: (row) => kernel.rowHost?.apply(row),
    odd: (row) => kernel.rowHost?.odd(row),
    executed: (lo, hi, lots) => kernel.watch?.executed(lo, hi, lots),
    refilled: (lo, hi, tick, side, before, now, executed) =>
      kernel.watch?.refilled(lo, hi, tick, side, before, now, executed),
  };
}
