// Queues against lists: who stands where with how much and since when, and that what is told of each change adds up.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OFF_LATTICE } from '../book/price-lattice.ts';
import type { OrderChange } from './order-change.ts';
import { L_ORDERS, L_QTY, LEVEL_STRIDE, O_QTY, O_SEQUENCE, ORDER_WORDS } from './order-words.ts';
import { QueueBook } from './queue-book.ts';

const TICKS = 4;

const row = fc.record({
  action: fc.constantFrom(
    'add',
    'add',
    'add',
    'cancel',
    'cancel',
    'modify',
    'modify',
    'modify',
    'fill',
    'fill',
    'clear',
  ),
  id: fc.nat(30),
  tick: fc.nat(TICKS - 1),
  side: fc.constantFrom(0, 0, 0, 1),
  /** Most changes leave an order where it is. */
  stays: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 12 }),
  whole: fc.nat(3).map((n) => n === 0),
  later: fc.constantFrom(0, 0, 1, -1),
  rarely: fc.nat(25),
});
type Row = Omit<typeof row extends fc.Arbitrary<infer T> ? T : never, 'side'> & { side: number };

interface Order {
  readonly id: number;
  readonly key: string;
  quantity: number;
  sequence: number;
  waiting: { quantity: number; at: number }[];
}

/** Levels are lists of orders, front first. */
class NaiveQueues {
  readonly levels = new Map<string, Order[]>();

  find(id: number): Order | undefined {
    return [...this.levels.values()].flat().find((order) => order.id === id);
  }

  apply({ action, id, tick, side, quantity }: Row, time: number, sequence: number): void {
    const order = this.find(id);
    const key = `${tick} ${side}`;
    if (action === 'clear') this.levels.clear();
    else if (action === 'add') {
      if (order) this.#remove(order);
      this.#join({ id, key, quantity, sequence, waiting: [] });
    } else if (!order) {
      if (action === 'modify' && quantity > 0) this.#join({ id, key, quantity, sequence, waiting: [] });
    } else if (action === 'fill') order.waiting.push({ quantity, at: time });
    else if (action === 'cancel') {
      order.waiting = [];
      order.quantity -= quantity;
      if (order.quantity <= 0) this.#remove(order);
    } else this.#modify(order, key, quantity, time, sequence);
  }

  #modify(order: Order, key: string, quantity: number, time: number, sequence: number): void {
    const filled = order.waiting.filter(({ at }) => at >= time).reduce((sum, each) => sum + each.quantity, 0);
    const rest = order.quantity - Math.min(filled, order.quantity);
    order.waiting = [];
    if (quantity === 0) this.#remove(order);
    else if (key === order.key && quantity <= rest) order.quantity = quantity;
    else {
      this.#remove(order);
      const isOfSameSide = key.at(-1) === order.key.at(-1);
      this.#join({ ...order, key, quantity, sequence: isOfSameSide ? order.sequence : sequence });
    }
  }

  #join(order: Order): void {
    this.levels.set(order.key, [...(this.levels.get(order.key) ?? []), order]);
  }

  #remove(order: Order): void {
    this.levels.set(order.key, this.levels.get(order.key)?.filter(({ id }) => id !== order.id) ?? []);
  }
}

/** A row as it comes: a change of an order that is known mostly names its price, and may take all of it. */
function settled(one: Row, order: Order | undefined): Row {
  const [tick, side] = one.stays && order ? order.key.split(' ').map(Number) : [one.tick, one.side];
  const all = one.action === 'modify' ? 0 : (order?.quantity ?? one.quantity);
  const quantity = one.whole && one.action !== 'add' ? all : one.quantity;
  return { ...one, tick: tick as number, side: side as number, quantity };
}

function applyTo(book: QueueBook, { action, id, tick, side, quantity }: Row): void {
  if (action === 'add') book.add(id, 0, tick, side, quantity);
  else if (action === 'cancel') book.cancel(id, 0, quantity);
  else if (action === 'modify') book.modify(id, 0, tick, side, quantity);
  else if (action === 'fill') book.fill(id, 0, quantity);
  else book.clear();
}

