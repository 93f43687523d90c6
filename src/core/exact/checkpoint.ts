// A settled replay as bytes and back: marks, then every order in queue order, level by level, plane by plane (all ids,
// then all quantities …), since planes compress well. A checkpoint is only good beside the rows that it was taken from.

import { type EventEnd, MarketReplay } from './market-replay.ts';
import {
  L_ORDERS,
  L_SIDE,
  L_TICK,
  LEVEL_STRIDE,
  O_FILLED,
  O_ID_HI,
  O_ID_LO,
  O_PENDING,
  O_PLACE_HI,
  O_PLACE_LO,
  O_QTY,
  O_REFILLS,
  O_SEQUENCE,
  O_SINCE_HI,
  O_SINCE_LO,
  ORDER_WORDS,
} from './order-words.ts';
import { QueueBook } from './queue-book.ts';

const PLANES = [
  O_ID_LO,
  O_ID_HI,
  O_QTY,
  O_SINCE_LO,
  O_SINCE_HI,
  O_SEQUENCE,
  O_PLACE_LO,
  O_PLACE_HI,
  O_FILLED,
  O_REFILLS,
] as const;
const LEVEL_PLANES = [L_TICK, L_SIDE, L_ORDERS] as const;
/** Doubles at the start: marks (9), aggregated, numbers of levels, orders and pending fills. */
const HEAD = 13;

/** Of the book that may be looked at: rows of an event or snapshot under way are not in it. */
export function encodeReplay(replay: MarketReplay): Uint8Array {
  const { book, marks } = replay;
  const levels = occupiedLevels(book);
  const fills = pendingFills(book, levels);
  const words = levels.length * LEVEL_PLANES.length + book.live * PLANES.length;
  const buffer = new ArrayBuffer((HEAD + fills.length) * 8 + words * 4);
  const head = new Float64Array(buffer, 0, HEAD + fills.length);
  const { row, now, spanEnd, event, eventBefore } = marks;
  head.set([row, now, spanEnd, ...endWords(event), ...endWords(eventBefore)]);
  head.set([book.aggregated ? 1 : 0, levels.length, book.live, fills.length / 3], 9);
  head.set(fills, HEAD);
  const out = new Int32Array(buffer, head.byteLength, words);
  let at = 0;
  for (const word of LEVEL_PLANES)
    for (const level of levels) out[at++] = book.levels[level * LEVEL_STRIDE + word] as number;
  let order = at;
  for (const level of levels) {
    for (const slot of book.queue(level)) {
      for (let p = 0; p < PLANES.length; p += 1)
        out[order + p * book.live] = book.orders[slot * ORDER_WORDS + (PLANES[p] as number)] as number;
      order += 1;
    }
  }
  return new Uint8Array(buffer);
}

/** For bytes of `encodeReplay`, 8-byte aligned. */
export function decodeReplay(bytes: Uint8Array, dayStartNanos: bigint, tickSizeNanos: bigint): MarketReplay {
  const head = new Float64Array(bytes.buffer, bytes.byteOffset, HEAD);
  const [row, now, spanEnd] = head as unknown as [number, number, number];
  const [aggregated, levelCount, orders, fillCount] = head.subarray(9) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const fills = new Float64Array(bytes.buffer, bytes.byteOffset + HEAD * 8, fillCount * 3);
  const wordsAt = bytes.byteOffset + (HEAD + fillCount * 3) * 8;
  const words = new Int32Array(
    bytes.buffer,
    wordsAt,
    levelCount * LEVEL_PLANES.length + orders * PLANES.length,
  );
  // A quarter more than rest now: a replay that goes on seldom makes the book grow.
  const book = new QueueBook(64 + Math.ceil(orders * 1.25));
  const slots = restoreOrders(book, words, levelCount, orders);
  book.aggregated = aggregated === 1;
  for (let i = 0; i < fills.length; i += 3) {
    const at = (slots[fills[i] as number] as number) * ORDER_WORDS + O_PENDING;
    book.orders[at] = book.pending.push(
      book.orders[at] as number,
      fills[i + 1] as number,
      fills[i + 2] as number,
    );
  }
  const marks = { row, now, spanEnd, event: endAt(head, 3), eventBefore: endAt(head, 6) };
  return new MarketReplay(dayStartNanos, tickSizeNanos, book, marks);
}

/** Slots by order of the checkpoint. */
function restoreOrders(book: QueueBook, words: Int32Array, levelCount: number, orders: number): Int32Array {
  const slots = new Int32Array(orders);
  const order = new Int32Array(ORDER_WORDS);
  const from = levelCount * LEVEL_PLANES.length;
  let next = 0;
  for (let level = 0; level < levelCount; level += 1) {
    const tick = words[level] as number;
    const side = words[levelCount + level] as number;
    for (let left = words[2 * levelCount + level] as number; left > 0; left -= 1) {
      for (let p = 0; p < PLANES.length; p += 1)
        order[PLANES[p] as number] = words[from + p * orders + next] as number;
      slots[next] = book.restore(order, 0, tick, side);
      next += 1;
    }
  }
  return slots;
}

function occupiedLevels(book: QueueBook): number[] {
  const levels: number[] = [];
  for (let level = 0; level < book.levelCount; level += 1)
    if (book.levels[level * LEVEL_STRIDE + L_ORDERS] !== 0) levels.push(level);
  return levels;
}

/** Order number, lots and time of each, the oldest of an order first, as they were pushed. */
function pendingFills(book: QueueBook, levels: readonly number[]): number[] {
  const fills: number[] = [];
  let order = 0;
  for (const level of levels) {
    for (const slot of book.queue(level)) {
      const head = book.orders[slot * ORDER_WORDS + O_PENDING] as number;
      for (const { quantity, ts } of book.pending.entries(head).reverse()) fills.push(order, quantity, ts);
      order += 1;
    }
  }
  return fills;
}

function endWords({ row, time, sequence }: EventEnd): number[] {
  return [row, time, sequence];
}

function endAt(head: Float64Array, at: number): EventEnd {
  return { row: head[at] as number, time: head[at + 1] as number, sequence: head[at + 2] as number };
}
