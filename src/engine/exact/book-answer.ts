// The book, its queues and the last trades at an instant (book.at), from one day's replay.
import type { z } from 'zod';
import type {
  BookAt,
  BookAtParams,
  BookLevel,
  BookSide,
  EventMark,
  QueuedOrder,
  TapeTrade,
} from '../../../contracts/exact.ts';
import {
  ACTION_TRADE,
  MBO_WORDS,
  SIDE_ASK,
  SIDE_BID,
  W_FLAGS,
  W_PRICE,
  W_SEQUENCE,
  W_SIZE,
  W_TS_EVENT,
} from '../../core/dbn/layout.ts';
import { u64FromWords } from '../../core/dbn/mbo.ts';
import { priceNanosFromWords } from '../../core/dbn/price.ts';
import type { EventEnd, MarketReplay } from '../../core/exact/market-replay.ts';
import {
  L_ORDERS,
  L_QTY,
  L_SIDE,
  L_TICK,
  LEVEL_STRIDE,
  O_FILLED,
  O_ID_HI,
  O_PLACE_HI,
  O_PLACE_LO,
  O_QTY,
  O_REFILLS,
  O_SEQUENCE,
  O_SINCE_HI,
  O_SINCE_LO,
  ORDER_WORDS,
} from '../../core/exact/order-words.ts';
import type { QueueBook } from '../../core/exact/queue-book.ts';
import type { DayReplay, ReplayTarget } from './day-replay.ts';

type BookRequest = z.output<typeof BookAtParams>;

const UNDEF_PRICE = 0x7fffffffffffffffn;

/** Answers, and gives the replay back, which has gone on to the next event. */
export function answerBook(
  day: DayReplay,
  request: BookRequest,
  kept: MarketReplay | null,
): { answer: BookAt; replay: MarketReplay } {
  const target = targetOf(day, request);
  const replay = request.step === 0 ? reach(day, target, kept) : stepFrom(day, target, request.step, kept);
  const { event, eventBefore, book } = replay;
  const asked = 'tsNanos' in request.at && request.step === 0 ? BigInt(request.at.tsNanos) : null;
  const shown = {
    tsNanos: String(asked ?? tsOf(day, event)),
    rows: day.rows,
    event: markOf(day, event),
    before: markOf(day, eventBefore),
    aggregated: book.aggregated,
    orders: book.aggregated ? 0 : book.live,
    ...sidesOf(book, request),
    trades: lastTrades(day, replay, request.trades),
  };
  const next = day.runToNextEvent(replay) ? markOf(day, replay.event) : null;
  return { answer: { ...shown, next }, replay };
}

function targetOf(day: DayReplay, { at }: BookRequest): ReplayTarget {
  if ('row' in at) return { row: at.row };
  return { time: Number(BigInt(at.tsNanos) - day.facts.dayStartNanos) };
}

function reach(day: DayReplay, target: ReplayTarget, kept: MarketReplay | null): MarketReplay {
  const start = day.checkpointBefore(target);
  const isNear = kept !== null && kept.row >= start.row && isNotPast(kept, target);
  const replay = isNear ? kept : day.restoreAt(start);
  day.run(replay, target);
  return replay;
}

function isNotPast(replay: MarketReplay, target: ReplayTarget): boolean {
  return 'row' in target ? replay.row <= target.row : replay.now <= target.time;
}

function stepFrom(
  day: DayReplay,
  target: ReplayTarget,
  step: 1 | -1,
  kept: MarketReplay | null,
): MarketReplay {
  const replay = reach(day, target, kept);
  if (step === 1) {
    // Rows of an event under way belong to the next one.
    if (!day.runToNextEvent(replay)) return reach(day, { row: replay.event.row }, null);
    return replay;
  }
  // From between two events, the one before is the one that is shown.
  const isBetween = 'time' in target && replay.event.time < target.time;
  return reach(day, { row: (isBetween ? replay.event : replay.eventBefore).row }, null);
}

function tsOf(day: DayReplay, { time }: EventEnd): bigint {
  return Number.isFinite(time) ? day.facts.dayStartNanos + BigInt(time) : day.facts.dayStartNanos;
}

/** Null for what lies before the day's first record. */
function markOf(day: DayReplay, end: EventEnd): EventMark | null {
  return end.row === 0 ? null : { row: end.row, tsNanos: String(tsOf(day, end)), sequence: end.sequence };
}

