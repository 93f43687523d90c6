// An MBO row of the wire (14 words) onto a book: which rows mean something, which are ignored and counted. Trades and
// clears concern the window too and are the caller's (dbn-format §10, field-model §2).
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
import type { Book } from './book.ts';
import type { Oddities } from './oddities.ts';
import { OFF_LATTICE, type PriceLattice } from './price-lattice.ts';

/**
 * Applies an A, C, M or F row, whose ts_event is on the book's clock. Returns false where the book was cleared because
 * rows of levels met rows of orders.
 */
export function applyRow(
  book: Book,
  lattice: PriceLattice,
  oddities: Oddities,
  row: Int32Array,
  at: number,
): boolean {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  if ((bits & (F_TOB | F_MBP)) !== 0 || book.aggregated) return applyOther(book, lattice, oddities, row, at);
  const lo = row[at + W_ORDER_ID] as number;
  const hi = row[at + W_ORDER_ID + 1] as number;
  const size = (row[at + W_SIZE] as number) >>> 0;
  if (action === ACTION_CANCEL) {
    book.cancel(lo, hi, size);
    return true;
  }
  if (action === ACTION_FILL) {
    book.fill(lo, hi, size);
    return true;
  }
  const side = sideOfFlags(bits);
  const priceLo = row[at + W_PRICE] as number;
  const priceHi = row[at + W_PRICE + 1] as number;
  const placed = side !== NO_SIDE && !isUndefinedPrice(priceLo, priceHi);
  if (action === ACTION_ADD) {
    if (!placed || size === 0) {
      oddities.count('ignored_adds');
      return true;
    }
    const tick = lattice.tickOf(priceLo, priceHi);
    if (tick === OFF_LATTICE) oddities.count('off_lattice_prices');
    else book.add(lo, hi, tick, side, size);
  } else if (action === ACTION_MODIFY) {
    if (placed) book.modify(lo, hi, lattice.tickOf(priceLo, priceHi), side, size);
    else oddities.count('ignored_modifies');
  }
  return true;
}

/** Rows of levels (F_TOB, F_MBP), and rows of orders that come to a book of levels. */
function applyOther(
  book: Book,
  lattice: PriceLattice,
  oddities: Oddities,
  row: Int32Array,
  at: number,
): boolean {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  const aggregatedRow = (bits & (F_TOB | F_MBP)) !== 0;
  const places = action === ACTION_ADD || action === ACTION_MODIFY;
  let kept = true;
  if (aggregatedRow !== book.aggregated && places) {
    const wasEmpty = book.levels.isEmpty;
    if (!wasEmpty) book.clear();
    book.aggregated = aggregatedRow;
    kept = wasEmpty;
  }
  if (!book.aggregated || !aggregatedRow) {
    // Order rows of a cleared book, or cancels and fills that no level answers to.
    if (!book.aggregated && !aggregatedRow) applyRow(book, lattice, oddities, row, at);
    else if (action === ACTION_CANCEL) oddities.count('unknown_cancels');
    return kept;
  }
  applyLevel(book, lattice, oddities, row, at);
  return kept;
}

function applyLevel(
  book: Book,
  lattice: PriceLattice,
  oddities: Oddities,
  row: Int32Array,
  at: number,
): void {
  const bits = row[at + W_FLAGS] as number;
  const action = (bits >>> 16) & 255;
  if (action === ACTION_FILL) return;
  const side = sideOfFlags(bits);
  const priceLo = row[at + W_PRICE] as number;
  const priceHi = row[at + W_PRICE + 1] as number;
  const priced = !isUndefinedPrice(priceLo, priceHi);
  const replacesSide = (bits & F_TOB) !== 0 && action !== ACTION_CANCEL;
  if (side === NO_SIDE || (!priced && !replacesSide)) {
    if (action === ACTION_ADD) oddities.count('ignored_adds');
    else if (action === ACTION_MODIFY) oddities.count('ignored_modifies');
    return;
  }
  const size = action === ACTION_CANCEL ? 0 : (row[at + W_SIZE] as number) >>> 0;
  const tick = priced ? lattice.tickOf(priceLo, priceHi) : OFF_LATTICE;
  if (priced && tick === OFF_LATTICE) oddities.count('off_lattice_prices');
  if (replacesSide) book.setSide(side, size === 0 ? OFF_LATTICE : tick, size);
  else if (tick !== OFF_LATTICE) book.setLevel(tick, side, size);
}
