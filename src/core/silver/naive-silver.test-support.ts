// Silver by the slow and obvious way, for comparison only: orders in a Map, levels summed from the orders at every edge,
// everything kept for the whole input. Written from field-model §2, sharing no code with the stream.
import type { TestRow } from './mbo-rows.test-support.ts';

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const UNDEF_TS = 0xffffffffffffffffn;
const [LAST, SNAPSHOT] = [128, 32];

export type NaiveCell = {
  side: number;
  tick: number;
  start: number;
  add: number;
  pull: number;
  fill: number;
  end: number;
  rest: number;
  pullRest: number;
  orders: number;
};

export interface NaiveWindow {
  /** Seconds since 1970. */
  second: bigint;
  valid: boolean;
  bookValid: boolean;
  crossed: boolean;
  crossedEvents: number;
  bid: [number, number, number] | null;
  ask: [number, number, number] | null;
  volumes: [number, number, number];
  records: number;
  lastTrade: bigint | null;
  cells: NaiveCell[];
}

interface Order {
  side: number;
  tick: number;
  qty: number;
  ts: bigint;
  fills: { qty: number; ts: bigint }[];
}
type Orders = Map<bigint, Order>;
type Flow = { add: number; pull: number; fill: number; pullRest: number };
type Level = { qty: number; rest: number; orders: number };

const key = (side: number, tick: number) => `${side}:${tick}`;

export class NaiveSilver {
  readonly windows: NaiveWindow[] = [];
  /** Seconds with a clear or a row of a snapshot. */
  readonly taintedSeconds = new Set<bigint>();
  orders: Orders = new Map();
  readonly #tickSize: bigint;
  readonly #rest: bigint;
  #incoming: Orders | null = null;
  #second = -1n;
  #now = -1n;
  #flows = new Map<string, Flow>();
  #tainted = false;
  #open = { valid: false, levels: new Map<string, Level>() };
  #volumes: [number, number, number] = [0, 0, 0];
  #records = 0;
  #crossedEvents = 0;
  #lastTrade: bigint | null = null;

  constructor(tickSize: bigint, rest: bigint) {
    this.#tickSize = tickSize;
    this.#rest = rest;
  }

