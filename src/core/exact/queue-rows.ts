// An MBO row of the wire (14 words) onto a queue book: which rows mean something, as core/book/apply-row.ts decides it for
// the ingest's book (dbn-format §10). Trades have no effect on a book.
import { OFF_LATTICE, type PriceLattice } from '../book/price-lattice.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_CLEAR,
  ACTION_FILL,
  ACTION_MODIFY,
  F_MBP,
  F_TOB,
  W_FLAGS,
  W_ORDER_ID,
  W_PRICE,
  W_SIZE,
} from '../dbn/layout.ts';
import { isUndefinedPrice, NO_SIDE, sideOfFlags } from '../dbn/row-parts.ts';
import type { QueueBook } from './queue-book.ts';

/** Applies one row, whose times and sequence number are on the book's stamp. */
export function applyQueueRow(book: QueueBook, lattice: PriceLattice, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  if (action === ACTION_CLEAR) {
    book.clear();
    return;
  }
  const ofLevels = (bits & (F_TOB | F_MBP)) !== 0;
  if (action === ACTION_ADD || action === ACTION_MODIFY) {
    if (ofLevels !== book.aggregated) {
      if (book.levelCount > 0) book.clear();
      book.aggregated = ofLevels;
    }
  } else if (action !== ACTION_CANCEL && action !== ACTION_FILL) return;
  if (ofLevels !== book.aggregated) return;
  if (ofLevels) applyLevelRow(book, lattice, row, at);
  else applyOrderRow(book, lattice, row, at);
}

function applyOrderRow(book: QueueBook, lattice: PriceLattice, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  const lo = row[at + W_ORDER_ID] as number;
  const hi = row[at + W_ORDER_ID + 1] as number;
  const size = (row[at + W_SIZE] as number) >>> 0;
  if (action === ACTION_CANCEL) {
    book.cancel(lo, hi, size);
    return;
  }
  if (action === ACTION_FILL) {
    book.fill(lo, hi, size);
    return;
  }
  const side = sideOfFlags(bits);
  if (side === NO_SIDE || !isPriced(row, at)) return;
  const tick = lattice.tickOf(row[at + W_PRICE] as number, row[at + W_PRICE + 1] as number);
  if (action === ACTION_MODIFY) book.modify(lo, hi, tick, side, size);
  else if (size > 0 && tick !== OFF_LATTICE) book.add(lo, hi, tick, side, size);
}

function applyLevelRow(book: QueueBook, lattice: PriceLattice, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  const side = sideOfFlags(bits);
  const priced = isPriced(row, at);
  const replacesSide = (bits & F_TOB) !== 0 && action !== ACTION_CANCEL;
  if (action === ACTION_FILL || side === NO_SIDE || (!priced && !replacesSide)) return;
  const size = action === ACTION_CANCEL ? 0 : (row[at + W_SIZE] as number) >>> 0;
  const tick = priced
    ? lattice.tickOf(row[at + W_PRICE] as number, row[at + W_PRICE + 1] as number)
    : OFF_LATTICE;
  if (replacesSide) book.setSide(side, size === 0 ? OFF_LATTICE : tick, size);
  else if (tick !== OFF_LATTICE) book.setLevel(tick, side, size);
}

function isPriced(row: Int32Array, at: number): boolean {
  return !isUndefinedPrice(row[at + W_PRICE] as number, row[at + W_PRICE + 1] as number);
}
