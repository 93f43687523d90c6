// One instrument's MBO rows, in file order, to the book as it may be looked at after any of them: whole events only, and
// never a snapshot in progress. The same choices as the ingest's InstrumentStream, of which a property test holds it
// equal; times are doubles from the day's UTC midnight, so rows of earlier days have negative ones.
import { PriceLattice } from '../book/price-lattice.ts';
import { F_LAST, F_SNAPSHOT, MBO_WORDS, W_FLAGS, W_SEQUENCE, W_TS_EVENT } from '../dbn/layout.ts';
import { RowClock, rawIndexTime } from '../silver/row-clock.ts';
import type { OrderListener } from './order-change.ts';
import { QueueBook } from './queue-book.ts';
import { applyQueueRow } from './queue-rows.ts';
import { takeOverSnapshot } from './snapshot-orders.ts';

const MAX_SPAN_NANOS = 400 * 86_400 * 1e9;
/** An event of more rows is applied without waiting for its end. */
const MAX_EVENT_ROWS = 1 << 18;

/** The end of a whole event. */
export interface EventEnd {
  /** Rows up to and with its last. */
  readonly row: number;
  /** Index time of its last row, nanoseconds from midnight; -Infinity before the first event. */
  readonly time: number;
  readonly sequence: number;
}

const NO_EVENT: EventEnd = { row: 0, time: Number.NEGATIVE_INFINITY, sequence: 0 };

export interface ReplayMarks {
  readonly row: number;
  readonly now: number;
  readonly spanEnd: number;
  readonly event: EventEnd;
  readonly eventBefore: EventEnd;
}

export class MarketReplay {
  readonly lattice: PriceLattice;
  readonly clock = new RowClock();
  /** Rows taken. */
  row = 0;
  /** Index time of the latest row. */
  now = Number.NEGATIVE_INFINITY;
  /** The last whole event, and the one before it. */
  event: EventEnd = NO_EVENT;
  eventBefore: EventEnd = NO_EVENT;
  /** Number of the row being applied, for listeners. */
  applying = 0;
  #book: QueueBook;
  #incoming: QueueBook | null = null;
  #spanEnd = Number.POSITIVE_INFINITY;
  #pending = new Int32Array(16 * MBO_WORDS);
  #pendingRows = 0;
  #listener: OrderListener | null = null;

  constructor(dayStartNanos: bigint, tickSizeNanos: bigint, book = new QueueBook(), marks?: ReplayMarks) {
    this.lattice = new PriceLattice(tickSizeNanos);
    this.clock.setDay(dayStartNanos);
    this.#book = book;
    if (!marks) return;
    this.row = marks.row;
    this.now = marks.now;
    this.#spanEnd = marks.spanEnd;
    this.event = marks.event;
    this.eventBefore = marks.eventBefore;
  }

  /** As it may be looked at. */
  get book(): QueueBook {
    return this.#book;
  }

  /** No event and no snapshot is under way: all there is to know is the book and the marks. */
  get isSettled(): boolean {
    return this.#pendingRows === 0 && this.#incoming === null;
  }

  /** Rows held until their event ends. */
  get pendingRows(): number {
    return this.#pendingRows;
  }

  get marks(): ReplayMarks {
    const { row, now, event, eventBefore } = this;
    return { row, now, spanEnd: this.#spanEnd, event, eventBefore };
  }

  /** Hears what every row does to orders from now on; null for nobody. */
  listen(listener: OrderListener | null): void {
    this.#listener = listener;
    this.#book.listener = listener;
  }

  /**
   * Index time at which a row would be taken, never before `now`; NaN for a row that is not taken: one without any time
   * at the start, or more than 400 days after it.
   */
  timeOf(rows: Int32Array, at: number): number {
    if (this.now === Number.NEGATIVE_INFINITY && rawIndexTime(rows, at) === 0n) return Number.NaN;
    const time = this.clock.indexTime(rows, at, this.now);
    if (time > this.#spanEnd) return Number.NaN;
    return Math.max(time, this.now);
  }

  /** Takes the next row, whose `time` is what `timeOf` says of it. */
  take(rows: Int32Array, at: number, time: number): void {
    const bits = rows[at + W_FLAGS] as number;
    const isLast = (bits & F_LAST) !== 0;
    if (this.#spanEnd === Number.POSITIVE_INFINITY) this.#spanEnd = time + MAX_SPAN_NANOS;
    const inSnapshot = (bits & F_SNAPSHOT) !== 0;
    if (inSnapshot && this.#pendingRows > 0) this.#applyPending();
    this.now = time;
    this.applying = this.row;
    this.row += 1;
    if (inSnapshot) {
      this.#snapshotRow(rows, at, isLast);
      return;
    }
    if (this.#incoming) this.#endSnapshot(this.#incoming);
    if (isLast && this.#pendingRows === 0) {
      this.#apply(this.#book, rows, at);
      this.#endEvent(rows, at);
      return;
    }
    this.#hold(rows, at);
    if (!isLast && this.#pendingRows < MAX_EVENT_ROWS) return;
    this.#applyPending();
    this.#endEvent(rows, at);
  }

  #endEvent(rows: Int32Array, at: number): void {
    this.eventBefore = this.event;
    this.event = { row: this.row, time: this.now, sequence: (rows[at + W_SEQUENCE] as number) >>> 0 };
  }

  #hold(rows: Int32Array, at: number): void {
    const to = this.#pendingRows * MBO_WORDS;
    if (to === this.#pending.length) {
      const longer = new Int32Array(to * 2);
      longer.set(this.#pending);
      this.#pending = longer;
    }
    for (let w = 0; w < MBO_WORDS; w += 1) this.#pending[to + w] = rows[at + w] as number;
    this.#pendingRows += 1;
  }

  #applyPending(): void {
    const count = this.#pendingRows;
    this.#pendingRows = 0;
    for (let i = 0; i < count; i += 1) {
      this.applying = this.row - count + i;
      this.#apply(this.#book, this.#pending, i * MBO_WORDS);
    }
  }

  #apply(book: QueueBook, rows: Int32Array, at: number): void {
    const { stamp } = book;
    const lo = rows[at + W_TS_EVENT] as number;
    const hi = rows[at + W_TS_EVENT + 1] as number;
    stamp.time = this.clock.eventTime(rows, at, this.now);
    stamp.sequence = rows[at + W_SEQUENCE] as number;
    if ((lo === 0 && hi === 0) || (lo === -1 && hi === -1)) {
      const since = this.clock.dayStartNanos + BigInt(stamp.time);
      stamp.sinceLo = Number(BigInt.asIntN(32, since));
      stamp.sinceHi = Number(BigInt.asIntN(32, since >> 32n));
    } else {
      stamp.sinceLo = lo;
      stamp.sinceHi = hi;
    }
    applyQueueRow(book, this.lattice, rows, at);
  }

  #snapshotRow(rows: Int32Array, at: number, isLast: boolean): void {
    this.#incoming ??= new QueueBook();
    this.#apply(this.#incoming, rows, at);
    if (!isLast) return;
    this.#endSnapshot(this.#incoming);
    this.#endEvent(rows, at);
  }

  #endSnapshot(incoming: QueueBook): void {
    takeOverSnapshot(this.#book, incoming, this.#listener);
    incoming.listener = this.#listener;
    this.#book = incoming;
    this.#incoming = null;
  }
}
