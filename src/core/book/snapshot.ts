// Takes over a snapshot that has ended: compares it with the running book (a free self-check of both) and gives the
// orders that rested before it at the same side and price their ages back (field-model §2 "Snapshots").
import type { Book } from './book.ts';
import { SLOT_ID_HI, SLOT_LEVEL, SLOT_QTY } from './orders.ts';
import { SLOT_WORDS } from './slot-index.ts';

/**
 * Returns the number of orders that differ: only in one of the books, or with another side, price or quantity. Ages in
 * `snapshot` are changed in place; `running` is only read.
 */
export function inheritAges(running: Book, snapshot: Book): number {
  const { words, times, end } = snapshot.orders;
  let found = 0;
  let equal = 0;
  for (let slot = 0; slot < end; slot += SLOT_WORDS) {
    if (words[slot + SLOT_LEVEL] === 0) continue;
    const before = running.orders.find(words[slot] as number, words[slot + SLOT_ID_HI] as number);
    if (before < 0) continue;
    found += 1;
    const offset = (words[slot + SLOT_LEVEL] as number) - 1;
    const offsetBefore = (running.orders.words[before + SLOT_LEVEL] as number) - 1;
    if (snapshot.levels.sideOf(offset) !== running.levels.sideOf(offsetBefore)) continue;
    if (snapshot.levels.tickOf(offset) !== running.levels.tickOf(offsetBefore)) continue;
    times[(slot >> 1) + 2] = running.orders.times[(before >> 1) + 2] as number;
    if (words[slot + SLOT_QTY] === running.orders.words[before + SLOT_QTY]) equal += 1;
  }
  return snapshot.orders.live - equal + (running.orders.live - found);
}
