// Books in the kernel's memory against maps: many orders, ids of 64 bits that share their low words, prices pages apart,
// several books of one kernel that grow and are cleared side by side.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Kernel } from '../kernel/kernel.ts';
import { Book } from './book.ts';
import { NO_ASK, NO_BID } from './layout.ts';
import { Oddities } from './oddities.ts';
import { OFF_LATTICE } from './price-lattice.ts';

interface NaiveOrder {
  tick: number;
  side: number;
  qty: number;
}

type NaiveBook = Map<string, NaiveOrder>;

const id = fc.record({
  lo: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer()),
  hi: fc.constantFrom(0, 1, -1),
});
const tick = fc.oneof(
  fc.integer({ min: 19_900, max: 20_100 }),
  fc.integer({ min: -(2 ** 30) + 2, max: 2 ** 30 - 2 }),
);
const step = fc.record({
  book: fc.nat(2),
  action: fc.constantFrom('add', 'add', 'add', 'modify', 'modify', 'cancel', 'off', 'again', 'clear'),
  id,
  pick: fc.nat(),
  tick,
  side: fc.nat(1),
  qty: fc.integer({ min: 1, max: 50 }),
});

it('holds what maps of orders hold, through growth, removals and clears', () => {
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 2500 }), (steps) => {
      const kernel = new Kernel();
      const books = [0, 1, 2].map(() => new Book(kernel, new Oddities(), 0));
      const naive: NaiveBook[] = books.map(() => new Map());
      for (const one of steps) apply(one, books[one.book] as Book, naive[one.book] as NaiveBook);
      for (const [i, book] of books.entries())
        expect(levelsOf(book)).toEqual(naiveLevels(naive[i] as NaiveBook));
      for (const [i, book] of books.entries())
        expect(ordersOf(book)).toEqual(naiveOrders(naive[i] as NaiveBook));
    }),
    { numRuns: 60 },
  );
});

function apply(
  one: typeof step extends fc.Arbitrary<infer T> ? T : never,
  book: Book,
  naive: NaiveBook,
): void {
  const known = [...naive.keys()];
  const picked = known[one.pick % Math.max(1, known.length)];
  const [lo = one.id.lo, hi = one.id.hi] =
    one.action !== 'add' && picked !== undefined ? picked.split(' ').map(Number) : [];
  const key = `${lo} ${hi}`;
  const before = naive.get(key);
  if (one.action === 'clear') {
    // Rarely: what matters is what is built after it in the same memory.
    if (one.pick % 16 !== 0) return;
    book.clear();
    naive.clear();
  } else if (one.action === 'cancel') {
    book.cancel(lo, hi, one.qty);
    if (before && before.qty > one.qty) before.qty -= one.qty;
    else naive.delete(key);
  } else if (one.action === 'off') {
    book.modify(lo, hi, OFF_LATTICE, one.side, one.qty);
    naive.delete(key);
  } else {
    if (one.action === 'modify') book.modify(lo, hi, one.tick, one.side, one.qty);
    else book.add(lo, hi, one.tick, one.side, one.qty);
    naive.set(key, { tick: one.tick, side: one.side, qty: one.qty });
  }
}

function levelsOf(book: Book): object {
  const levels: Record<string, string> = {};
  const { levels: list } = book;
  list.forEachOccupied((level) => {
    levels[`${list.tickOf(level)} ${list.sideOf(level)}`] =
      `${list.quantityOf(level)} of ${list.ordersOf(level)}`;
  });
  return { levels, bid: list.bestBid(), ask: list.bestAsk(), crossed: list.isCrossed() };
}

function naiveLevels(book: NaiveBook): object {
  const sums = new Map<string, { qty: number; orders: number }>();
  let bid = NO_BID;
  let ask = NO_ASK;
  for (const order of book.values()) {
    const key = `${order.tick} ${order.side}`;
    const sum = sums.get(key) ?? { qty: 0, orders: 0 };
    sums.set(key, { qty: sum.qty + order.qty, orders: sum.orders + 1 });
    if (order.side === 0) bid = Math.max(bid, order.tick);
    else ask = Math.min(ask, order.tick);
  }
  const levels = Object.fromEntries([...sums].map(([key, { qty, orders }]) => [key, `${qty} of ${orders}`]));
  return { levels, bid, ask, crossed: bid >= ask };
}

function ordersOf(book: Book): object {
  const found: Record<string, string> = {};
  book.orders.forEach((order, lo, hi) => {
    expect(book.orders.find(lo, hi)).toBe(order);
    const level = book.orders.levelOf(order);
    found[`${lo} ${hi}`] =
      `${book.orders.quantityOf(order)} at ${book.levels.tickOf(level)} ${book.levels.sideOf(level)}`;
  });
  return { found, live: book.orders.live };
}

function naiveOrders(book: NaiveBook): object {
  const found = Object.fromEntries(
    [...book].map(([key, { qty, tick: at, side }]) => [key, `${qty} at ${at} ${side}`]),
  );
  return { found, live: book.size };
}

it('says so where there is no memory for more, instead of going on in the wrong one', () => {
  const { call } = new Kernel();
  expect(() => call.makeBook(0, 2 ** 30)).toThrow('more memory than there is');
});
