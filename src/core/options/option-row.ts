// An MBO row of the wire onto an option's book: which rows mean something, which are ignored and counted. The rules are
// those of book/apply-row.ts, on premiums instead of ticks. Trades and clears are the caller's (dbn-format §10).

import type { Oddities } from '../book/oddities.ts';
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
import { isNear, type OptionBook, type Premium } from './option-book.ts';

/** The row at hand; one for all, so that none is allocated. */
const premium: Premium = { lo: 0, hi: 0 };

/** Applies an A, C, M or F row. */
export function applyOptionRow(book: OptionBook, oddities: Oddities, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  if ((bits & (F_TOB | F_MBP)) !== 0 || book.aggregated) {
    applyOther(book, oddities, row, at);
    return;
  }
  const lo = row[at + W_ORDER_ID];
  const hi = row[at + W_ORDER_ID + 1];
  const size = row[at + W_SIZE] >>> 0;
  if (action === ACTION_CANCEL) book.cancel(lo, hi, size);
  else if (action === ACTION_FILL) book.fill(lo, hi, size);
  else if (action === ACTION_ADD || action === ACTION_MODIFY) {
    const side = sideOfFlags(bits);
    const placed = side !== NO_SIDE && takePremium(row, at);
    if (!placed || (action === ACTION_ADD && size === 0)) {
      oddities.count(action === ACTION_ADD ? 'ignored_adds' : 'ignored_modifies');
      return;
    }
    const near = isNear(premium.hi);
    if (action === ACTION_MODIFY) book.modify(lo, hi, near ? premium : null, side, size);
    else if (near) book.add(lo, hi, premium, side, size);
    else oddities.count('off_lattice_prices');
  }
}

/** Rows of levels (F_TOB, F_MBP), and rows of orders that come to a book of levels: the first of another kind clears. */
function applyOther(book: OptionBook, oddities: Oddities, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  const isLevel = (bits & (F_TOB | F_MBP)) !== 0;
  if (isLevel !== book.aggregated && (action === ACTION_ADD || action === ACTION_MODIFY)) {
    if (book.orders.live > 0) book.clear();
    book.aggregated = isLevel;
  }
  if (book.aggregated && isLevel) applyLevel(book, oddities, row, at);
  else if (!book.aggregated && !isLevel) applyOptionRow(book, oddities, row, at);
  else if (action === ACTION_CANCEL) oddities.count('unknown_cancels');
}

function applyLevel(book: OptionBook, oddities: Oddities, row: Int32Array, at: number): void {
  const bits = row[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  if (action === ACTION_FILL) return;
  const side = sideOfFlags(bits);
  const priced = takePremium(row, at);
  const replacesSide = (bits & F_TOB) !== 0 && action !== ACTION_CANCEL;
  if (side === NO_SIDE || (!priced && !replacesSide)) {
    if (action === ACTION_ADD) oddities.count('ignored_adds');
    else if (action === ACTION_MODIFY) oddities.count('ignored_modifies');
    return;
  }
  const size = action === ACTION_CANCEL || !priced ? 0 : row[at + W_SIZE] >>> 0;
  // A level is known by its premium and side, which no order id of the same book can be taken for.
  const id = premium.hi * 2 + side;
  if (replacesSide) book.clearSide(side, premium.lo, id);
  if (priced) book.setLevel(premium.lo, id, side, size);
}

/** False where the row has no price. */
function takePremium(row: Int32Array, at: number): boolean {
  premium.lo = row[at + W_PRICE];
  premium.hi = row[at + W_PRICE + 1];
  return !isUndefinedPrice(premium.lo, premium.hi);
}
