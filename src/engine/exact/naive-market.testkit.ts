// For tests: the book with its queues by the slow and obvious way, from a file's bytes to arrays of orders, sharing no
// code with what it checks. Written from dbn-format §10: whole events only, a snapshot in progress not seen, queues in
// time priority.
import { readFrames } from '../synth/naive-replay.testkit.ts';

const [LAST, SNAPSHOT] = [128, 32];
const NO_PRICE = 0x7fffffffffffffffn;
const NO_TIME = 0xffffffffffffffffn;

export interface NaiveRecord {
  readonly publisher: number;
  readonly instrument: number;
  readonly action: string;
  readonly side: string;
  readonly id: bigint;
  readonly price: bigint;
  readonly size: number;
  readonly flags: number;
  readonly event: bigint;
  readonly receive: bigint;
  readonly sequence: number;
}

/** MBO records of a DBN file, plain or compressed. */
export function naiveRecords(path: string): NaiveRecord[] {
  const all = Buffer.concat(readFrames(path));
  const records: NaiveRecord[] = [];
  for (let at = 8 + all.readUInt32LE(4); at < all.length; at += (all[at] as number) * 4) {
    if (all[at + 1] !== 0xa0) continue;
    records.push({
      publisher: all.readUInt16LE(at + 2),
      instrument: all.readUInt32LE(at + 4),
      event: all.readBigUInt64LE(at + 8),
      id: all.readBigUInt64LE(at + 16),
      price: all.readBigInt64LE(at + 24),
      size: all.readUInt32LE(at + 32),
      flags: all[at + 36] as number,
      action: String.fromCharCode(all[at + 38] as number),
      side: String.fromCharCode(all[at + 39] as number),
      receive: all.readBigUInt64LE(at + 40),
      sequence: all.readUInt32LE(at + 52),
    });
  }
  return records;
}

interface NaiveOrder {
  readonly id: bigint;
  side: string;
  tick: bigint;
  size: number;
  fills: { size: number; at: bigint }[];
}

/** Queues by "side tick", front first, an order as "id×lots". */
export type NaiveQueues = Record<string, string[]>;

/** Orders by id, and by price in the order of their places. */
class NaiveBook {
  readonly orders = new Map<bigint, NaiveOrder>();
  readonly queues = { B: new Map<bigint, NaiveOrder[]>(), A: new Map<bigint, NaiveOrder[]>() };

  enter(order: NaiveOrder): void {
    const side = this.queues[order.side as 'A' | 'B'];
    side.set(order.tick, [...(side.get(order.tick) ?? []), order]);
    this.orders.set(order.id, order);
  }

  leave(order: NaiveOrder): void {
    const side = this.queues[order.side as 'A' | 'B'];
    const rest = (side.get(order.tick) ?? []).filter((each) => each !== order);
    if (rest.length > 0) side.set(order.tick, rest);
    else side.delete(order.tick);
    this.orders.delete(order.id);
  }
}

export class NaiveMarket {
  trades: { price: bigint; size: number; sequence: number }[] = [];
  /** Index time and sequence of the last row of the last whole event. */
  last: { at: bigint; sequence: number } | null = null;
  readonly #tickSize: bigint;
  #book = new NaiveBook();
  #incoming: NaiveBook | null = null;
  #held: NaiveRecord[] = [];
  #now = 0n;

  constructor(tickSize: bigint) {
    this.#tickSize = tickSize;
  }

  timeOf(record: NaiveRecord): bigint {
    const own = known(record.receive) ? record.receive : known(record.event) ? record.event : this.#now;
    if (own < this.#now) return this.#now;
    return own;
  }

  take(record: NaiveRecord): void {
    const snapshot = (record.flags & SNAPSHOT) !== 0;
    const last = (record.flags & LAST) !== 0;
    if (snapshot) this.#applyHeld();
    this.#now = this.timeOf(record);
    if (snapshot) {
      this.#incoming ??= new NaiveBook();
      if (record.action === 'R') this.#incoming = new NaiveBook();
      else this.#apply(this.#incoming, record);
      if (last) this.#endSnapshot();
    } else {
      if (this.#incoming) this.#endSnapshot();
      this.#held.push(record);
      if (last) this.#applyHeld();
    }
    if (last) this.last = { at: this.#now, sequence: record.sequence };
  }

  /** The best `levels` prices of each side. */
  queues(levels: number): NaiveQueues {
    const named: NaiveQueues = {};
    for (const side of ['B', 'A'] as const) {
      const sign = side === 'B' ? -1n : 1n;
      const ticks = [...this.#book.queues[side].keys()].sort((a, b) => (sign * (a - b) < 0n ? -1 : 1));
      for (const tick of ticks.slice(0, levels)) {
        const queue = this.#book.queues[side].get(tick) ?? [];
        named[`${side} ${tick}`] = queue.map((order) => `${order.id}×${order.size}`);
      }
    }
    return named;
  }

  #applyHeld(): void {
    for (const record of this.#held) {
      const { action, price, size, sequence } = record;
      if (action === 'T') this.trades.push({ price, size, sequence });
      if (action === 'R') this.#book = new NaiveBook();
      else this.#apply(this.#book, record);
    }
    this.#held = [];
  }

  #endSnapshot(): void {
    this.#book = this.#incoming ?? new NaiveBook();
    this.#incoming = null;
  }

  #apply(book: NaiveBook, record: NaiveRecord): void {
    const { action, id, side, price, size } = record;
    const at = known(record.event) ? record.event : this.#now;
    const order = book.orders.get(id);
    const placed = (side === 'B' || side === 'A') && price !== NO_PRICE;
    const tick = price / this.#tickSize;
    const fits = placed && price % this.#tickSize === 0n && size > 0;
    const fresh = { id, side, tick, size, fills: [] };
    if (action === 'A' && fits) {
      if (order) book.leave(order);
      book.enter(fresh);
    } else if (action === 'F') order?.fills.push({ size, at });
    else if (action === 'C' && order) {
      order.fills = [];
      if (size < order.size) order.size -= size;
      else book.leave(order);
    } else if (action === 'M' && placed && !order) {
      if (fits) book.enter(fresh);
    } else if (action === 'M' && placed && order) {
      const filled = order.fills.filter((fill) => fill.at >= at).reduce((sum, fill) => sum + fill.size, 0);
      order.fills = [];
      const stays = fits && order.tick === tick && order.side === side;
      if (stays && size <= order.size - Math.min(filled, order.size)) order.size = size;
      else {
        book.leave(order);
        if (fits) book.enter({ ...order, side, tick, size });
      }
    }
  }
}

function known(time: bigint): boolean {
  return time !== 0n && time !== NO_TIME;
}
