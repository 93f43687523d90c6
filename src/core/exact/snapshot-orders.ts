// A snapshot takes the running book's place: orders that rested before it at the same side and price keep their age and
// what was filled of them (field-model §2 "Snapshots"); their places in the queue are the snapshot's.
import type { OrderListener, OrderPlace } from './order-change.ts';
import {
  L_SIDE,
  L_TICK,
  LEVEL_STRIDE,
  O_FILLED,
  O_ID_HI,
  O_LEVEL,
  O_QTY,
  O_REFILLS,
  O_SEQUENCE,
  O_SINCE_HI,
  O_SINCE_LO,
  ORDER_WORDS,
} from './order-words.ts';
import type { QueueBook } from './queue-book.ts';

const KEPT = [O_SINCE_LO, O_SINCE_HI, O_SEQUENCE, O_FILLED, O_REFILLS];

/** Changes `snapshot` in place; `running` is only read. The listener hears of every order that differs. */
export function takeOverSnapshot(
  running: QueueBook,
  snapshot: QueueBook,
  listener: OrderListener | null,
): void {
  for (let level = 0; level < snapshot.levelCount; level += 1) {
    for (const slot of snapshot.queue(level)) {
      const to = placeOf(snapshot, level, slot);
      const before = findIn(running, snapshot, slot);
      const from = before < 0 ? null : placeOf(running, levelOf(running, before), before);
      if (from && from.side === to.side && from.tick === to.tick) copyKept(running, before, snapshot, slot);
      const same = from?.quantity === to.quantity && from.tick === to.tick && from.side === to.side;
      if (listener && !same) tell(listener, snapshot, slot, from, to);
    }
  }
  if (!listener) return;
  for (let level = 0; level < running.levelCount; level += 1) {
    for (const slot of running.queue(level)) {
      if (findIn(snapshot, running, slot) < 0)
        tell(listener, running, slot, placeOf(running, level, slot), null);
    }
  }
}

function findIn(book: QueueBook, other: QueueBook, slot: number): number {
  const at = slot * ORDER_WORDS;
  return book.find(other.orders[at] as number, other.orders[at + O_ID_HI] as number);
}

function levelOf(book: QueueBook, slot: number): number {
  return book.orders[slot * ORDER_WORDS + O_LEVEL] as number;
}

function placeOf(book: QueueBook, level: number, slot: number): OrderPlace {
  return {
    tick: book.levels[level * LEVEL_STRIDE + L_TICK] as number,
    side: book.levels[level * LEVEL_STRIDE + L_SIDE] as number,
    quantity: book.orders[slot * ORDER_WORDS + O_QTY] as number,
  };
}

function copyKept(running: QueueBook, before: number, snapshot: QueueBook, slot: number): void {
  for (const word of KEPT)
    snapshot.orders[slot * ORDER_WORDS + word] = running.orders[before * ORDER_WORDS + word] as number;
}

function tell(
  listener: OrderListener,
  book: QueueBook,
  slot: number,
  from: OrderPlace | null,
  to: OrderPlace | null,
): void {
  const word = (w: number): number => book.orders[slot * ORDER_WORDS + w] as number;
  listener({
    kind: 'snapshot',
    idLo: word(0),
    idHi: word(O_ID_HI),
    tsLo: word(O_SINCE_LO),
    tsHi: word(O_SINCE_HI),
    sequence: word(O_SEQUENCE),
    from,
    to,
    filled: 0,
    executed: 0,
    pulled: 0,
    added: 0,
    toTheBack: false,
    slot: to ? slot : -1,
  });
}
