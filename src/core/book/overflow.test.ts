// Quantities beyond what a level can count (2^31 - 1, its start and its adds of one window together): what does not fit is
// left out and counted, and what is there stays true.
import { beforeEach, expect, it } from 'vitest';
import { Kernel } from '../kernel/kernel.ts';
import { FlowTable } from '../silver/flow-table.ts';
import { Book } from './book.ts';
import { MAX_QTY } from './layout.ts';
import { Oddities } from './oddities.ts';

const TICK = 40;
const BID = 0;

let oddities: Oddities;
let kernel: Kernel;
let book: Book;

beforeEach(() => {
  oddities = new Oddities();
  kernel = new Kernel();
  book = new Book(kernel, oddities, 0);
});

const add = (id: number, qty: number, tick = TICK): void => book.add(id, 0, tick, BID, qty);
const cancel = (id: number, qty: number): void => book.cancel(id, 0, qty);
const modify = (id: number, qty: number, tick = TICK): void => book.modify(id, 0, tick, BID, qty);

/** Lots and orders of a level. */
function level(tick = TICK): [lots: number, orders: number] {
  const at = book.levels.at(tick, BID);
  return [book.levels.quantityOf(at), book.levels.ordersOf(at)];
}

/** Lots of an order, null where it is not in the book. */
function order(id: number): number | null {
  const at = book.orders.find(id, 0);
  return at === 0 ? null : book.orders.quantityOf(at);
}

function expectCounted(overflows: number): void {
  expect(oddities.counts.level_overflows).toBe(overflows);
  const table = new FlowTable(kernel);
  table.write(book, 0);
  expect(table.violations).toBe(0);
}

it('a level holds as much as can be counted, and no order more', () => {
  add(1, MAX_QTY - 1);
  add(2, 1);
  expect(level()).toEqual([MAX_QTY, 2]);
  expectCounted(0);
  add(3, 1);
  expect([level(), order(3)]).toEqual([[MAX_QTY, 2], null]);
  expectCounted(1);
  cancel(3, 1);
  expect(oddities.counts.unknown_cancels).toBe(1);
});

it('an order alone may be too large', () => {
  add(1, 0xffff_ffff);
  expect([level(), order(1)]).toEqual([[0, 0], null]);
  modify(2, MAX_QTY + 1);
  expect([level(), order(2)]).toEqual([[0, 0], null]);
  expectCounted(2);
});

it('what was added in a second counts until its end, though it has left', () => {
  add(1, MAX_QTY);
  cancel(1, MAX_QTY);
  add(2, 1);
  expect([level(), order(2)]).toEqual([[0, 0], null]);
  expectCounted(1);
  book.rollWindow(1e9);
  add(3, 1);
  expect(level()).toEqual([1, 1]);
  expectCounted(1);
});

it('what stood at the start of a second counts too', () => {
  add(1, MAX_QTY - 10);
  book.rollWindow(1e9);
  add(2, 10);
  add(3, 1);
  expect([level(), order(3)]).toEqual([[MAX_QTY, 2], null]);
  expectCounted(1);
});

it('an order that would grow too large keeps its size, less what was executed', () => {
  add(1, 10);
  add(2, MAX_QTY - 10);
  modify(1, 20);
  expect([level(), order(1)]).toEqual([[MAX_QTY, 2], 10]);
  book.fill(1, 0, 4);
  modify(1, 20);
  expect([level(), order(1)]).toEqual([[MAX_QTY - 4, 2], 6]);
  book.fill(1, 0, 6);
  modify(1, 20);
  expect([level(), order(1)]).toEqual([[MAX_QTY - 10, 1], null]);
  expectCounted(3);
});

it('an order that moves to a level that is full leaves the book', () => {
  add(1, 10, TICK - 1);
  add(2, MAX_QTY);
  modify(1, 10);
  expect([level(TICK - 1), level(), order(1)]).toEqual([[0, 0], [MAX_QTY, 1], null]);
  expectCounted(1);
});
