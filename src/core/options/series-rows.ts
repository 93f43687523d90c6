// The options of a lattice by strike, right and expiry: their numbers, and all that rests where a chunk begins. What flows is
// written by the kernel (src/kernel/options/series-rows.ts).
import type { ChunkBuilder } from '../silver/chunk-builder.ts';
import type { OptionBooks } from './option-books.ts';
import type { OptionSeries } from './series.ts';

export class SeriesRows {
  /** By the numbers that rows use. */
  readonly series: OptionSeries[] = [];
  readonly #books: OptionBooks;
  readonly #numbers = new Map<string, number>();
  /** Books of each series: more than one where several instruments share strike, right and expiry. */
  readonly #booksOf: number[][] = [];

  constructor(books: OptionBooks) {
    this.#books = books;
  }

  /** Number of a book for one more instrument. */
  openBook(series: OptionSeries): number {
    const key = `${series.strikeNanos}/${series.right}/${series.expiryNanos}`;
    const index = this.#numbers.get(key) ?? this.series.push(series) - 1;
    this.#numbers.set(key, index);
    const books = this.#booksOf[index] ?? [];
    this.#booksOf[index] = books;
    const book = this.#books.open(index, books[0] ?? -1);
    books.push(book);
    return book;
  }

  /** All that rests at the opening of a chunk's first window; young quantities are still those of the edge. */
  writeKeyframe(builder: ChunkBuilder, window: number): void {
    const { levels } = this.#books;
    for (const [series, books] of this.#booksOf.entries()) {
      for (let side = 0; side < 2; side++) {
        let qty = 0;
        let rest = 0;
        let orders = 0;
        for (const book of books) {
          const level = levels.at(book, side);
          qty += levels.quantityOf(level);
          if (!this.#books.isAggregated(book)) rest += levels.quantityOf(level) - levels.youngOf(level);
          orders += levels.ordersOf(level);
        }
        if (qty > 0) builder.addKeyframe(window, side, series, qty, rest, orders);
      }
    }
  }
}
