// The exact book at an instant and the life of orders, as they cross the boundary. Times are nanoseconds since 1970 and
// order ids unsigned 64-bit values, both as decimal strings; a queue is in time priority, its front first.
import { z } from 'zod';

const int64 = z.string().regex(/^-?\d{1,20}$/);
const orderId = z.string().regex(/^\d{1,20}$/);
const count = z.number().int().nonnegative();
const tick = z.number().int();
const dayId = z.string().min(1).max(200);
export const BookSide = z.enum(['bid', 'ask']);
export type BookSide = z.infer<typeof BookSide>;

/** An instant: a time, or a number of the day's records (what EventMark.row says). */
const Instant = z.union([z.object({ tsNanos: int64 }), z.object({ row: count })]);

export const BookAtParams = z.object({
  dayId,
  at: Instant,
  /** The whole event after or before that instant instead, where there is one. */
  step: z.union([z.literal(-1), z.literal(0), z.literal(1)]).default(0),
  /** Prices of each side from the best on; all between tickFrom and tickTo where those are given. */
  levels: count.max(100_000).default(20),
  tickFrom: tick.optional(),
  tickTo: tick.optional(),
  /** Whose queues to tell. */
  queues: z.union([z.enum(['none', 'all']), z.object({ side: BookSide, tick })]).default('none'),
  /** The last so many trades. */
  trades: count.max(10_000).default(0),
});

/** The end of a whole event: how many of the day's records lie up to it, its index time and its DBN sequence number. */
export const EventMark = z.object({ row: count, tsNanos: int64, sequence: count });
export type EventMark = z.infer<typeof EventMark>;

export const QueuedOrder = z.object({
  orderId,
  lots: count,
  ordersAhead: count,
  lotsAhead: count,
  /** ts_event of the record that brought it into the book, and that record's sequence number. */
  sinceNanos: int64,
  sequence: count,
  /** ts_event of the record that gave it its place: an add, a new price, a larger size, a refill. */
  placeNanos: int64,
  /** Lots filled and times shown again after a fill. */
  filled: count,
  refills: count,
});
export type QueuedOrder = z.infer<typeof QueuedOrder>;

export const BookLevel = z.object({
  tick,
  lots: count,
  /** Null in a feed of levels. */
  orders: count.nullable(),
  queue: z.array(QueuedOrder).optional(),
});
export type BookLevel = z.infer<typeof BookLevel>;

export const TapeTrade = z.object({
  row: count,
  tsNanos: int64,
  tsEventNanos: int64,
  /** Integer of 1e-9; null where the record has none. */
  priceNanos: int64.nullable(),
  lots: count,
  /** Whose order took the other: B a buyer, A a seller, N neither. */
  aggressor: z.enum(['B', 'A', 'N']),
  sequence: count,
});
export type TapeTrade = z.infer<typeof TapeTrade>;

export const BookAt = z.object({
  /** The time asked for; the event's own where it was asked by record or by step. */
  tsNanos: int64,
  /** Records of the day, and the whole events around the instant; null at an end of the day. */
  rows: count,
  event: EventMark.nullable(),
  before: EventMark.nullable(),
  next: EventMark.nullable(),
  /** A feed of levels: no orders, no queues. */
  aggregated: z.boolean(),
  /** Orders in the whole book. */
  orders: count,
  /** Best price first. */
  bids: z.array(BookLevel),
  asks: z.array(BookLevel),
  /** Newest last. */
  trades: z.array(TapeTrade),
});
export type BookAt = z.infer<typeof BookAt>;

export const ORDER_EVENT_KINDS = [
  'add',
  'carried',
  'snapshot',
  'trade',
  'fill',
  'execute',
  'cancel',
  'modify',
  'refill',
  'replace',
  'clear',
] as const;

const Place = z.object({ tick, side: BookSide, lots: count });

/**
 * What one record did to one order: `add` brought it · `carried` it rested when the day began · `snapshot` a snapshot
 * told it otherwise than it was known · `trade` it took another order · `fill` it was traded against, its shown lots still
 * unchanged · `execute` the cancel or modify that takes filled lots off · `cancel` lots were pulled · `modify` price or
 * size changed · `refill` a modify shows more than its fill left (an iceberg's next slice) · `replace` added again under
 * its id · `clear` its book was emptied.
 */
export const OrderEvent = z.object({
  kind: z.enum(ORDER_EVENT_KINDS),
  orderId,
  row: count,
  /** Index time at which it could be seen, and the record's own ts_event. */
  tsNanos: int64,
  tsEventNanos: int64,
  sequence: count,
  from: Place.nullable(),
  to: Place.nullable(),
  /** Lots of this record's fill or trade; executed and pulled leave `from`, added come to `to`. */
  filled: count,
  executed: count,
  pulled: count,
  added: count,
  toTheBack: z.boolean(),
  /** Before it in its queue after the record; null out of the book. */
  ordersAhead: count.nullable(),
  lotsAhead: count.nullable(),
});
export type OrderEvent = z.infer<typeof OrderEvent>;

export const OrderLifeParams = z.object({ dayId, orderId });
export const OrderLife = z.object({
  orderId,
  events: z.array(OrderEvent),
  /** It has more events than are told. */
  truncated: z.boolean(),
  /** Still in the book at the end of the day. */
  rests: z.boolean(),
});
export type OrderLife = z.infer<typeof OrderLife>;

export const CellOrdersParams = z.object({ dayId, window: count, tick, side: BookSide });

/** An order that stood at a price in a second, or came or went in it. */
export const CellOrder = z.object({
  orderId,
  lotsStart: count,
  lotsEnd: count,
  added: count,
  pulled: count,
  executed: count,
  refills: count,
  sinceNanos: int64,
  sequence: count,
  /** At the second's end; null where it has left. */
  ordersAhead: count.nullable(),
  lotsAhead: count.nullable(),
  events: z.array(OrderEvent),
});
export type CellOrder = z.infer<typeof CellOrder>;

export const CellOrders = z.object({
  /** Lots: start + added − pulled − executed = end, as in silver. */
  start: count,
  added: count,
  pulled: count,
  executed: count,
  end: count,
  aggregated: z.boolean(),
  /** By their place at the end of the second, then those that left in the order in which they did. */
  orders: z.array(CellOrder),
  truncated: z.boolean(),
});
export type CellOrders = z.infer<typeof CellOrders>;

/** How far the second pass over a file is that exact answers need once. */
export const ExactProgress = z.object({
  dayId,
  phase: z.enum(['reading', 'ready', 'failed']),
  bytesRead: count,
  bytesTotal: count,
});
export type ExactProgress = z.infer<typeof ExactProgress>;
