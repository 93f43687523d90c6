// LOBSTER messages → rows of a book. A message file tells only events within its top levels, so the opening levels come
// from an orderbook row, as one anonymous order each; events on orders older than the file act on the one at their price.
import { STATUS_ACTIONS } from '../../core/dbn/status.ts';
import type { DayRow, DaySink } from './day-rows.ts';
import {
  LOBSTER_TYPES,
  type LobsterLevel,
  type LobsterMessage,
  NANOS_PER_PRICE_UNIT,
} from './lobster-format.ts';

export interface LobsterCounts {
  messages: number;
  /** Events on orders older than the file, taken from the anonymous order at their price. */
  anonymousEvents: number;
  /** Events of which the book has nothing or too little to take: kept in the file, unknown to its book. */
  unknownEvents: number;
  hiddenTrades: number;
  crossTrades: number;
  halts: number;
}

/** Anonymous orders get ids that no exchange's day reaches. */
const ANONYMOUS_BASE = 1n << 62n;

interface Anonymous {
  readonly id: bigint;
  left: number;
}

/** An order to take from, and how much of the message's size it has. */
interface Taken {
  readonly orderId: bigint;
  readonly lots: number;
}

export class LobsterConversion {
  readonly counts: LobsterCounts = {
    messages: 0,
    anonymousEvents: 0,
    unknownEvents: 0,
    hiddenTrades: 0,
    crossTrades: 0,
    halts: 0,
  };
  readonly #sink: DaySink;
  readonly #opening: readonly LobsterLevel[];
  /** What is left of each order of the file, and of each anonymous order by side and price. */
  readonly #left = new Map<bigint, number>();
  readonly #anonymous = new Map<string, Anonymous>();

  /** `opening`: the levels after the first message. */
  constructor(sink: DaySink, opening: readonly LobsterLevel[]) {
    this.#sink = sink;
    this.#opening = opening;
  }

  /**
   * Takes the next message. Returns the lots that it tells of and that the book did not give, negative where the book
   * gave more: 0 as long as the book knows everything at the message's price.
   */
  add(message: LobsterMessage): number {
    const first = this.counts.messages === 0;
    this.counts.messages += 1;
    if (first) this.#open(message);
    const { type } = message;
    if (type === LOBSTER_TYPES.add) return this.#submit(message);
    if (type === LOBSTER_TYPES.halt) this.#halt(message);
    else if (type === LOBSTER_TYPES.hiddenExecution) {
      this.counts.hiddenTrades += 1;
      this.#trade(message, 'N');
    } else if (type === LOBSTER_TYPES.cross) {
      this.counts.crossTrades += 1;
      this.#trade(message, 'N');
    } else if (!first) return this.#reduce(message);
    else if (type === LOBSTER_TYPES.execution) {
      // The opening levels are those after it: its volume counts, its book change has been made.
      this.#trade(message, aggressorOf(message));
    }
    return 0;
  }

  #open(first: LobsterMessage): void {
    const orders: DayRow[] = [];
    this.#opening.forEach(({ side, priceNanos, sizeLots }, i) => {
      const isFirst = first.side === side && first.priceNanos === priceNanos;
      const left = sizeLots - (first.type === LOBSTER_TYPES.add && isFirst ? first.sizeLots : 0);
      if (left <= 0) return;
      const id = ANONYMOUS_BASE + BigInt(i);
      this.#anonymous.set(levelKey(side, priceNanos), { id, left });
      orders.push({ action: 'A', side, orderId: id, priceNanos, sizeLots: left });
    });
    this.#sink.snapshot(first.ts, orders);
  }

  #submit({ ts, side, orderId, priceNanos, sizeLots }: LobsterMessage): number {
    this.#left.set(orderId, sizeLots);
    this.#sink.event(ts, [{ action: 'A', side, orderId, priceNanos, sizeLots }]);
    return 0;
  }

  #trade({ ts, priceNanos, sizeLots }: LobsterMessage, side: DayRow['side']): void {
    this.#sink.event(ts, [{ action: 'T', side, orderId: 0n, priceNanos, sizeLots }]);
  }

  #reduce(message: LobsterMessage): number {
    const { ts, side, priceNanos } = message;
    const { orderId, lots } = this.#take(message);
    // An order that the book does not have is kept in the file as the message tells of it.
    const sizeLots = lots === 0 ? message.sizeLots : lots;
    const cancel: DayRow = { action: 'C', side, orderId, priceNanos, sizeLots };
    if (message.type === LOBSTER_TYPES.execution) {
      const trade: DayRow = {
        action: 'T',
        side: aggressorOf(message),
        orderId: 0n,
        priceNanos,
        sizeLots: message.sizeLots,
      };
      this.#sink.event(ts, [trade, { ...cancel, action: 'F' }, cancel]);
    } else this.#sink.event(ts, [cancel]);
    return message.sizeLots - lots;
  }

  /** The order that the event acts on: its own, else the anonymous one at its price. */
  #take(message: LobsterMessage): Taken {
    const { orderId, sizeLots } = message;
    const own = this.#left.get(orderId);
    if (own !== undefined) {
      const lots = message.type === LOBSTER_TYPES.delete ? own : Math.min(own, sizeLots);
      if (own > lots) this.#left.set(orderId, own - lots);
      else this.#left.delete(orderId);
      return { orderId, lots };
    }
    const key = levelKey(message.side, message.priceNanos);
    const anonymous = this.#anonymous.get(key);
    const lots = Math.min(anonymous?.left ?? 0, sizeLots);
    if (lots < sizeLots) this.counts.unknownEvents += 1;
    if (!anonymous) return { orderId, lots };
    if (lots === sizeLots) this.counts.anonymousEvents += 1;
    anonymous.left -= lots;
    if (anonymous.left === 0) this.#anonymous.delete(key);
    return { orderId: anonymous.id, lots };
  }

  /** Type 7: price -1 halts, 0 lets quote again, 1 trade again. */
  #halt({ ts, priceNanos }: LobsterMessage): void {
    this.counts.halts += 1;
    const trading = priceNanos === NANOS_PER_PRICE_UNIT;
    const name = trading ? 'trading' : priceNanos === 0n ? 'quoting' : 'halt';
    this.#sink.status({
      tsEventNanos: ts,
      tsRecvNanos: ts,
      action: STATUS_ACTIONS.indexOf(name),
      reason: 0,
      tradingEvent: 0,
      isTrading: trading ? 'Y' : 'N',
      isQuoting: name === 'halt' ? 'N' : 'Y',
      isShortSellRestricted: '~',
    });
  }
}

function aggressorOf(message: LobsterMessage): 'B' | 'A' {
  return message.side === 'B' ? 'A' : 'B';
}

function levelKey(side: string, priceNanos: bigint): string {
  return `${side}${priceNanos}`;
}
