// The books of a lattice as rows of silver: one a strike, right, expiry and side in which something happened, and all that
// rests where a chunk begins.
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import type { ChunkBuilder } from '../silver/chunk-builder.ts';
import {
  AGGREGATED,
  BOOK_WORDS,
  SUM_ADD,
  SUM_FILL,
  SUM_ORDERS,
  SUM_PULL,
  SUM_PULL_REST,
  SUM_QTY,
  SUM_START,
  SUM_WORDS,
  SUM_YOUNG,
  TAINTED,
} from './book-words.ts';
import type { OptionBooks } from './option-books.ts';
import type { OptionSeries } from './series.ts';

const SEVERAL = -1;

export class SeriesRows {
  /** By the numbers that rows use. */
  readonly series: OptionSeries[] = [];
  /** A touched book's rows are levels, not orders. */
  aggregated = false;
  readonly #books: OptionBooks;
  readonly #numbers = new Map<string, number>();
  /** Books of each series: more than one where several instruments share strike, right and expiry. */
  readonly #booksOf: number[][] = [];
  /** The only book of each series, or SEVERAL. */
  #onlyBook = new Int32Array(16);
  /** The write in which a series of several books was last written, so that it is written once. */
  readonly #written: number[] = [];
  #writes = 0;
  /** One side of such a series, in the words of a book's sums. */
  readonly #sum = new Float64Array(SUM_WORDS);
  /** Rows whose flows do not make their end of their start. */
  #broken = 0;

  constructor(books: OptionBooks) {
    this.#books = books;
  }

  /** Number of a book for one more instrument. */
  openBook(series: OptionSeries): number {
    const key = `${series.strikeNanos}/${series.right}/${series.expiryNanos}`;
    const known = this.#numbers.get(key);
    const index = known ?? this.series.push(series) - 1;
    const book = this.#books.open(index);
    if (known === undefined) {
      this.#numbers.set(key, index);
      this.#booksOf.push([]);
      this.#written.push(0);
      if (index === this.#onlyBook.length) this.#growSeries();
    }
    this.#booksOf[index].push(book);
    this.#onlyBook[index] = known === undefined ? book : SEVERAL;
    return book;
  }

  /** Rows of all touched books in a window that ends; returns how many break the identity of field-model §2. */
  write(builder: ChunkBuilder, window: number): number {
    const { touched, touchedCount } = this.#books;
    const from = builder.rows.length;
    this.#broken = 0;
    this.#writes += 1;
    builder.reserveRows(2 * touchedCount);
    for (let i = 0; i < touchedCount; i++) this.#writeBook(builder, touched[i]);
    builder.rows.window.fill(window & (WINDOWS_PER_CHUNK - 1), from, builder.rows.length);
    return this.#broken;
  }

  /** All that rests at the opening of a chunk's first window; young quantities are still those of the edge. */
  writeKeyframe(builder: ChunkBuilder, window: number): void {
    const { words } = this.#books;
    for (let series = 0; series < this.#booksOf.length; series++) {
      for (let side = 0; side < 2; side++) {
        let qty = 0;
        let rest = 0;
        let orders = 0;
        for (const book of this.#booksOf[series]) {
          const at = book * BOOK_WORDS + side * SUM_WORDS;
          qty += words[at + SUM_QTY];
          if (!this.#books.isAggregated(book)) rest += words[at + SUM_QTY] - words[at + SUM_YOUNG];
          orders += words[at + SUM_ORDERS];
        }
        if (qty > 0) builder.addKeyframe(window, side, series, qty, rest, orders);
      }
    }
  }

  #writeBook(builder: ChunkBuilder, book: number): void {
    const { words, carried } = this.#books;
    const base = book * BOOK_WORDS;
    const series = this.#books.series[book];
    const flags = this.#books.flags[book];
    if (this.#onlyBook[series] === SEVERAL) {
      if (this.#written[series] !== this.#writes) this.#writeSeries(builder, series);
    } else if ((flags & (TAINTED | AGGREGATED)) !== 0) this.#writeSeries(builder, series);
    else {
      if (words[base + SUM_START] >= 0) this.#writeSide(builder, series, 0, words, base, carried[2 * book]);
      if (words[base + SUM_WORDS + SUM_START] >= 0)
        this.#writeSide(builder, series, 1, words, base + SUM_WORDS, carried[2 * book + 1]);
    }
  }

  /** The same where books must be added up, or count in part. */
  #writeSeries(builder: ChunkBuilder, series: number): void {
    this.#written[series] = this.#writes;
    const { words, carried } = this.#books;
    const sum = this.#sum;
    for (let side = 0; side < 2; side++) {
      sum.fill(0);
      let youngBefore = 0;
      let tainted = false;
      for (const book of this.#booksOf[series]) {
        const at = book * BOOK_WORDS + side * SUM_WORDS;
        const flags = this.#books.flags[book];
        const isAggregated = (flags & AGGREGATED) !== 0;
        addSide(sum, words, at, flags);
        tainted ||= (flags & TAINTED) !== 0;
        youngBefore += isAggregated ? words[at + SUM_QTY] : carried[2 * book + side];
        this.aggregated ||= isAggregated;
      }
      if (tainted) this.#writeRow(builder, series, side, sum, 0);
      else this.#writeSide(builder, series, side, sum, 0, youngBefore);
    }
  }

  /** A row where something happened, from the sums at `at`. */
  #writeSide(
    builder: ChunkBuilder,
    series: number,
    side: number,
    sums: Int32Array | Float64Array,
    at: number,
    youngBefore: number,
  ): void {
    const flow = sums[at + SUM_ADD] + sums[at + SUM_PULL] + sums[at + SUM_FILL];
    const same = sums[at + SUM_START] === sums[at + SUM_QTY] && sums[at + SUM_YOUNG] === youngBefore;
    if (flow !== 0 || !same) this.#writeRow(builder, series, side, sums, at);
  }

