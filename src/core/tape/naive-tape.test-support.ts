// Sweeps and refills by the slow and obvious way, for comparison only: whole events one after the other, orders as objects.
import type { TestRow } from '../silver/mbo-rows.test-support.ts';

export interface NaiveTapeRow {
  kind: 'sweep' | 'refill';
  side: 'B' | 'A';
  prices: bigint[];
  ts: bigint;
  tsEvent: bigint;
  last: bigint;
  id: bigint;
  count: number;
  lots: number;
  shown: number;
  now: number;
}

interface Order {
  price: bigint;
  side: string;
  size: number;
  fills: { size: number; ts: bigint }[];
}

const MILLI = 1_000_000n;
const SECOND = 1_000_000_000n;

/** `rows` are in order of time, of one day, without snapshots, and every event ends. */
export function naiveTape(rows: readonly TestRow[]): NaiveTapeRow[] {
  const orders = new Map<bigint, Order>();
  const icebergs = new Map<bigint, { refills: number; lots: number; shown: number }>();
  const gone = new Map<bigint, { order: Order; size: number; ts: bigint }>();
  const told: NaiveTapeRow[] = [];
  let run: NaiveTapeRow | null = null;

  const events: TestRow[][] = [];
  let open: TestRow[] = [];
  for (const row of rows) {
    open.push(row);
    if ((row.flags & 128) === 0) continue;
    events.push(open);
    open = [];
  }
  for (const event of events) {
    const ts = (event.at(-1) as TestRow).tsRecv;
    for (const row of event) {
      const { id, price, size, side, tsEvent } = row;
      const order = orders.get(id);
      const executedBy = (old: Order): number => {
        const sum = old.fills.filter((fill) => fill.ts >= tsEvent).reduce((a, fill) => a + fill.size, 0);
        old.fills = [];
        return sum;
      };
      const count = (lots: number): void => {
        const iceberg = icebergs.get(id);
        if (iceberg && lots > 0) iceberg.lots += lots;
      };
      const refill = (at: Order, before: number, now: number, executed: number): void => {
        const iceberg = icebergs.get(id) ?? { refills: 0, lots: executed, shown: 0 };
        icebergs.set(id, iceberg);
        iceberg.refills += 1;
        iceberg.shown = Math.max(iceberg.shown, before, now);
        const { refills, lots, shown } = iceberg;
        told.push({
          kind: 'refill',
          side: at.side as 'B' | 'A',
          prices: [at.price],
          ts,
          tsEvent,
          last: tsEvent,
          id,
          count: refills,
          lots,
          shown,
          now,
        });
      };
      const enter = (fresh: Order): void => {
        orders.set(id, fresh);
        const before = gone.get(id);
        gone.delete(id);
        if (!before || before.order.price !== fresh.price || before.order.side !== fresh.side) return;
        const age = tsEvent - before.ts;
        if (age >= 0n && age <= SECOND) refill(fresh, before.size, fresh.size, before.size);
      };
      const leave = (old: Order, executed: number): void => {
        count(Math.min(executed, old.size));
        if (executed >= old.size) gone.set(id, { order: old, size: old.size, ts: tsEvent });
        orders.delete(id);
      };
      const fresh = (): Order => ({ price: price as bigint, side, size, fills: [] });
      if (row.action === 'R') {
        orders.clear();
        icebergs.clear();
        gone.clear();
        run = null;
      } else if (row.action === 'T') {
        const resting = side === 'B' ? 'A' : side === 'A' ? 'B' : null;
        if (!resting || price === undefined) continue;
        const goes = (from: bigint): boolean => (resting === 'A' ? price >= from : price <= from);
        const carriesOn: boolean =
          run !== null &&
          run.side === resting &&
          run.ts / SECOND === ts / SECOND &&
          tsEvent >= run.tsEvent &&
          tsEvent - run.tsEvent <= MILLI &&
          (id === 0n || run.id === 0n || id === run.id) &&
          goes(run.prices.at(-1) as bigint);
        if (!carriesOn || !run) {
          run = {
            kind: 'sweep',
            side: resting,
            prices: [],
            ts,
            tsEvent,
            last: tsEvent,
            id: 0n,
            count: 0,
            lots: 0,
            shown: 0,
            now: 0,
          };
        }
        if (run.prices.at(-1) !== price) run.prices.push(price);
        run.count = run.prices.length;
        run.lots += size;
        run.ts = ts;
        run.last = tsEvent;
        if (id !== 0n) run.id = id;
        if (run.count === 2 && !told.includes(run)) told.push(run);
      } else if (row.action === 'F') order?.fills.push({ size, ts: tsEvent });
      else if (row.action === 'C' && order) {
        const executed = executedBy(order);
        if (size >= order.size) leave(order, executed);
        else {
          count(Math.min(executed, size));
          order.size -= size;
        }
      } else if (side === 'N' || price === undefined) continue;
      else if (row.action === 'A' && size > 0) {
        if (order) orders.delete(id);
        enter(fresh());
      } else if (row.action === 'M' && !order && size > 0) enter(fresh());
      else if (row.action === 'M' && order) {
        const executed = executedBy(order);
        if (size === 0) leave(order, executed);
        else if (order.price !== price || order.side !== side) {
          count(Math.min(executed, order.size));
          orders.set(id, fresh());
        } else {
          const off = Math.min(executed, order.size);
          const before = order.size;
          order.size = size;
          if (size > before - off && off > 0) {
            count(off);
            refill(order, before, size, off);
          } else if (size < before) count(Math.min(off, before - size));
        }
      }
    }
  }
  return told;
}
