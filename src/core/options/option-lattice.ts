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
  ACTION_TRADE,
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
  concernsOrder,
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
import { EVENT_TIME, LATE_AFTER, NOW, REST, RUN_END, TIMES, YOUNG_AFTER } from './book-words.ts';
import { OptionBooks } from './option-books.ts';
import { applyOptionRow } from './option-row.ts';
import { takeOptionEvents } from './option-run.ts';
import type { OptionSeries } from './series.ts';
import { SeriesRows } from './series-rows.ts';

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

/** Whose book a row changes. */
export interface RowTaker {
  /** Takes the records whose first words lie `stride` words apart, from `from` to before `to`. */
  records(words: Int32Array, from: number, to: number, stride: number): void;
}

const OTHER = ACTIONS.length - 1;

export class OptionLattice {
  /** From the day's midnight; NOW is the latest record's time. */
  readonly times = new Float64Array(TIMES);
  readonly oddities = new Oddities();
  readonly clock = new RowClock();
  readonly books = new OptionBooks(this.times, this.oddities);
  /** Books that snapshots in progress build; nothing of them counts yet. */
  readonly incoming = new Set<OptionBooks>();
  /** Records of the window by their place in ACTIONS. */
  readonly actions = new Int32Array(ACTIONS.length);
  exceedsSpan = false;
  readonly #options: OptionLatticeOptions;
  readonly #builder = new ChunkBuilder();
  readonly #instruments: RowTaker[] = [];
  readonly #rows = new SeriesRows(this.books);
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
  /** Keeps looking ahead alive. */
  #looked = 0;

  constructor(options: OptionLatticeOptions) {
    this.#options = options;
    this.times[REST] = REST_NANOS;
  }