  #writeRow(
    { rows }: ChunkBuilder,
    series: number,
    side: number,
    sums: Int32Array | Float64Array,
    from: number,
  ): void {
    const start = sums[from + SUM_START];
    const add = sums[from + SUM_ADD];
    const pull = sums[from + SUM_PULL];
    const fill = sums[from + SUM_FILL];
    const end = sums[from + SUM_QTY];
    if (start + add - pull - fill !== end) this.#broken += 1;
    const at = rows.length;
    rows.side[at] = side;
    rows.tick[at] = series;
    rows.start[at] = start;
    rows.add[at] = add;
    rows.pull[at] = pull;
    rows.fill[at] = fill;
    rows.end[at] = end;
    rows.rest[at] = end - sums[from + SUM_YOUNG];
    rows.pullRest[at] = sums[from + SUM_PULL_REST];
    rows.orders[at] = sums[from + SUM_ORDERS];
    rows.length = at + 1;
  }

  #growSeries(): void {
    const bigger = new Int32Array(2 * this.#onlyBook.length);
    bigger.set(this.#onlyBook);
    this.#onlyBook = bigger;
  }
}

/** Adds one side of a book to the sums of its series. Of a tainted book only what rests at the end counts. */
function addSide(sum: Float64Array, words: Int32Array, at: number, flags: number): void {
  const qty = words[at + SUM_QTY];
  const aggregated = (flags & AGGREGATED) !== 0;
  sum[SUM_QTY] += qty;
  sum[SUM_ORDERS] += words[at + SUM_ORDERS];
  sum[SUM_YOUNG] += aggregated ? qty : words[at + SUM_YOUNG];
  if ((flags & TAINTED) !== 0 || words[at + SUM_START] < 0) {
    sum[SUM_START] += qty;
    return;
  }
  sum[SUM_START] += words[at + SUM_START];
  sum[SUM_ADD] += words[at + SUM_ADD];
  sum[SUM_PULL] += words[at + SUM_PULL];
  sum[SUM_FILL] += words[at + SUM_FILL];
  sum[SUM_PULL_REST] += words[at + SUM_PULL_REST];
}