function sidesOf(book: QueueBook, request: BookRequest): { bids: BookLevel[]; asks: BookLevel[] } {
  const numbers: { bid: number[]; ask: number[] } = { bid: [], ask: [] };
  for (let level = 0; level < book.levelCount; level += 1) {
    const at = level * LEVEL_STRIDE;
    if (book.levels[at + L_ORDERS] === 0) continue;
    numbers[book.levels[at + L_SIDE] === 0 ? 'bid' : 'ask'].push(level);
  }
  const tickOf = (level: number): number => book.levels[level * LEVEL_STRIDE + L_TICK] as number;
  const { tickFrom, tickTo, levels } = request;
  const ranged = tickFrom !== undefined || tickTo !== undefined;
  const chosen = (side: BookSide): BookLevel[] => {
    const sign = side === 'bid' ? -1 : 1;
    const sorted = numbers[side].sort((a, b) => sign * (tickOf(a) - tickOf(b)));
    const within = sorted.filter(
      (level) => tickOf(level) >= (tickFrom ?? -Infinity) && tickOf(level) <= (tickTo ?? Infinity),
    );
    return (ranged ? within : within.slice(0, levels)).map((level) => levelOf(book, level, side, request));
  };
  return { bids: chosen('bid'), asks: chosen('ask') };
}

function levelOf(book: QueueBook, level: number, side: BookSide, { queues }: BookRequest): BookLevel {
  const at = level * LEVEL_STRIDE;
  const tick = book.levels[at + L_TICK] as number;
  const told = {
    tick,
    lots: book.levels[at + L_QTY] as number,
    orders: book.aggregated ? null : (book.levels[at + L_ORDERS] as number),
  };
  const wanted =
    queues === 'all' || (typeof queues === 'object' && queues.side === side && queues.tick === tick);
  return wanted && !book.aggregated ? { ...told, queue: queueOf(book, level) } : told;
}

function queueOf(book: QueueBook, level: number): QueuedOrder[] {
  const queue: QueuedOrder[] = [];
  let lotsAhead = 0;
  for (const slot of book.queue(level)) {
    const order = { ...queuedOrder(book, slot), ordersAhead: queue.length, lotsAhead };
    lotsAhead += order.lots;
    queue.push(order);
  }
  return queue;
}

/** An order as it stands, but for its place in the queue. */
export function queuedOrder(book: QueueBook, slot: number): Omit<QueuedOrder, 'ordersAhead' | 'lotsAhead'> {
  const at = slot * ORDER_WORDS;
  const word = (w: number): number => book.orders[at + w] as number;
  return {
    orderId: String(u64FromWords(word(0), word(O_ID_HI))),
    lots: word(O_QTY),
    sinceNanos: String(u64FromWords(word(O_SINCE_LO), word(O_SINCE_HI))),
    sequence: word(O_SEQUENCE) >>> 0,
    placeNanos: String(u64FromWords(word(O_PLACE_LO), word(O_PLACE_HI))),
    filled: word(O_FILLED) >>> 0,
    refills: word(O_REFILLS) >>> 0,
  };
}

/** The last trades among the rows of whole events; found backwards, so it does not matter where the replay began. */
function lastTrades(day: DayReplay, replay: MarketReplay, wanted: number): TapeTrade[] {
  const trades: TapeTrade[] = [];
  let end = replay.event.row;
  while (end > 0 && trades.length < wanted) {
    const block = day.blockOf(end - 1);
    const rows = day.rowsOf(block);
    for (let i = end - 1 - block.firstRow; i >= 0 && trades.length < wanted; i -= 1) {
      const at = i * MBO_WORDS;
      if ((((rows[at + W_FLAGS] as number) >>> 16) & 255) === ACTION_TRADE)
        trades.push(tradeFrom(day, replay, rows, at, block.firstRow + i));
    }
    end = block.firstRow;
  }
  return trades.reverse();
}

function tradeFrom(
  day: DayReplay,
  replay: MarketReplay,
  rows: Int32Array,
  at: number,
  row: number,
): TapeTrade {
  const price = priceNanosFromWords(rows[at + W_PRICE] as number, rows[at + W_PRICE + 1] as number);
  const side = (rows[at + W_FLAGS] as number) >>> 24;
  const time = replay.clock.indexTime(rows, at, replay.now);
  return {
    row,
    tsNanos: String(day.facts.dayStartNanos + BigInt(time)),
    tsEventNanos: String(u64FromWords(rows[at + W_TS_EVENT] as number, rows[at + W_TS_EVENT + 1] as number)),
    priceNanos: price === UNDEF_PRICE ? null : String(price),
    lots: (rows[at + W_SIZE] as number) >>> 0,
    aggressor: side === SIDE_BID ? 'B' : side === SIDE_ASK ? 'A' : 'N',
    sequence: (rows[at + W_SEQUENCE] as number) >>> 0,
  };
}
