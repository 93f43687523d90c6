// Order events → rows of a book. A volume that shrinks is a fill, what is left at the deletion is a cancel. The exchange
// tells both sides of a trade as two events and no trade: one is printed for the resting side's fill, none for the taker's.
import type { DayRow, DaySink } from './day-rows.ts';
import type { OrderEvent } from './ob-analytics-format.ts';
import { SideBests } from './side-bests.ts';

export interface ObAnalyticsCounts {
  events: number;
  /** Events on orders made before the file starts: no size is known for them, so they are left out. */
  unknownEvents: number;
  /** Orders below one lot, left out. */
  ordersBelowLot: number;
  /** Sum over all orders made of what rounding down to lots drops, in 1e-8. */
  unitsDropped: bigint;
  trades: number;
}

interface Live {
  readonly side: 'B' | 'A';
  priceNanos: bigint;
  units: bigint;
}

export class ObAnalyticsConversion {
  readonly counts: ObAnalyticsCounts = {
    events: 0,
    unknownEvents: 0,
    ordersBelowLot: 0,
    unitsDropped: 0n,
    trades: 0,
  };
  readonly #sink: DaySink;
  readonly #unitsPerLot: bigint;
  readonly #live = new Map<bigint, Live>();
  readonly #bests: SideBests;
  /** Orders that crossed the book when they were made, until they rest. */
  readonly #takers = new Set<Live>();
  /** Lots printed as taken by a side, less those that orders of that side have been seen to take. */
  readonly #owed = { B: 0, A: 0 };

  constructor(sink: DaySink, unitsPerLot: bigint, tickSizeNanos: bigint) {
    this.#sink = sink;
    this.#unitsPerLot = unitsPerLot;
    this.#bests = new SideBests(tickSizeNanos);
  }

  add(event: OrderEvent): void {
    if (this.counts.events === 0) this.#sink.snapshot(event.ts, []);
    this.counts.events += 1;
    if (event.action === 'created') {
      this.#create(event);
      return;
    }
    const live = this.#live.get(event.orderId);
    if (live) this.#change(event, live);
    else this.counts.unknownEvents += 1;
  }

  #create(event: OrderEvent): void {
    const { orderId, ts, side, priceNanos, units } = event;
    this.counts.unitsDropped += units % this.#unitsPerLot;
    const lots = this.#lots(units);
    if (lots === 0) this.counts.ordersBelowLot += 1;
    const live = { side, priceNanos, units };
    this.#live.set(orderId, live);
    if (lots === 0) return;
    if (this.#bests.crosses(side, priceNanos)) {
      this.#settleTakers();
      this.#takers.add(live);
    }
    this.#bests.enter(side, priceNanos);
    this.#sink.event(ts, [{ action: 'A', side, orderId, priceNanos, sizeLots: lots }]);
  }

  /** Rows of an order that shrinks by fills, and of what is taken away then. A market order's price may move. */
  #change(event: OrderEvent, live: Live): void {
    const shown = this.#lots(live.units);
    const left = this.#lots(event.units);
    const gone = event.action === 'deleted';
    const before = live.priceNanos;
    if (gone) this.#live.delete(event.orderId);
    live.units = event.units;
    if (shown === 0) return; // below one lot, it has left the book already
    const rows = shown > left ? this.#fillRows(event, live, shown - left) : [];
    const after = gone ? before : event.priceNanos;
    const row = { side: live.side, orderId: event.orderId, priceNanos: after };
    rows.push(gone ? { ...row, action: 'C', sizeLots: shown } : { ...row, action: 'M', sizeLots: left });
    this.#bests.leave(live.side, before);
    if (gone) this.#takers.delete(live);
    if (!gone && left > 0) this.#bests.enter(live.side, after);
    live.priceNanos = after;
    this.#sink.event(event.ts, rows);
  }

  #fillRows({ orderId }: OrderEvent, live: Live, sizeLots: number): DayRow[] {
    const { side, priceNanos } = live;
    const fill: DayRow = { action: 'F', side, orderId, priceNanos, sizeLots };
    if (this.#takes(live, sizeLots)) {
      this.#owed[side] -= sizeLots;
      return [fill];
    }
    const aggressor = side === 'B' ? 'A' : 'B';
    this.#owed[aggressor] += sizeLots;
    this.counts.trades += 1;
    return [{ ...fill, action: 'T', side: aggressor, orderId: 0n }, fill];
  }

  /** Whether a fill is the taker's: its side has been printed to take so much, or will be. */
  #takes(live: Live, sizeLots: number): boolean {
    if (!this.#takers.has(live)) return false;
    return this.#owed[live.side] >= sizeLots || this.#bests.crosses(live.side, live.priceNanos);
  }

  /** Before a new order takes: what is left of earlier takers rests by now, if it crosses nothing and owes nothing. */
  #settleTakers(): void {
    for (const taker of this.#takers) {
      if (this.#owed[taker.side] > 0 || this.#bests.crosses(taker.side, taker.priceNanos)) continue;
      this.#takers.delete(taker);
    }
  }

  #lots(units: bigint): number {
    return Number(units / this.#unitsPerLot);
  }
}