  run(rows: readonly TestRow[]): void {
    let event: { row: TestRow; at: bigint }[] = [];
    const flush = () => {
      if (event.length === 0) return;
      const at = (event.at(-1) as { at: bigint }).at;
      this.#goTo(at);
      for (const { row } of event) this.#ordinary(row);
      event = [];
    };
    for (const row of rows) {
      const isSnapshot = (row.flags & SNAPSHOT) !== 0;
      if (isSnapshot) flush();
      const own = defined(row.tsRecv) ? row.tsRecv : row.tsEvent;
      if (own > this.#now) this.#now = own;
      if (this.#second < 0n) this.#second = this.#now / SECOND;
      if (isSnapshot) {
        this.#goTo(this.#now);
        this.#snapshot(row);
        continue;
      }
      if (this.#incoming) {
        this.#goTo(this.#now);
        this.#endSnapshot();
      }
      event.push({ row, at: this.#now });
      if (row.flags & LAST) {
        flush();
        this.#sample();
      }
    }
    this.#goTo(this.#now);
    this.#records += event.length;
    this.#close();
    if (this.#incoming) this.#endSnapshot();
  }

  #snapshot(row: TestRow): void {
    this.#incoming ??= new Map();
    this.#tainted = true;
    this.#records += 1;
    this.#apply(this.#incoming, row, new Map());
    if (row.flags & LAST) {
      this.#endSnapshot();
      this.#sample();
    }
  }

  #endSnapshot(): void {
    for (const [id, order] of this.#incoming as Orders) {
      const before = this.orders.get(id);
      if (before && before.side === order.side && before.tick === order.tick) order.ts = before.ts;
    }
    this.orders = this.#incoming as Orders;
    this.#incoming = null;
    this.#tainted = true;
  }

  #ordinary(row: TestRow): void {
    this.#records += 1;
    if (row.action === 'T') {
      this.#volumes[row.side === 'B' ? 0 : row.side === 'A' ? 1 : 2] += row.size;
      if (row.price !== undefined) this.#lastTrade = row.price;
    }
    if (row.action === 'R') this.#tainted = true;
    this.#apply(this.orders, row, this.#flows);
  }

  #apply(orders: Orders, row: TestRow, flows: Map<string, Flow>): void {
    const ts = defined(row.tsEvent) ? row.tsEvent : defined(row.tsRecv) ? row.tsRecv : this.#now;
    const flow = (side: number, tick: number): Flow => {
      const k = key(side, tick);
      if (!flows.has(k)) flows.set(k, { add: 0, pull: 0, fill: 0, pullRest: 0 });
      return flows.get(k) as Flow;
    };
    const leave = (order: Order, qty: number, filled: number) => {
      const f = flow(order.side, order.tick);
      f.fill += filled;
      f.pull += qty - filled;
      if (ts - order.ts >= this.#rest) f.pullRest += qty - filled;
    };
    const pending = (order: Order): number => {
      const total = order.fills.filter((fill) => fill.ts >= ts).reduce((sum, fill) => sum + fill.qty, 0);
      order.fills = [];
      return total;
    };
    const side = row.side === 'B' ? 0 : row.side === 'A' ? 1 : -1;
    const onLattice = row.price !== undefined && row.price % this.#tickSize === 0n;
    const tick = onLattice ? Number((row.price as bigint) / this.#tickSize) : 0;
    const enter = () => {
      if (row.size === 0 || !onLattice) return;
      orders.set(row.id, { side, tick, qty: row.size, ts, fills: [] });
      flow(side, tick).add += row.size;
    };
    const order = orders.get(row.id);
    if (row.action === 'R') orders.clear();
    else if (row.action === 'A') {
      if (row.size === 0 || side < 0 || !onLattice) return;
      if (order) leave(order, order.qty, 0);
      enter();
    } else if (row.action === 'C' && order) {
      const qty = Math.min(row.size, order.qty);
      leave(order, qty, Math.min(pending(order), qty));
      order.qty -= qty;
      if (order.qty === 0) orders.delete(row.id);
    } else if (row.action === 'F' && order) order.fills.push({ qty: row.size, ts });
    else if (row.action === 'M' && side >= 0 && row.price !== undefined) {
      if (!order) enter();
      else if (!onLattice || tick !== order.tick || side !== order.side) {
        leave(order, order.qty, Math.min(pending(order), order.qty));
        orders.delete(row.id);
        enter();
      } else {
        const filled = Math.min(pending(order), order.qty);
        const delta = row.size - (order.qty - filled);
        leave(order, filled, filled);
        if (delta > 0) flow(side, tick).add += delta;
        else leave(order, -delta, 0);
        order.qty = row.size;
        if (order.qty === 0) orders.delete(row.id);
      }
    }
  }

  #levels(edge: bigint): Map<string, Level> {
    const levels = new Map<string, Level>();
    for (const order of this.orders.values()) {
      const k = key(order.side, order.tick);
      const level = levels.get(k) ?? { qty: 0, rest: 0, orders: 0 };
      level.qty += order.qty;
      level.orders += 1;
      if (edge - order.ts >= this.#rest) level.rest += order.qty;
      levels.set(k, level);
    }
    return levels;
  }

  #best(side: number): [number, number, number] | null {
    const ticks = [...this.orders.values()].filter((order) => order.side === side).map((order) => order.tick);
    if (ticks.length === 0) return null;
    const best = side === 0 ? Math.max(...ticks) : Math.min(...ticks);
    const level = this.#levels(0n).get(key(side, best)) as Level;
    return [best, level.qty, level.orders];
  }

  #sample(): void {
    const [bid, ask] = [this.#best(0), this.#best(1)];
    if (bid && ask && bid[0] >= ask[0]) this.#crossedEvents += 1;
  }

  #goTo(at: bigint): void {
    while (this.#second < at / SECOND) this.#close();
  }

  #close(): void {
    const edge = (this.#second + 1n) * SECOND;
    const levels = this.#levels(edge);
    const [bid, ask] = [this.#best(0), this.#best(1)];
    const bookValid = bid !== null && ask !== null && this.#incoming === null;
    const cells: NaiveCell[] = [];
    for (const k of new Set([...this.#open.levels.keys(), ...levels.keys(), ...this.#flows.keys()])) {
      const [side, tick] = k.split(':').map(Number) as [number, number];
      const flow = this.#flows.get(k) ?? { add: 0, pull: 0, fill: 0, pullRest: 0 };
      const end = levels.get(k) ?? { qty: 0, rest: 0, orders: 0 };
      const start = this.#open.levels.get(k)?.qty ?? 0;
      if (start === 0 && end.qty === 0 && flow.add + flow.pull + flow.fill === 0) continue;
      cells.push({ side, tick, start, ...flow, end: end.qty, rest: end.rest, orders: end.orders });
    }
    cells.sort((a, b) => a.side - b.side || a.tick - b.tick);
    this.windows.push({
      second: this.#second,
      valid: bookValid && this.#open.valid && !this.#tainted,
      bookValid,
      crossed: bid !== null && ask !== null && bid[0] >= ask[0],
      crossedEvents: this.#crossedEvents,
      bid,
      ask,
      volumes: this.#volumes,
      records: this.#records,
      lastTrade: this.#lastTrade,
      cells,
    });
    if (this.#tainted) this.taintedSeconds.add(this.#second);
    this.#open = { valid: bookValid, levels };
    this.#flows = new Map();
    this.#tainted = this.#incoming !== null;
    this.#volumes = [0, 0, 0];
    this.#records = 0;
    this.#crossedEvents = 0;
    this.#second += 1n;
    if ((this.#second * SECOND) % DAY === 0n) this.#lastTrade = null;
  }
}

function defined(ts: bigint): boolean {
  return ts !== 0n && ts !== UNDEF_TS;
}
