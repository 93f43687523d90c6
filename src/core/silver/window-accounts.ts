// Closes windows: measures the book at both edges, decides validity, writes the snapshot row, the flow rows and the
// keyframes, and checks the identity start + add - pull - fill = end on every row of a valid window (field-model §1, §2).
import type { QualityCounts } from '../../../contracts/quality.ts';
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import type { Book } from '../book/book.ts';
import { MAX_QTY, NO_ASK, NO_BID } from '../book/layout.ts';
import { UNDEF_PRICE_HI, UNDEF_PRICE_LO } from '../dbn/row-parts.ts';
import type { Kernel } from '../kernel/kernel.ts';
import {
  ACTIONS,
  FLAG_AGGREGATED,
  FLAG_BOOK_VALID,
  FLAG_CROSSED,
  FLAG_CROSSED_OPEN,
  FLAG_IN_SNAPSHOT,
  FLAG_SUSPECT,
  FLAG_WINDOW_VALID,
  NULL_I32,
  type SilverChunk,
} from './chunk.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import { FlowTable } from './flow-table.ts';
import { nextSpotTick } from './spot-anchor.ts';
import type { Tally } from './tally.ts';

export class WindowAccounts {
  /** Records by action in the current window. */
  readonly actions = new Int32Array(ACTIONS.length);
  /** Traded volume in the current window: buyer, seller, neither. */
  readonly volumes = new Float64Array(3);
  crossedEvents = 0;
  /** A clear or a snapshot row is in the current window. */
  tainted = false;
  /** F_MAYBE_BAD_BOOK was seen and no clear or snapshot since. */
  suspect = false;
  inSnapshot = false;
  /** Last trade's price as words; undefined (2^63 - 1) before the day's first. */
  lastTradeLo = UNDEF_PRICE_LO;
  lastTradeHi = UNDEF_PRICE_HI;
  readonly #builder = new ChunkBuilder();
  readonly #flow: FlowTable;
  readonly #quality: QualityCounts;
  readonly #tickSizeNanos: bigint;
  #spotTick = NULL_I32;
  /** The book at the current window's opening. */
  #openValid = false;
  #openMid2 = NULL_I32;
  #openCrossed = false;
  #chunkHasValid = false;
  #previousValid = false;
  #keyframesBefore = 0;

  constructor(kernel: Kernel, tickSizeNanos: bigint, quality: QualityCounts) {
    this.#tickSizeNanos = tickSizeNanos;
    this.#quality = quality;
    this.#flow = new FlowTable(kernel);
  }

  /** A new UTC day: state of the day before is gone, the book is not. */
  beginDay(window: number, book: Book): void {
    this.lastTradeLo = UNDEF_PRICE_LO;
    this.lastTradeHi = UNDEF_PRICE_HI;
    this.#spotTick = NULL_I32;
    this.#previousValid = false;
    const bid = book.levels.bestBid();
    const ask = book.levels.bestAsk();
    const bothSides = bid !== NO_BID && ask !== NO_ASK;
    this.#openValid = bothSides && !this.inSnapshot;
    this.#openMid2 = bothSides ? bid + ask : NULL_I32;
    this.#openCrossed = bothSides && bid >= ask;
    this.beginChunk(window);
    this.open(window, book);
  }

  beginChunk(window: number): void {
    this.#builder.begin(window);
    this.#flow.clear();
    this.#chunkHasValid = false;
  }

  /** The chunk up to the last window closed, in arrays of its own or in lent ones, which the next window changes. */
  chunk(lends: boolean): SilverChunk {
    this.#flow.show(this.#builder.rows);
    return lends ? this.#builder.lend() : this.#builder.take();
  }

  setLastTrade(lo: number, hi: number): void {
    this.lastTradeLo = lo;
    this.lastTradeHi = hi;
  }