function queuesOf(book: QueueBook): object {
  const queues: Record<string, object> = {};
  for (let tick = 0; tick < TICKS; tick++)
    for (const side of [0, 1]) {
      const level = book.levelAt(tick, side);
      const slots = level < 0 ? [] : [...book.queue(level)];
      const word = (slot: number, w: number): number => book.orders[slot * ORDER_WORDS + w] as number;
      const orders = slots.map((slot) => [word(slot, 0), word(slot, O_QTY), word(slot, O_SEQUENCE)]);
      if (orders.length === 0) continue;
      const [lots, count] = [L_QTY, L_ORDERS].map((w) => book.levels[level * LEVEL_STRIDE + w]);
      queues[`${tick} ${side}`] = { orders, lots, count, ahead: book.aheadOf(slots.at(-1) as number) };
    }
  return queues;
}

function naiveQueuesOf({ levels }: NaiveQueues): object {
  const queues: Record<string, object> = {};
  for (const [key, orders] of levels) {
    const last = orders.at(-1);
    if (!last) continue;
    const lots = orders.reduce((sum, { quantity }) => sum + quantity, 0);
    queues[key] = {
      orders: orders.map(({ id, quantity, sequence }) => [id, quantity, sequence]),
      lots,
      count: orders.length,
      ahead: { orders: orders.length - 1, lots: lots - last.quantity },
    };
  }
  return queues;
}

function expectAddsUp({ kind, from, to, executed, pulled, added }: OrderChange): void {
  expect((from?.quantity ?? 0) - executed - pulled + added).toBe(to?.quantity ?? 0);
  expect(Math.min(executed, pulled, added)).toBeGreaterThanOrEqual(0);
  if (kind === 'execute') expect(executed).toBeGreaterThan(0);
}

it('keeps every order in its place, with its size and age, and tells changes that add up', () => {
  fc.assert(
    fc.property(fc.array(row, { size: 'max', maxLength: 400 }), (rows) => {
      const book = new QueueBook(4);
      const naive = new NaiveQueues();
      const told = new Map<number, number>();
      book.listener = (change) => {
        expectAddsUp(change);
        if (change.to) told.set(change.idLo, change.to.quantity);
        else told.delete(change.idLo);
      };
      let time = 1000;
      for (const [sequence, one] of rows.entries()) {
        if (one.action === 'clear' && one.rarely > 0) continue;
        time += one.later;
        Object.assign(book.stamp, { sinceLo: time, sequence, time });
        const whole = settled(one, naive.find(one.id));
        applyTo(book, whole);
        naive.apply(whole, time, sequence);
      }
      expect(queuesOf(book)).toEqual(naiveQueuesOf(naive));
      const resting = [...naive.levels.values()].flat();
      expect(book.live).toBe(resting.length);
      expect(told).toEqual(new Map(resting.map(({ id, quantity }) => [id, quantity])));
    }),
    { numRuns: 150 },
  );
});

it('keeps feeds of levels as one entry a level, and of the best alone as one a side', () => {
  const book = new QueueBook();
  const lots = (side: number): Record<number, number> => {
    const found: Record<number, number> = {};
    for (let tick = 0; tick < TICKS; tick++) {
      const level = book.levelAt(tick, side);
      const slots = level < 0 ? [] : [...book.queue(level)];
      expect(slots.length).toBeLessThanOrEqual(1);
      for (const slot of slots) found[tick] = book.orders[slot * ORDER_WORDS + O_QTY] as number;
    }
    return found;
  };
  book.setLevel(1, 0, 10);
  book.setLevel(2, 0, 20);
  book.setLevel(3, 1, 30);
  book.setLevel(1, 0, 11);
  book.setLevel(2, 0, 0);
  expect([lots(0), lots(1)]).toEqual([{ 1: 11 }, { 3: 30 }]);
  book.setSide(0, 2, 7);
  expect([lots(0), lots(1)]).toEqual([{ 2: 7 }, { 3: 30 }]);
  book.setSide(0, 2, 9);
  book.setSide(1, OFF_LATTICE, 0);
  expect([lots(0), lots(1)]).toEqual([{ 2: 9 }, {}]);
});
