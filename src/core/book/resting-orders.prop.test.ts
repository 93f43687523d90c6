// The comparison of two lists of orders against the one that a book makes of itself at a snapshot.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Kernel } from '../kernel/kernel.ts';
import { Book } from './book.ts';
import { Oddities } from './oddities.ts';
import { compareOrders, restingOrdersOf } from './resting-orders.ts';
import { inheritAges } from './snapshot.ts';

const TICK = 250_000_000n;

const orders = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 40 }),
    high: fc.constantFrom(0, -1, 0x5a00_0000),
    tick: fc.integer({ min: -3, max: 3 }),
    side: fc.constantFrom(0, 1),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 60 },
);

function bookOf(list: typeof orders extends fc.Arbitrary<infer T> ? T : never): Book {
  const book = new Book(new Kernel(), new Oddities(), 500_000_000);
  for (const { id, high, tick, side, quantity } of list) book.add(id, high, tick, side, quantity);
  return book;
}

it('counts the differences that a book counts at a snapshot', () => {
  fc.assert(
    fc.property(orders, orders, (before, now) => {
      const [running, snapshot] = [bookOf(before), bookOf(now)];
      const compared = compareOrders(restingOrdersOf(running, TICK), restingOrdersOf(snapshot, TICK), 5);
      expect(compared.differences).toBe(inheritAges(running, snapshot));
      expect(compared.examples.length).toBe(Math.min(5, compared.differences));
    }),
  );
});

it('names an order with what each side has of it, the price in full', () => {
  const running = bookOf([{ id: 1, high: -1, tick: -2, side: 0, quantity: 3 }]);
  const snapshot = bookOf([{ id: 1, high: -1, tick: -2, side: 0, quantity: 2 }]);
  expect(compareOrders(restingOrdersOf(running, TICK), restingOrdersOf(snapshot, TICK), 5)).toEqual({
    differences: 1,
    examples: [
      {
        // The id's 64 bits without a sign: 2^64 - 2^32 + 1.
        orderId: '18446744069414584321',
        running: { side: 'B', priceNanos: '-500000000', sizeLots: 3 },
        snapshot: { side: 'B', priceNanos: '-500000000', sizeLots: 2 },
      },
    ],
  });
});