  /** Opens a window; young quantities are still those of the edge. The keyframe is taken back if the window is invalid. */
  open(window: number, book: Book): void {
    this.#keyframesBefore = this.#builder.keyframes.length;
    if (!this.#openValid || (this.#chunkHasValid && this.#previousValid)) return;
    const { levels, aggregated } = book;
    levels.forEachOccupied((level) => {
      const qty = levels.quantityOf(level);
      const rest = aggregated ? 0 : qty - levels.youngOf(level);
      const orders = levels.ordersOf(level);
      this.#builder.addKeyframe(window, levels.sideOf(level), levels.tickOf(level), qty, rest, orders);
    });
  }

  /** What the open window has counted so far. */
  addOpenTo(tally: Tally): void {
    for (let i = 0; i < this.actions.length; i += 1) tally.actions[i]! += this.actions[i] as number;
    for (let i = 0; i < this.volumes.length; i += 1) tally.volumes[i]! += this.volumes[i] as number;
    tally.crossedSamples += this.crossedEvents;
  }

  /** Closes the current window. Returns true where nothing happened in it, so that the next one would be the same. */
  close(window: number, book: Book, tally: Tally): boolean {
    const levels = book.levels;
    const idle = levels.touchedCount === 0 && !this.tainted && this.crossedEvents === 0 && !book.hasLate;
    const bid = levels.bestBid();
    const ask = levels.bestAsk();
    const bothSides = bid !== NO_BID && ask !== NO_ASK;
    const bookValid = bothSides && !this.inSnapshot;
    const valid = bookValid && this.#openValid && !this.tainted;
    const crossed = bothSides && bid >= ask;
    const mid2 = bothSides ? bid + ask : NULL_I32;
    if (valid) {
      this.#spotTick = nextSpotTick(this.#spotTick, mid2, this.#tickSizeNanos, this.#lastTrade());
      tally.rows += this.#writeRows(window, book);
      this.#chunkHasValid = true;
    } else this.#builder.keyframes.length = this.#keyframesBefore;
    const index = this.#builder.windowCount;
    const columns = this.#builder.snapshots;
    this.#writeBest(index, book, bid, ask);
    columns.mid2[index] = mid2;
    columns.mid2Open[index] = this.#openMid2;
    columns.spotTick[index] = this.#spotTick;
    columns.flags[index] =
      (bookValid ? FLAG_BOOK_VALID : 0) |
      (valid ? FLAG_WINDOW_VALID : 0) |
      (crossed ? FLAG_CROSSED : 0) |
      (this.#openCrossed ? FLAG_CROSSED_OPEN : 0) |
      (this.suspect ? FLAG_SUSPECT : 0) |
      (this.inSnapshot ? FLAG_IN_SNAPSHOT : 0) |
      (book.aggregated ? FLAG_AGGREGATED : 0);
    const quiet = this.#writeCounts(index, tally);
    this.#builder.windowCount = index + 1;
    tally.windows += 1;
    if (valid) tally.validWindows += 1;
    this.#openValid = bookValid;
    this.#openMid2 = mid2;
    this.#openCrossed = crossed;
    this.#previousValid = valid;
    this.tainted = this.inSnapshot;
    return idle && quiet;
  }

  /** Appends `count` windows equal to the one just closed, in which nothing happened. */
  repeat(count: number, tally: Tally): void {
    this.#builder.repeatLast(count);
    tally.windows += count;
    if (this.#previousValid) tally.validWindows += count;
  }

  #writeRows(window: number, book: Book): number {
    const before = this.#flow.violations;
    const written = this.#flow.write(book, window & (WINDOWS_PER_CHUNK - 1));
    this.#quality.identity_violations += this.#flow.violations - before;
    return written;
  }

  #writeBest(index: number, book: Book, bid: number, ask: number): void {
    const columns = this.#builder.snapshots;
    const levels = book.levels;
    const bidLevel = bid === NO_BID ? 0 : levels.at(bid, 0);
    const askLevel = ask === NO_ASK ? 0 : levels.at(ask, 1);
    columns.bestBidTick[index] = bid === NO_BID ? NULL_I32 : bid;
    columns.bestBidQty[index] = bidLevel === 0 ? 0 : levels.quantityOf(bidLevel);
    columns.bestBidOrders[index] = bidLevel === 0 ? 0 : levels.ordersOf(bidLevel);
    columns.bestAskTick[index] = ask === NO_ASK ? NULL_I32 : ask;
    columns.bestAskQty[index] = askLevel === 0 ? 0 : levels.quantityOf(askLevel);
    columns.bestAskOrders[index] = askLevel === 0 ? 0 : levels.ordersOf(askLevel);
  }

  /** Writes and resets the window's counts; true where no record came. Volumes beyond 2^31 - 1 stay there. */
  #writeCounts(index: number, tally: Tally): boolean {
    const columns = this.#builder.snapshots;
    columns.volumeBuy[index] = Math.min(this.volumes[0] as number, MAX_QTY);
    columns.volumeSell[index] = Math.min(this.volumes[1] as number, MAX_QTY);
    columns.volumeNone[index] = Math.min(this.volumes[2] as number, MAX_QTY);
    for (let side = 0; side < 3; side += 1) {
      tally.volumes[side]! += this.volumes[side] as number;
      this.volumes[side] = 0;
    }
    this.#builder.lastTradeWords[index * 2] = this.lastTradeLo;
    this.#builder.lastTradeWords[index * 2 + 1] = this.lastTradeHi;
    columns.crossedEvents[index] = this.crossedEvents;
    tally.crossedSamples += this.crossedEvents;
    this.crossedEvents = 0;
    let records = 0;
    const from = index * ACTIONS.length;
    for (let action = 0; action < ACTIONS.length; action += 1) {
      const count = this.actions[action] as number;
      columns.actions[from + action] = count;
      tally.actions[action]! += count;
      this.actions[action] = 0;
      records += count;
    }
    return records === 0;
  }

  #lastTrade(): bigint | undefined {
    if (this.#spotTick !== NULL_I32) return undefined; // only the day's first valid window asks
    if (this.lastTradeHi === UNDEF_PRICE_HI && this.lastTradeLo === UNDEF_PRICE_LO) return undefined;
    return (BigInt(this.lastTradeHi) << 32n) | BigInt(this.lastTradeLo >>> 0);
  }
}
