// Orders with their life: one order over the whole day (order.life), and the orders that made one cell (cell.orders).
import type { z } from 'zod';
import type {
  CellOrder,
  CellOrders,
  CellOrdersParams,
  OrderEvent,
  OrderLife,
} from '../../../contracts/exact.ts';
import {
  ACTION_TRADE,
  MBO_WORDS,
  W_FLAGS,
  W_ORDER_ID,
  W_SEQUENCE,
  W_SIZE,
  W_TS_EVENT,
} from '../../core/dbn/layout.ts';
import { u64FromWords } from '../../core/dbn/mbo.ts';
import type { MarketReplay } from '../../core/exact/market-replay.ts';
import type { OrderChange, OrderPlace } from '../../core/exact/order-change.ts';
import { L_SIDE, L_TICK, LEVEL_STRIDE, O_LEVEL, O_QTY, ORDER_WORDS } from '../../core/exact/order-words.ts';
import type { QueueBook } from '../../core/exact/queue-book.ts';
import { namesOrder } from '../../core/exact/row-block.ts';
import { Turns } from '../pipeline/turn.ts';
import { queuedOrder } from './book-answer.ts';
import type { BronzeBlock } from './bronze-file.ts';
import type { DayReplay } from './day-replay.ts';

const MOST_EVENTS = 20_000;
const SECOND_NANOS = 1e9;

/** All that happened to an order. Reads every block's ids, and replays only the stretches that name the order. */
export async function answerOrderLife(
  day: DayReplay,
  orderId: string,
  signal: AbortSignal,
): Promise<OrderLife> {
  const id = BigInt(orderId);
  const follower = new OrderFollower(
    day,
    Number(BigInt.asIntN(32, id)),
    Number(BigInt.asIntN(32, id >> 32n)),
  );
  const turns = new Turns();
  const { blocks } = day.file.index;
  let replay: MarketReplay | null = null;
  for (const block of blocks) {
    if (turns.due) await turns.next(signal);
    if (follower.isFull) break;
    if (!follower.concerns(block)) continue;
    replay = follower.replayTo(replay, block);
    await follower.follow(replay, block, turns, signal);
  }
  return { orderId, events: follower.events, truncated: follower.isFull, rests: follower.isAlive };
}

class OrderFollower {
  readonly events: OrderEvent[] = [];
  isAlive = false;
  readonly #day: DayReplay;
  readonly #lo: number;
  readonly #hi: number;

  constructor(day: DayReplay, lo: number, hi: number) {
    this.#day = day;
    this.#lo = lo;
    this.#hi = hi;
  }

  get isFull(): boolean {
    return this.events.length >= MOST_EVENTS;
  }

