// An MBO row of the wire onto an option's book: which rows mean something, which are ignored and counted. The rules are
// those of book/apply-row.ts, on premiums instead of ticks. Trades and clears are the caller's (dbn-format §10).
import {
  ACTION_ADD,
  ACTION_CANCEL,
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
import type { OptionBooks } from './option-books.ts';

/** Applies an A, C, M or F row. */
export function applyOptionRow(books: OptionBooks, book: number, row: Int32Array, at: number): void {
  if ((row[at + W_FLAGS] & (F_TOB | F_MBP)) !== 0 || books.isAggregated(book))
    applyOther(books, book, row, at);
  else applyOrderRow(books, book, row, at);
}

/** Applies an A, C, M or F row of an order to a book of orders. */
export function applyOrderRow(books: OptionBooks, book: number, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  const lo = row[at + W_ORDER_ID];
  const hi = row[at + W_ORDER_ID + 1];
  const size = row[at + W_SIZE] >>> 0;
  if (action === ACTION_CANCEL) books.cancel(book, lo, hi, size);
  else if (action === ACTION_FILL) books.fill(book, lo, hi, size);
  else if (action === ACTION_ADD || action === ACTION_MODIFY) {
    const side = sideOfFlags(bits);
    const premiumLo = row[at + W_PRICE];
    const premiumHi = row[at + W_PRICE + 1];
    const placed = side !== NO_SIDE && !isUndefinedPrice(premiumLo, premiumHi);
    if (!placed || (action === ACTION_ADD && size === 0))
      books.oddities.count(action === ACTION_ADD ? 'ignored_adds' : 'ignored_modifies');
    else if (action === ACTION_MODIFY) books.modify(book, lo, hi, premiumLo, premiumHi, side, size);
    else books.add(book, lo, hi, premiumLo, premiumHi, side, size);
  }
}

/** Rows of levels (F_TOB, F_MBP), and rows of orders that come to a book of levels: the first of another kind clears. */
function applyOther(books: OptionBooks, book: number, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  const isLevel = (bits & (F_TOB | F_MBP)) !== 0;
  if (isLevel !== books.isAggregated(book) && (action === ACTION_ADD || action === ACTION_MODIFY)) {
    if (!books.isEmpty(book)) books.clear(book);
    books.setAggregated(book, isLevel);
  }
  const aggregated = books.isAggregated(book);
  if (aggregated && isLevel) applyLevel(books, book, row, at);
  else if (!aggregated && !isLevel) applyOrderRow(books, book, row, at);
  else if (action === ACTION_CANCEL) books.oddities.count('unknown_cancels');
}

function applyLevel(books: OptionBooks, book: number, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  if (action === ACTION_FILL) return;
  const side = sideOfFlags(bits);
  const lo = row[at + W_PRICE];
  const hi = row[at + W_PRICE + 1];
  const priced = !isUndefinedPrice(lo, hi);
  const replacesSide = (bits & F_TOB) !== 0 && action !== ACTION_CANCEL;
  if (side === NO_SIDE || (!priced && !replacesSide)) {
    if (action === ACTION_ADD) books.oddities.count('ignored_adds');
    else if (action === ACTION_MODIFY) books.oddities.count('ignored_modifies');
    return;
  }
  const size = action === ACTION_CANCEL || !priced ? 0 : row[at + W_SIZE] >>> 0;
  // A level is known by its premium and side, which no order id of the same book can be taken for.
  const id = hi * 2 + side;
  if (replacesSide) books.clearSide(book, side, lo, id);
  if (priced) books.setLevel(book, lo, id, side, size);
}
