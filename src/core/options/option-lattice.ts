// Options of one underlying → silver by strike: the books of all its instruments, summed each second by strike, right,
// expiry and side (field-model §3 Options). One clock for all of them: a window closes when a record of a later second
// arrives, whichever option it belongs to, and only books that were touched in it are looked at.
//
// A chunk has the shape of a future's, with the number of the strike, right and expiry (`series`) where that has a tick,
// so that it is stored, checked and read by the same code. Every window is valid: a book that is cleared or replaced by a
// snapshot, or whose snapshot is in progress, counts in that window with what rests in it at the end, and without flow.
// An option may rest on one side alone. Ages and pending fills are those of field-model §1 and §2.
import type { QualityCounts } from '../../../contracts/quality.ts';
import { WINDOWS_PER_CHUNK, WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import { Oddities } from '../book/oddities.ts';
import {
  ACTION_CLEAR,
  F_SNAPSHOT,
  SIDE_ASK,
  SIDE_BID,
  UNDEF_ORDER_SIZE,
  W_FLAGS,
  W_SIZE,
} from '../dbn/layout.ts';
import { AuditLog } from '../silver/audit-log.ts';
import {
  ACTION_INDEX,
  ACTIONS,
  FLAG_AGGREGATED,
  FLAG_BOOK_VALID,
  FLAG_WINDOW_VALID,
  NULL_I32,
  type SilverChunk,
} from '../silver/chunk.ts';
import { ChunkBuilder } from '../silver/chunk-builder.ts';
import { RowClock, rawIndexTime } from '../silver/row-clock.ts';
import type { StreamOrigin } from '../silver/stream-audit.ts';
import type { DayStart } from '../silver/stream-options.ts';
import { type StreamTotals, Tally } from '../silver/tally.ts';
import {
  type BookHost,
  LATE_AFTER,
  OptionBook,
  REST,
  SUM_ADD,
  SUM_CARRIED,
  SUM_FILL,
  SUM_ORDERS,
  SUM_PULL,
  SUM_PULL_REST,
  SUM_QTY,
  SUM_START,
  SUM_WORDS,
  SUM_YOUNG,
  YOUNG_AFTER,
} from './option-book.ts';
import type { OptionSeries } from './series.ts';

const REST_NANOS = 500_000_000;
const SECOND_NANOS = 1_000_000_000;
const DAY_NANOS = WINDOWS_PER_DAY * SECOND_NANOS;
const MAX_SPAN_NANOS = 400 * DAY_NANOS;
const UNDEF_PRICE = 0x7fffffffffffffffn;

export interface OptionLatticeOptions {
  readonly origin: StreamOrigin;
  /** End of the data as the file's metadata names it, itself not included; null where it names none. */
  readonly endNanos: bigint | null;
  onDayStart(day: DayStart): void;
  /** The chunk's arrays are lent. */
  onChunk(chunk: SilverChunk): void;
  onDayEnd(day: { readonly totals: StreamTotals; readonly audit: AuditLog }): void;
}

interface LateOrder {
  readonly book: OptionBook;
  readonly lo: number;
  readonly hi: number;
  readonly ts: number;
}

export class OptionLattice implements BookHost {
  readonly times = new Float64Array(4);
  readonly oddities = new Oddities();
  readonly clock = new RowClock();
  /** From the day's midnight: the latest record's time. */
  now = 0;
  exceedsSpan = false;
  /** One side of the series at hand, in the words of a book's sums. */
  readonly #sum = new Float64Array(SUM_WORDS);
  readonly #options: OptionLatticeOptions;
  readonly #builder = new ChunkBuilder();
  readonly #series: OptionSeries[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #books: OptionBook[] = [];
  /** Books that snapshots in progress build; nothing of them counts yet. */
  readonly incoming = new Set<OptionBook>();
  /** Books of each series: more than one where several instruments share strike, right and expiry. */
  readonly #booksOf: OptionBook[][] = [];
  #touched: OptionBook[] = [];
  #late: LateOrder[] = [];
  /** The window in which a series was last written, so that it is written once. */
  readonly #written: number[] = [];
  readonly #actions = new Int32Array(ACTIONS.length);
  readonly #volumes = new Float64Array(3);
  #started = false;
  #finished = false;
  #window = 0;
  #windowEnd = 0;
  #limit = Number.POSITIVE_INFINITY;
  #spanEnd = 0;
  #log = new AuditLog(0n, 'nothing');
  #day = new Tally();
  readonly #past = new Tally();
  #aggregated = false;

  constructor(options: OptionLatticeOptions) {
    this.#options = options;
    this.times[REST] = REST_NANOS;
  }

  /** Strikes with their right and expiry, by the numbers that chunks use. */
  get series(): readonly OptionSeries[] {
    return this.#series;
  }

  get audit(): AuditLog {
    return this.#log;
  }

  get quality(): QualityCounts {
    return this.oddities.counts;
  }

  get totals(): StreamTotals {
    const sum = new Tally();
    sum.add(this.#past);
    sum.add(this.#running());
    return sum.totals(0, null);
  }

  /** Where the records given now lie in the decompressed file. */
  get streamOffset(): number {
    return this.#options.origin.streamOffset;
  }

  /** A book for one more instrument. */
  openBook(series: OptionSeries): OptionBook {
    const key = `${series.strikeNanos}/${series.right}/${series.expiryNanos}`;
    let index = this.#numbers.get(key) ?? -1;
    if (index < 0) {
      index = this.#series.push(series) - 1;
      this.#numbers.set(key, index);
      this.#booksOf.push([]);
      this.#written.push(-1);
    }
    const book = new OptionBook(this, index);
    this.#books.push(book);
    this.#booksOf[index].push(book);
    return book;
  }

  touched(book: OptionBook): void {
    this.#touched.push(book);
  }

  late(book: OptionBook, lo: number, hi: number, ts: number): void {
    this.#late.push({ book, lo, hi, ts });
  }

  /** Index time of a row, not before the latest one's; NaN where the row is refused. */
  timeOf(row: Int32Array, at: number): number {
    if (!this.#started && !this.#start(row, at)) return Number.NaN;
    const ts = this.clock.indexTime(row, at, this.now);
    if (ts < this.now) {
      this.oddities.counts.clock_steps_back += 1;
      this.note('clock_steps_back', row, at, this.now);
      return this.now;
    }
    if (ts <= this.#limit) return ts;
    if (ts > this.#spanEnd) {
      this.exceedsSpan = true;
      return Number.NaN;
    }
    this.note('records_after_end', row, at, ts);
    return ts;
  }

  /** Closes every window that ends at or before `ts`, which becomes now; it may fall into a later day. */
  advance(ts: number): void {
    let at = ts;
    while (at >= this.#windowEnd) {
      let window = this.#window;
      if (this.#closeWindow()) {
        const passed = Math.min(Math.floor(at / SECOND_NANOS), WINDOWS_PER_DAY) - 1 - window;
        const same = Math.min(passed, WINDOWS_PER_CHUNK - 1 - (window & (WINDOWS_PER_CHUNK - 1)));
        if (same > 0) this.#repeat(same);
        window += same;
      }
      if (window === WINDOWS_PER_DAY - 1) at = this.#nextDay(at);
      else this.#openWindow(window + 1);
    }
    this.now = at;
  }

  countAction(bits: number): number {
    const index = ACTION_INDEX[(bits >>> 16) & 255];
    this.#actions[index] += 1;
    return index;
  }

  countTrade(row: Int32Array, at: number): void {
    const size = row[at + W_SIZE] >>> 0;
    const side = row[at + W_FLAGS] >>> 24;
    this.#log.lastTrade = this.now;
    if (size !== UNDEF_ORDER_SIZE) this.#volumes[side === SIDE_BID ? 0 : side === SIDE_ASK ? 1 : 2] += size;
  }

  note(kind: Parameters<AuditLog['note']>[0], row: Int32Array, at: number, ts: number): void {
    this.#log.note(kind, { words: row, at, streamOffset: this.streamOffset + at * 4, tsNanos: ts });
  }

  /** Notes what a book counted as odd in this row, which lies at a byte of the decompressed file. */
  noteOddities(row: Int32Array, at: number, streamOffset: number): void {
    this.#log.noteCounts(this.oddities.take(), { words: row, at, streamOffset, tsNanos: this.now });
  }

  /** End of the input: the last window is closed as if complete. */
  finish(): void {
    if (this.#finished || !this.#started) return;
    this.#finished = true;
    this.#closeWindow();
    this.#flushChunk();
    this.#endDay(this.now);
  }

  #start(row: Int32Array, at: number): boolean {
    const raw = rawIndexTime(row, at);
    if (raw === 0n) {
      this.oddities.counts.bad_ts_recv += 1;
      return false;
    }
    this.#started = true;
    this.clock.setDay(raw - (raw % BigInt(DAY_NANOS)));
    this.now = Number(raw - this.clock.dayStartNanos);
    this.#spanEnd = this.now + MAX_SPAN_NANOS;
    this.#setLimit();
    const bits = row[at + W_FLAGS];
    const opening = (bits & F_SNAPSHOT) !== 0 ? 'snapshot' : isClear(bits) ? 'clear' : 'nothing';
    this.#log = new AuditLog(this.clock.dayStartNanos, opening);
    this.#beginDay(Math.floor(this.now / SECOND_NANOS));
    return true;
  }

  #setLimit(): void {
    const { endNanos } = this.#options;
    const last =
      endNanos === null ? Number.POSITIVE_INFINITY : Number(endNanos - this.clock.dayStartNanos) - 1;
    this.#limit = Math.min(this.#spanEnd, last);
  }

  #beginDay(window: number): void {
    this.#day = new Tally();
    this.#day.firstTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(this.now));
    this.#options.onDayStart({ dayStartNanos: this.clock.dayStartNanos, firstWindow: window });
    this.#builder.begin(window);
    this.#enter(window);
    this.#writeKeyframe(window);
    this.#roll();
  }

  #openWindow(window: number): void {
    const newChunk = (window & (WINDOWS_PER_CHUNK - 1)) === 0;
    if (newChunk) {
      this.#flushChunk();
      this.#builder.begin(window);
      this.#writeKeyframe(window);
    }
    this.#enter(window);
    this.#roll();
  }

  #enter(window: number): void {
    this.#window = window;
    this.#windowEnd = (window + 1) * SECOND_NANOS;
    const youngAfter = this.#windowEnd - REST_NANOS;
    this.times[YOUNG_AFTER] = youngAfter;
    this.times[LATE_AFTER] = youngAfter + SECOND_NANOS;
  }

  /** Flows of the touched books to zero; those with young quantity are touched anew. */
  #roll(): void {
    const before = this.#touched;
    this.#touched = [];
    for (const book of before) book.roll();
    if (this.#late.length > 0) this.#rollLate();
  }

  #rollLate(): void {
    const late = this.#late;
    this.#late = [];
    const seen = new Map<OptionBook, Set<string>>();
    for (const order of late) {
      const { book, lo, hi, ts } = order;
      const ids = seen.get(book) ?? new Set();
      seen.set(book, ids);
      if (ids.has(`${lo}/${hi}`) || ts <= this.times[YOUNG_AFTER] || !book.countLate(lo, hi, ts)) continue;
      ids.add(`${lo}/${hi}`);
      if (ts > this.times[LATE_AFTER]) this.#late.push(order);
    }
  }

  /** Returns true where nothing happened, so that the next window would be the same. */
  #closeWindow(): boolean {
    const idle = this.#touched.length === 0 && this.#late.length === 0;
    for (const { series } of this.#touched) {
      if (this.#written[series] === this.#window) continue;
      this.#written[series] = this.#window;
      this.#writeSeries(series);
    }
    for (const book of this.#touched) book.tainted = false;
    const index = this.#builder.windowCount;
    const columns = this.#builder.snapshots;
    for (const name of ['bestBidTick', 'bestAskTick', 'mid2', 'mid2Open', 'spotTick'] as const)
      columns[name][index] = NULL_I32;
    for (const name of ['bestBidQty', 'bestBidOrders', 'bestAskQty', 'bestAskOrders'] as const)
      columns[name][index] = 0;
    columns.lastTradePrice[index] = UNDEF_PRICE;
    columns.crossedEvents[index] = 0;
    columns.flags[index] = FLAG_BOOK_VALID | FLAG_WINDOW_VALID | (this.#aggregated ? FLAG_AGGREGATED : 0);
    const quiet = this.#writeCounts(index);
    this.#builder.windowCount = index + 1;
    this.#day.windows += 1;
    this.#day.validWindows += 1;
    return idle && quiet;
  }

  #repeat(count: number): void {
    this.#builder.repeatLast(count);
    this.#day.windows += count;
    this.#day.validWindows += count;
  }

  /** Rows of both sides of a series that was touched. */
  #writeSeries(series: number): void {
    const sum = this.#sum;
    for (let side = 0; side < 2; side++) {
      sum.fill(0);
      let changed = false;
      for (const book of this.#booksOf[series]) {
        addBook(sum, book, side);
        changed ||= book.tainted;
        this.#aggregated ||= book.aggregated;
      }
      const start = sum[SUM_START];
      const end = sum[SUM_QTY];
      const flow = sum[SUM_ADD] + sum[SUM_PULL] + sum[SUM_FILL];
      if (!changed && flow === 0 && start === end && sum[SUM_YOUNG] === sum[SUM_CARRIED]) continue;
      if (start + sum[SUM_ADD] - sum[SUM_PULL] - sum[SUM_FILL] !== end)
        this.oddities.counts.identity_violations += 1;
      this.#writeRow(series, side);
    }
  }

  #writeRow(series: number, side: number): void {
    const sum = this.#sum;
    this.#builder.reserveRows(1);
    const { rows } = this.#builder;
    const at = rows.length;
    rows.window[at] = this.#window & (WINDOWS_PER_CHUNK - 1);
    rows.side[at] = side;
    rows.tick[at] = series;
    rows.start[at] = sum[SUM_START];
    rows.add[at] = sum[SUM_ADD];
    rows.pull[at] = sum[SUM_PULL];
    rows.fill[at] = sum[SUM_FILL];
    rows.end[at] = sum[SUM_QTY];
    rows.rest[at] = sum[SUM_QTY] - sum[SUM_YOUNG];
    rows.pullRest[at] = sum[SUM_PULL_REST];
    rows.orders[at] = sum[SUM_ORDERS];
    rows.length = at + 1;
    this.#day.rows += 1;
  }

  /** All that rests at the opening of a chunk's first window; young quantities are still those of the edge. */
  #writeKeyframe(window: number): void {
    for (let series = 0; series < this.#booksOf.length; series++) {
      for (let side = 0; side < 2; side++) {
        let qty = 0;
        let rest = 0;
        let orders = 0;
        for (const { sums, aggregated } of this.#booksOf[series]) {
          const at = side * SUM_WORDS;
          qty += sums[at + SUM_QTY];
          if (!aggregated) rest += sums[at + SUM_QTY] - sums[at + SUM_YOUNG];
          orders += sums[at + SUM_ORDERS];
        }
        if (qty > 0) this.#builder.addKeyframe(window, side, series, qty, rest, orders);
      }
    }
  }

  /** Writes and resets the window's counts; true where no record came. */
  #writeCounts(index: number): boolean {
    const columns = this.#builder.snapshots;
    const volumes = [columns.volumeBuy, columns.volumeSell, columns.volumeNone];
    for (let side = 0; side < 3; side++) {
      volumes[side][index] = Math.min(this.#volumes[side], 0x7fffffff);
      this.#day.volumes[side] += this.#volumes[side];
      this.#volumes[side] = 0;
    }
    let records = 0;
    for (let action = 0; action < ACTIONS.length; action++) {
      const count = this.#actions[action];
      columns.actions[index * ACTIONS.length + action] = count;
      this.#day.actions[action] += count;
      this.#actions[action] = 0;
      records += count;
    }
    return records === 0;
  }

  #nextDay(ts: number): number {
    this.#flushChunk();
    this.#endDay(Math.min(this.now, DAY_NANOS - 1));
    const days = Math.floor(ts / DAY_NANOS);
    const shift = days * DAY_NANOS;
    this.clock.setDay(this.clock.dayStartNanos + BigInt(days) * BigInt(DAY_NANOS));
    for (const book of [...this.#books, ...this.incoming]) book.shiftTimes(shift);
    this.#late = this.#late.map((order) => ({ ...order, ts: order.ts - shift }));
    this.#spanEnd -= shift;
    this.now -= shift;
    if (days > 1) this.#roll(); // what is young at a later midnight
    this.#setLimit();
    this.#log = new AuditLog(this.clock.dayStartNanos, 'carried', this.#log);
    this.#written.fill(-1);
    this.now = ts - shift;
    this.#beginDay(0);
    return ts - shift;
  }

  #endDay(last: number): void {
    this.#day.lastTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(last));
    const totals = this.#day.totals(0, null);
    this.#past.add(this.#day);
    this.#day = new Tally();
    this.#options.onDayEnd({ totals, audit: this.#log });
  }

  #running(): Tally {
    const tally = new Tally();
    tally.add(this.#day);
    if (!this.#started || this.#finished) return tally;
    for (let i = 0; i < ACTIONS.length; i++) tally.actions[i] += this.#actions[i];
    for (let i = 0; i < 3; i++) tally.volumes[i] += this.#volumes[i];
    tally.lastTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(this.now));
    return tally;
  }

  #flushChunk(): void {
    this.#options.onChunk(this.#builder.lend());
  }
}

/** Adds one side of a book to the sums of its series. Of a tainted book only what rests at the end counts. */
function addBook(sum: Float64Array, { sums, tainted, aggregated }: OptionBook, side: number): void {
  const at = side * SUM_WORDS;
  const qty = sums[at + SUM_QTY];
  sum[SUM_QTY] += qty;
  sum[SUM_ORDERS] += sums[at + SUM_ORDERS];
  sum[SUM_YOUNG] += aggregated ? qty : sums[at + SUM_YOUNG];
  sum[SUM_CARRIED] += aggregated ? qty : sums[at + SUM_CARRIED];
  if (tainted || sums[at + SUM_START] < 0) {
    sum[SUM_START] += qty;
    return;
  }
  sum[SUM_START] += sums[at + SUM_START];
  sum[SUM_ADD] += sums[at + SUM_ADD];
  sum[SUM_PULL] += sums[at + SUM_PULL];
  sum[SUM_FILL] += sums[at + SUM_FILL];
  sum[SUM_PULL_REST] += sums[at + SUM_PULL_REST];
}

function isClear(bits: number): boolean {
  return ((bits >>> 16) & 255) === ACTION_CLEAR;
}