  /** The first block may begin with orders of the day before. */
  concerns(block: BronzeBlock): boolean {
    const mayEnd = block.clears && this.isAlive;
    return mayEnd || block.firstRow === 0 || namesOrder(this.#day.file.ids(block), this.#lo, this.#hi);
  }

  /** A replay at the block's first row: the one that is there, or one from the checkpoint before. */
  replayTo(known: MarketReplay | null, block: BronzeBlock): MarketReplay {
    const start = this.#day.checkpointBefore({ row: block.firstRow });
    const end = block.firstRow + block.rows;
    const replay = known && known.row >= start.row && known.row <= end ? known : this.#day.restoreAt(start);
    this.#day.run(replay, { row: block.firstRow });
    if (block.firstRow === 0) this.#noteCarried(replay);
    return replay;
  }

  /** Takes the block's rows, and those behind it that belong to an event begun in it. */
  async follow(replay: MarketReplay, block: BronzeBlock, turns: Turns, signal: AbortSignal): Promise<void> {
    const end = block.firstRow + block.rows;
    replay.listen((change) => this.#hear(replay, change));
    while (replay.row < end || (!replay.isSettled && replay.row < this.#day.rows)) {
      const at = this.#day.blockOf(replay.row);
      const stop = replay.row < end ? Math.min(end, replay.row + 4096) : replay.row + 1;
      this.#noteTrades(replay, this.#day.rowsOf(at), at, stop);
      this.#day.run(replay, { row: stop });
      if (turns.due) await turns.next(signal);
    }
    replay.listen(null);
    this.isAlive = replay.book.find(this.#lo, this.#hi) >= 0;
  }

  #noteCarried(replay: MarketReplay): void {
    const { book } = replay;
    const slot = book.find(this.#lo, this.#hi);
    if (slot < 0) return;
    const { tick, side, lots } = placeOf(book, slot);
    const { sinceNanos, sequence } = queuedOrder(book, slot);
    const ahead = book.aheadOf(slot);
    this.isAlive = true;
    this.events.push({
      ...NOTHING,
      kind: 'carried',
      orderId: String(u64FromWords(this.#lo, this.#hi)),
      tsNanos: String(this.#day.facts.dayStartNanos),
      tsEventNanos: sinceNanos,
      sequence,
      to: { tick, side, lots },
      ordersAhead: ahead.orders,
      lotsAhead: ahead.lots,
    });
  }

  #hear(replay: MarketReplay, change: OrderChange): void {
    if (change.idLo !== this.#lo || change.idHi !== this.#hi || this.isFull) return;
    this.events.push(orderEvent(this.#day, replay, change));
  }

  /** Trades that the order made as the one that came: they change no book. */
  #noteTrades(replay: MarketReplay, rows: Int32Array, block: BronzeBlock, stop: number): void {
    for (let i = replay.row - block.firstRow; i < stop - block.firstRow; i += 1) {
      const at = i * MBO_WORDS;
      if (rows[at + W_ORDER_ID] !== this.#lo || rows[at + W_ORDER_ID + 1] !== this.#hi) continue;
      if ((((rows[at + W_FLAGS] as number) >>> 16) & 255) !== ACTION_TRADE || this.isFull) continue;
      this.events.push(tradeEvent(this.#day, replay, rows, at, block.firstRow + i));
    }
  }
}

/** The orders of a price and side in one second of the day. */
export function answerCellOrders(day: DayReplay, request: z.output<typeof CellOrdersParams>): CellOrders {
  const { window, tick, side } = request;
  const from = window * SECOND_NANOS;
  const sideNumber = side === 'bid' ? 0 : 1;
  const replay = day.restore({ time: from - 1 });
  day.run(replay, { time: from - 1 });
  const cell = new CellCollector(day, replay, tick, sideNumber);
  replay.listen((change) => cell.hear(change));
  day.run(replay, { time: from + SECOND_NANOS - 1 });
  replay.listen(null);
  return cell.answer();
}

type CellEntry = { -readonly [K in keyof CellOrder]: CellOrder[K] };

class CellCollector {
  readonly #day: DayReplay;
  readonly #replay: MarketReplay;
  readonly #tick: number;
  readonly #side: number;
  readonly #entries = new Map<string, CellEntry>();
  readonly #left = new Map<string, number>();
  readonly #sum = { start: 0, added: 0, pulled: 0, executed: 0, end: 0 };
  #eventCount = 0;

  constructor(day: DayReplay, replay: MarketReplay, tick: number, side: number) {
    this.#day = day;
    this.#replay = replay;
    this.#tick = tick;
    this.#side = side;
    const { book } = replay;
    for (const slot of this.#queue()) {
      const order = queuedOrder(book, slot);
      this.#entry(order.orderId, order.sinceNanos, order.sequence).lotsStart = order.lots;
      this.#sum.start += order.lots;
    }
  }

  hear(change: OrderChange): void {
    const leaves = this.#isHere(change.from);
    const comes = this.#isHere(change.to);
    if (!leaves && !comes) return;
    const event = orderEvent(this.#day, this.#replay, change);
    const entry = this.#entry(event.orderId, event.tsEventNanos, event.sequence);
    const pulled = leaves ? change.pulled : 0;
    const executed = leaves ? change.executed : 0;
    const added = comes ? change.added : 0;
    entry.pulled += pulled;
    entry.executed += executed;
    entry.added += added;
    if (change.kind === 'refill') entry.refills += 1;
    this.#sum.pulled += pulled;
    this.#sum.executed += executed;
    this.#sum.added += added;
    this.#eventCount += 1;
    if (this.#eventCount <= MOST_EVENTS) entry.events.push(event);
    if (leaves && !comes) this.#left.set(event.orderId, this.#eventCount);
  }

  answer(): CellOrders {
    const { book } = this.#replay;
    const standing: CellEntry[] = [];
    let lotsAhead = 0;
    for (const slot of this.#queue()) {
      const order = queuedOrder(book, slot);
      const entry = this.#entry(order.orderId, order.sinceNanos, order.sequence);
      Object.assign(entry, { lotsEnd: order.lots, ordersAhead: standing.length, lotsAhead });
      Object.assign(entry, { sinceNanos: order.sinceNanos, sequence: order.sequence });
      lotsAhead += order.lots;
      standing.push(entry);
    }
    this.#sum.end = lotsAhead;
    const gone = [...this.#entries.values()]
      .filter((entry) => entry.ordersAhead === null)
      .sort((a, b) => (this.#left.get(a.orderId) ?? 0) - (this.#left.get(b.orderId) ?? 0));
    const truncated = this.#eventCount > MOST_EVENTS;
    return { ...this.#sum, aggregated: book.aggregated, orders: [...standing, ...gone], truncated };
  }

  #queue(): Iterable<number> {
    const { book } = this.#replay;
    const level = book.levelAt(this.#tick, this.#side);
    return level < 0 ? [] : book.queue(level);
  }

  #isHere(place: OrderPlace | null): boolean {
    return place !== null && place.tick === this.#tick && place.side === this.#side;
  }

  #entry(orderId: string, sinceNanos: string, sequence: number): CellEntry {
    const known = this.#entries.get(orderId);
    if (known) return known;
    const entry: CellEntry = {
      orderId,
      lotsStart: 0,
      lotsEnd: 0,
      added: 0,
      pulled: 0,
      executed: 0,
      refills: 0,
      sinceNanos,
      sequence,
      ordersAhead: null,
      lotsAhead: null,
      events: [],
    };
    this.#entries.set(orderId, entry);
    return entry;
  }
}

function orderEvent(day: DayReplay, replay: MarketReplay, change: OrderChange): OrderEvent {
  const { book, now } = replay;
  const ahead = change.slot < 0 || change.kind === 'snapshot' ? null : book.aheadOf(change.slot);
  return {
    kind: change.kind,
    orderId: String(u64FromWords(change.idLo, change.idHi)),
    row: replay.applying,
    tsNanos: String(day.facts.dayStartNanos + BigInt(now)),
    tsEventNanos: String(u64FromWords(change.tsLo, change.tsHi)),
    sequence: change.sequence >>> 0,
    from: placeFrom(change.from),
    to: placeFrom(change.to),
    filled: change.filled,
    executed: change.executed,
    pulled: change.pulled,
    added: change.added,
    toTheBack: change.toTheBack,
    ordersAhead: ahead?.orders ?? null,
    lotsAhead: ahead?.lots ?? null,
  };
}

function tradeEvent(
  day: DayReplay,
  replay: MarketReplay,
  rows: Int32Array,
  at: number,
  row: number,
): OrderEvent {
  const time = replay.clock.indexTime(rows, at, replay.now);
  return {
    ...NOTHING,
    kind: 'trade',
    orderId: String(u64FromWords(rows[at + W_ORDER_ID] as number, rows[at + W_ORDER_ID + 1] as number)),
    row,
    tsNanos: String(day.facts.dayStartNanos + BigInt(time)),
    tsEventNanos: String(u64FromWords(rows[at + W_TS_EVENT] as number, rows[at + W_TS_EVENT + 1] as number)),
    sequence: (rows[at + W_SEQUENCE] as number) >>> 0,
    filled: (rows[at + W_SIZE] as number) >>> 0,
  };
}

const NOTHING = {
  row: 0,
  from: null,
  to: null,
  filled: 0,
  executed: 0,
  pulled: 0,
  added: 0,
  toTheBack: false,
  ordersAhead: null,
  lotsAhead: null,
} as const;

function placeOf(book: QueueBook, slot: number): NonNullable<OrderEvent['from']> {
  const at = slot * ORDER_WORDS;
  const level = (book.orders[at + O_LEVEL] as number) * LEVEL_STRIDE;
  return {
    tick: book.levels[level + L_TICK] as number,
    side: book.levels[level + L_SIDE] === 0 ? 'bid' : 'ask',
    lots: book.orders[at + O_QTY] as number,
  };
}

function placeFrom(place: OrderPlace | null): OrderEvent['from'] {
  return place && { tick: place.tick, side: place.side === 0 ? 'bid' : 'ask', lots: place.quantity };
}
