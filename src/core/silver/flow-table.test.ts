// What a table of flow takes: files of a whole exchange have thousands of books, each with one.
import { expect, it } from 'vitest';
import { Book } from '../book/book.ts';
import { Oddities } from '../book/oddities.ts';
import { Kernel } from '../kernel/kernel.ts';
import { FlowTable } from './flow-table.ts';

const BOOKS = 300;
const ROWS = 100;

it('takes no more memory than a small book’s rows need', () => {
  const kernel = new Kernel();
  for (let i = 0; i < BOOKS; i++) {
    const book = new Book(kernel, new Oddities(), 0);
    for (let k = 0; k < ROWS; k++) book.add(k, 0, k, 0, 1);
    expect(new FlowTable(kernel).write(book, 0)).toBe(ROWS);
  }
  expect(kernel.buffer.byteLength / BOOKS).toBeLessThan(64 * 1024);
});
