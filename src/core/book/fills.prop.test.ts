// Fills that wait for their order's next cancel or modify (field-model §2 "Pending fill") against a map of lists: many at
// a time, of one instant or several, dropped by a clear and by an order that is replaced, in memory that is used again.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Kernel } from '../kernel/kernel.ts';
import type { FlowColumns } from '../silver/chunk.ts';
import { FlowTable } from '../silver/flow-table.ts';
import { Book } from './book.ts';
import { Oddities } from './oddities.ts';

const IDS = 24;
const QTY = 20;

const step = fc.record({
  action: fc.constantFrom('add', 'fill', 'fill', 'fill', 'cancel', 'resize', 'clear'),
  id: fc.nat(IDS - 1),
  qty: fc.integer({ min: 1, max: QTY }),
  /** The clock goes on, or not, or back. */
  later: fc.constantFrom(0, 0, 0, 1, -1),
  rarely: fc.nat(11),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface NaiveOrder {
  qty: number;
  waiting: { qty: number; at: number }[];
}

/** Each id has a level of its own, so that its flows are known from those of the level. */
class NaiveBook {
  readonly orders = new Map<number, NaiveOrder>();
  readonly flows = Array.from({ length: IDS }, () => ({ fill: 0, pull: 0 }));

  apply({ action, id, qty, rarely }: Step, clock: number): void {
    const order = this.orders.get(id);
    if (action === 'clear') {
      if (rarely > 0) return;
      this.orders.clear();
      for (const flow of this.flows) Object.assign(flow, { fill: 0, pull: 0 });
    } else if (action === 'add') {
      if (order) this.#leave(id, order.qty, 0);
      this.orders.set(id, { qty, waiting: [] });
    } else if (!order) return;
    else if (action === 'fill') order.waiting.push({ qty, at: clock });
    else if (action === 'cancel') {
      const taken = Math.min(qty, order.qty);
      this.#leave(id, taken, this.#executed(order, clock));
      order.qty -= taken;
      if (order.qty === 0) this.orders.delete(id);
    } else {
      const executed = this.#executed(order, clock);
      const left = order.qty - executed;
      if (qty >= left) this.#leave(id, executed, executed);
      else this.#leave(id, order.qty - qty, executed);
      order.qty = qty;
    }
  }

  /** All that waits is used up; what is older than the record counts for nothing. */
  #executed(order: NaiveOrder, clock: number): number {
    const sum = order.waiting.filter(({ at }) => at >= clock).reduce((total, { qty }) => total + qty, 0);
    order.waiting = [];
    return Math.min(sum, order.qty);
  }

  #leave(id: number, qty: number, executed: number): void {
    const flow = this.flows[id] as { fill: number; pull: number };
    const fill = Math.min(qty, executed);
    flow.fill += fill;
    flow.pull += qty - fill;
  }
}

function applyTo(book: Book, { action, id, qty, rarely }: Step, isKnown: boolean): void {
  if (action === 'add') book.add(id, 0, id, 0, qty);
  else if (action === 'clear') {
    if (rarely === 0) book.clear();
  } else if (!isKnown) return;
  else if (action === 'fill') book.fill(id, 0, qty);
  else if (action === 'cancel') book.cancel(id, 0, qty);
  else book.modify(id, 0, id, 0, qty);
}

it('counts each fill once, of its own order, and none that was dropped', () => {
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 600 }), (steps) => {
      const kernel = new Kernel();
      const book = new Book(kernel, new Oddities(), 0);
      const naive = new NaiveBook();
      let clock = 1000;
      for (const one of steps) {
        clock += one.later;
        book.clock = clock;
        applyTo(book, one, naive.orders.has(one.id));
        naive.apply(one, clock);
      }
      const table = new FlowTable(kernel);
      table.write(book, 0);
      const rows: { -readonly [K in keyof FlowColumns]?: FlowColumns[K] } = {};
      table.show(rows as FlowColumns);
      const flows = naive.flows.map(() => ({ fill: 0, pull: 0 }));
      for (let i = 0; i < table.length; i++)
        flows[rows.tick?.[i] as number] = {
          fill: rows.fill?.[i] as number,
          pull: rows.pull?.[i] as number,
        };
      expect(flows).toEqual(naive.flows);
    }),
    { numRuns: 150 },
  );
});