  /** Strikes with their right and expiry, by the numbers that chunks use. */
  get series(): readonly OptionSeries[] {
    return this.#rows.series;
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

  /** Number of a book for one more instrument, which is the instrument's too. */
  openBook(instrument: RowTaker, series: OptionSeries): number {
    this.#instruments.push(instrument);
    return this.#rows.openBook(series);
  }

  /**
   * Runs of records in their order, of the instruments numbered `members`; the first begins at `from`, each ends where
   * `ends` says and the next begins. Records are `stride` words apart.
   */
  takeRuns(
    words: Int32Array,
    from: number,
    stride: number,
    members: Int32Array,
    ends: Int32Array,
    runs: number,
  ): void {
    this.#looked ^= this.books.lookAhead(words, from, stride, members, ends, runs);
    const { books } = this;
    let at = from;
    for (let run = 0; run < runs; run++) {
      const book = members[run];
      const end = ends[run];
      if (books.isPlain(book)) at = takeOptionEvents(this, book, words, at, end, stride);
      if (at < end) this.#instruments[book].records(words, at, end, stride);
      at = end;
    }
  }

  /** Index time of a row, not before the latest one's; NaN where the row is refused. */
  timeOf(row: Int32Array, at: number): number {
    if (!this.#started && !this.#start(row, at)) return Number.NaN;
    const ts = this.clock.indexTime(row, at, this.times[NOW]);
    if (ts < this.times[NOW]) {
      this.oddities.counts.clock_steps_back += 1;
      this.note('clock_steps_back', row, at, this.times[NOW]);
      return this.times[NOW];
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
    this.times[NOW] = at;
  }

  countAction(bits: number): number {
    const index = ACTION_INDEX[(bits >>> 16) & 255];
    this.actions[index] += 1;
    return index;
  }

  /** Applies a row that is no snapshot's, which lies at a byte of the decompressed file, in the current window. */
  apply(book: number, row: Int32Array, at: number, streamOffset: number): void {
    const bits = row[at + W_FLAGS];
    const action = (bits >>> 16) & 255;
    const index = this.countAction(bits);
    if (concernsOrder(index)) {
      this.times[EVENT_TIME] = this.clock.eventTime(row, at, this.times[NOW]);
      applyOptionRow(this.books, book, row, at);
    } else if (action === ACTION_TRADE) this.#countTrade(row, at);
    else if (action === ACTION_CLEAR) {
      this.oddities.count('clears');
      this.books.clear(book);
    } else if (index === OTHER) this.oddities.count('unknown_actions');
    if (this.oddities.marked !== 0) this.noteOddities(row, at, streamOffset);
  }

  note(kind: Parameters<AuditLog['note']>[0], row: Int32Array, at: number, ts: number): void {
    this.#log.note(kind, { words: row, at, streamOffset: this.streamOffset + at * 4, tsNanos: ts });
  }

  /** Notes what a book counted as odd in this row, which lies at a byte of the decompressed file. */
  noteOddities(row: Int32Array, at: number, streamOffset: number): void {
    this.#log.noteCounts(this.oddities.take(), { words: row, at, streamOffset, tsNanos: this.times[NOW] });
  }

  /** End of the input: the last window is closed as if complete. */
  finish(): void {
    if (this.#finished || !this.#started) return;
    this.#finished = true;
    this.#closeWindow();
    this.#flushChunk();
    this.#endDay(this.times[NOW]);
  }

  #countTrade(row: Int32Array, at: number): void {
    const size = row[at + W_SIZE] >>> 0;
    const side = row[at + W_FLAGS] >>> 24;
    this.#log.lastTrade = this.times[NOW];
    if (size !== UNDEF_ORDER_SIZE) this.#volumes[side === SIDE_BID ? 0 : side === SIDE_ASK ? 1 : 2] += size;
  }

  #start(row: Int32Array, at: number): boolean {
    const raw = rawIndexTime(row, at);
    if (raw === 0n) {
      this.oddities.counts.bad_ts_recv += 1;
      return false;
    }
    this.#started = true;
    this.clock.setDay(raw - (raw % BigInt(DAY_NANOS)));
    this.times[NOW] = Number(raw - this.clock.dayStartNanos);
    this.#spanEnd = this.times[NOW] + MAX_SPAN_NANOS;
    this.#setLimit();
    const bits = row[at + W_FLAGS];
    const opening = (bits & F_SNAPSHOT) !== 0 ? 'snapshot' : isClear(bits) ? 'clear' : 'nothing';
    this.#log = new AuditLog(this.clock.dayStartNanos, opening);
    this.#beginDay(Math.floor(this.times[NOW] / SECOND_NANOS));
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
    this.#day.firstTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(this.times[NOW]));
    this.#options.onDayStart({ dayStartNanos: this.clock.dayStartNanos, firstWindow: window });
    this.#builder.begin(window);
    this.#enter(window);
    this.#rows.writeKeyframe(this.#builder, window);
    this.books.roll();
  }

  #openWindow(window: number): void {
    const newChunk = (window & (WINDOWS_PER_CHUNK - 1)) === 0;
    if (newChunk) {
      this.#flushChunk();
      this.#builder.begin(window);
      this.#rows.writeKeyframe(this.#builder, window);
    }
    this.#enter(window);
    this.books.roll();
  }

  #enter(window: number): void {
    this.#window = window;
    this.#windowEnd = (window + 1) * SECOND_NANOS;
    const youngAfter = this.#windowEnd - REST_NANOS;
    this.times[YOUNG_AFTER] = youngAfter;
    this.times[LATE_AFTER] = youngAfter + SECOND_NANOS;
    this.times[RUN_END] = Math.min(this.#windowEnd, this.#limit + 1);
  }

  /** Returns true where nothing happened, so that the next window would be the same. */
  #closeWindow(): boolean {
    const { books } = this;
    const idle = books.touchedCount === 0 && books.late.length === 0;
    const rowsBefore = this.#builder.rows.length;
    this.oddities.counts.identity_violations += this.#rows.write(this.#builder, this.#window);
    this.#day.rows += this.#builder.rows.length - rowsBefore;
    const index = this.#builder.windowCount;
    const columns = this.#builder.snapshots;
    for (const name of ['bestBidTick', 'bestAskTick', 'mid2', 'mid2Open', 'spotTick'] as const)
      columns[name][index] = NULL_I32;
    for (const name of ['bestBidQty', 'bestBidOrders', 'bestAskQty', 'bestAskOrders'] as const)
      columns[name][index] = 0;
    columns.lastTradePrice[index] = UNDEF_PRICE;
    columns.crossedEvents[index] = 0;
    columns.flags[index] =
      FLAG_BOOK_VALID | FLAG_WINDOW_VALID | (this.#rows.aggregated ? FLAG_AGGREGATED : 0);
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
      const count = this.actions[action];
      columns.actions[index * ACTIONS.length + action] = count;
      this.#day.actions[action] += count;
      this.actions[action] = 0;
      records += count;
    }
    return records === 0;
  }

  #nextDay(ts: number): number {
    this.#flushChunk();
    this.#endDay(Math.min(this.times[NOW], DAY_NANOS - 1));
    const days = Math.floor(ts / DAY_NANOS);
    const shift = days * DAY_NANOS;
    this.clock.setDay(this.clock.dayStartNanos + BigInt(days) * BigInt(DAY_NANOS));
    for (const books of [this.books, ...this.incoming]) books.shiftTimes(shift);
    this.#spanEnd -= shift;
    this.times[NOW] -= shift;
    if (days > 1) this.books.roll(); // what is young at a later midnight
    this.#setLimit();
    this.#log = new AuditLog(this.clock.dayStartNanos, 'carried', this.#log);
    this.times[NOW] = ts - shift;
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
    for (let i = 0; i < ACTIONS.length; i++) tally.actions[i] += this.actions[i];
    for (let i = 0; i < 3; i++) tally.volumes[i] += this.#volumes[i];
    tally.lastTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(this.times[NOW]));
    return tally;
  }

  #flushChunk(): void {
    this.#options.onChunk(this.#builder.lend());
  }
}

function isClear(bits: number): boolean {
  return ((bits >>> 16) & 255) === ACTION_CLEAR;
}
