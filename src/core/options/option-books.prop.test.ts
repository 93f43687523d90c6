// Books of many options in one table against maps of orders: the same ids in many options, growth of orders and options
// while orders rest, removals, clears, snapshots that take over.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Oddities } from '../book/oddities.ts';
import { Kernel } from '../kernel/kernel.ts';
import { OptionBooks } from './option-books.ts';

interface NaiveOrder {
  side: number;
  premium: string;
  qty: number;
}

type NaiveBook = Map<string, NaiveOrder>;

const MOST_OPTIONS = 150;
const FAR_HI = 1 << 28;

interface Step {
  option: number;
  action: string;
  lo: number;
  hi: number;
  premiumLo: number;
  premiumHi: number;
  side: number;
  qty: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  option: fc.oneof(fc.nat(3), fc.nat(MOST_OPTIONS - 1)),
  action: fc.constantFrom('add', 'add', 'add', 'add', 'modify', 'modify', 'cancel', 'clear', 'snapshot'),
  lo: fc.oneof(fc.nat(20), fc.integer()),
  hi: fc.constantFrom(0, 0, 1, -1),
  premiumLo: fc.constantFrom(0, 1, -1, 50_000_000),
  premiumHi: fc.constantFrom(0, 1, -1, FAR_HI - 1, -FAR_HI, FAR_HI, -FAR_HI - 1, 0x7fffffff),
  side: fc.nat(1),
  qty: fc.integer({ min: 1, max: 50 }),
});

it('hold what maps of orders hold, through growth, removals, clears and snapshots', () => {
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 2500 }), (steps) => {
      const kernel = new Kernel();
      const oddities = new Oddities();
      const books = new OptionBooks(kernel, oddities, 0);
      const naive: NaiveBook[] = [];
      for (const one of steps) {
        while (naive.length <= one.option) {
          books.open(naive.length, -1);
          naive.push(new Map());
        }
        if (one.action === 'snapshot') snapshot(one, kernel, books, naive);
        else apply(one, books, one.option, naive[one.option] as NaiveBook);
      }
      expect(naive.map((_, option) => sumsOf(books, option))).toEqual(naive.map(naiveSums));
      expect(books.liveOrders).toBe(naive.reduce((sum, book) => sum + book.size, 0));
    }),
    { numRuns: 60 },
  );
});

it('refuse a premium of more than 2^60 as if off the lattice', () => {
  const oddities = new Oddities();
  const books = new OptionBooks(new Kernel(), oddities, 0);
  const option = books.open(0, -1);
  books.add(option, 1, 0, -1, FAR_HI - 1, 0, 5);
  books.add(option, 2, 0, 0, FAR_HI, 0, 7);
  expect(sumsOf(books, option)).toEqual([5, 1, 0, 0]);
  books.modify(option, 1, 0, 0, FAR_HI, 0, 5);
  expect(sumsOf(books, option)).toEqual([0, 0, 0, 0]);
  expect(oddities.counts.off_lattice_prices).toBe(2);
});

/** One order more than the option has, as a snapshot that begins with all of its orders. */
function snapshot(one: Step, kernel: Kernel, books: OptionBooks, naive: NaiveBook[]): void {
  const incoming = new OptionBooks(kernel, new Oddities(), 0);
  incoming.open(0, -1);
  const next: NaiveBook = new Map();
  for (const [key, order] of naive[one.option] as NaiveBook) {
    const [lo, hi] = key.split('/').map(Number) as [number, number];
    const [premiumLo, premiumHi] = order.premium.split('/').map(Number) as [number, number];
    apply({ ...one, action: 'add', lo, hi, premiumLo, premiumHi, ...order }, incoming, 0, next);
  }
  apply({ ...one, action: 'add' }, incoming, 0, next);
  books.replaceBy(one.option, incoming);
  naive[one.option] = next;
}

function apply(one: Step, books: OptionBooks, option: number, naive: NaiveBook): void {
  const { action, lo, hi, premiumLo, premiumHi, side, qty } = one;
  const key = `${lo}/${hi}`;
  const order = naive.get(key);
  const isNear = premiumHi >= -FAR_HI && premiumHi < FAR_HI;
  const placed = { side, qty, premium: `${premiumLo}/${premiumHi}` };
  if (action === 'clear') {
    books.clear(option);
    naive.clear();
  } else if (action === 'cancel') {
    books.cancel(option, lo, hi, qty);
    if (!order) return;
    order.qty -= qty;
    if (order.qty <= 0) naive.delete(key);
  } else if (action === 'add') {
    books.add(option, lo, hi, premiumLo, premiumHi, side, qty);
    if (isNear) naive.set(key, placed);
  } else {
    books.modify(option, lo, hi, premiumLo, premiumHi, side, qty);
    naive.delete(key);
    if (isNear) naive.set(key, placed);
  }
}

/** Quantity and orders of bids, then of asks. */
function sumsOf(books: OptionBooks, option: number): number[] {
  const { levels } = books;
  return [0, 1].flatMap((side) => {
    const level = levels.at(option, side);
    return [levels.quantityOf(level), levels.ordersOf(level)];
  });
}

function naiveSums(book: NaiveBook): number[] {
  const sums = [0, 0, 0, 0];
  for (const { side, qty } of book.values()) {
    sums[2 * side]! += qty;
    sums[2 * side + 1]! += 1;
  }
  return sums;
}
