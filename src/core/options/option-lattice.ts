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
import { ACTION_CLEAR, ACTION_TRADE, F_SNAPSHOT, W_FLAGS } from '../dbn/layout.ts';
import { Kernel } from '../kernel/kernel.ts';
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
import { EventRun, type EventRunHost } from '../silver/event-run.ts';
import { FlowTable } from '../silver/flow-table.ts';
import { RowClock, rawIndexTime } from '../silver/row-clock.ts';
import type { StreamOrigin } from '../silver/stream-audit.ts';
import type { DayStart } from '../silver/stream-options.ts';
import { type StreamTotals, Tally } from '../silver/tally.ts';
import { OptionBooks } from './option-books.ts';
import { applyOptionRow } from './option-row.ts';
import type { OptionSeries } from './series.ts';
import { SeriesRows } from './series-rows.ts';

const REST_NANOS = 500_000_000;
const SECOND_NANOS = 1_000_000_000;
const DAY_NANOS = WINDOWS_PER_DAY * SECOND_NANOS;
const MAX_SPAN_NANOS = 400 * DAY_NANOS;
/** Ticks of options are their numbers. */
const NO_TICK = 0n;
const UNDEF_PRICE = 0x7fffffffffffffffn;

export interface OptionLatticeOptions {
  readonly origin: StreamOrigin;
  /** Whose memory the books lie in; one of their own without. */
  readonly kernel?: Kernel;
  /** End of the data as the file's metadata names it, itself not included; null where it names none. */
  readonly endNanos: bigint | null;
  onDayStart(day: DayStart): void;
  /** The chunk's arrays are lent. */
  onChunk(chunk: SilverChunk): void;
  onDayEnd(day: { readonly totals: StreamTotals; readonly audit: AuditLog }): void;
}

/** Whose book a row changes. */
export interface RowTaker {
  /** Takes the record whose first word is `words[at]`. */
  record(words: Int32Array, at: number): void;
}

const OTHER = ACTIONS.length - 1;

export class OptionLattice {
  /** Time of the latest record, nanoseconds from the day's midnight. */
  now = 0;
  readonly oddities = new Oddities();
  readonly clock = new RowClock();
  readonly books: OptionBooks;
  /** Records of the window by their place in ACTIONS. */
  readonly actions = new Int32Array(ACTIONS.length);
  exceedsSpan = false;
  readonly #options: OptionLatticeOptions;
  readonly #kernel: Kernel;
  readonly #run: EventRun;
  /** Numbers of one option, for a call of `takeRecords`. */
  readonly #members: Int32Array;
  /** Books that snapshots in progress build, of which nothing counts yet, and those that others have left. */
  readonly #incoming = new Set<OptionBooks>();
  readonly #spare: OptionBooks[] = [];
  readonly #builder = new ChunkBuilder();
  readonly #instruments: RowTaker[] = [];
  readonly #rows: SeriesRows;
  readonly #flow: FlowTable;
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

  constructor(options: OptionLatticeOptions) {
    this.#options = options;
    this.#kernel = options.kernel ?? new Kernel();
    this.#members = new Int32Array(this.#kernel.mostRows);
    this.#run = new EventRun(this.#kernel, this.#runHost(), NO_TICK, {
      actions: this.actions,
      volumes: this.#volumes,
      traded: (now) => {
        this.#log.lastTrade = now;
      },
      lastPrice: () => undefined,
    });
    this.books = this.#newBooks();
    this.#rows = new SeriesRows(this.books);
    this.#flow = new FlowTable(this.#kernel);
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
   * Takes `count` records of the options numbered `members`, record by record; the first begins at `from`, they are
   * `stride` words apart.
   */
  takeRecords(words: Int32Array, from: number, stride: number, members: Int32Array, count: number): void {
    const to = from + count * stride;
    for (let at = from; at < to; ) {
      const end = this.#run.load(words, at, to, stride);
      this.books.setMembers(members.subarray((at - from) / stride, (end - from) / stride));
      while (at < end) {
        at = this.#takeEvents(at);
        if (at >= end) break;
        this.#instruments[members[(at - from) / stride] as number]?.record(words, at);
        at += stride;
      }
    }
  }

  /** Takes the records of one option, from `from` to before `to`. */
  takeAll(option: number, words: Int32Array, from: number, to: number, stride: number): void {
    this.#members.fill(option, 0, (to - from) / stride);
    for (let at = from; at < to; ) {
      const count = Math.min(this.#members.length, (to - at) / stride);
      this.takeRecords(words, at, stride, this.#members, count);
      at += count * stride;
    }
  }

  /** Books of one option for a snapshot to build. */
  beginSnapshot(): OptionBooks {
    const spare = this.#spare.pop();
    const incoming = spare ?? this.#newBooks();
    if (!spare) incoming.open(0, -1);
    this.#incoming.add(incoming);
    return incoming;
  }

  /** What a snapshot has built of option `alone` was taken over. */
  endSnapshot(incoming: OptionBooks, alone: number): void {
    incoming.reset(alone);
    this.#incoming.delete(incoming);
    this.#spare.push(incoming);
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
    this.actions[index] += 1;
    return index;
  }

  /** Applies a row that is no snapshot's, which lies at a byte of the decompressed file, in the current window. */
  apply(book: number, row: Int32Array, at: number, streamOffset: number): void {
    const bits = row[at + W_FLAGS];
    const action = (bits >>> 16) & 255;
    const index = this.countAction(bits);
    if (concernsOrder(index)) {
      this.books.clock = this.clock.eventTime(row, at, this.now);
      applyOptionRow(this.books, book, row, at);
    } else if (action === ACTION_TRADE) this.#run.trade(row, at, this.now, this.#windowEnd);
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

  #newBooks(): OptionBooks {
    return new OptionBooks(this.#kernel, this.oddities, REST_NANOS);
  }

  #runHost(): EventRunHost {
    return {
      reached: (now) => {
        this.now = now;
      },
      sweep: () => undefined,
      apply: (words, at) => this.apply(this.books.owner, words, at, this.streamOffset + at * 4),
      noteOdd: (words, at) => this.noteOddities(words, at, this.streamOffset + at * 4),
    };
  }

  /** Whole events in the current window with nothing odd about them; returns the first word not taken. */
  #takeEvents(from: number): number {
    const at = this.#run.take(this.books, from, this.now, this.#windowEnd, this.#limit + 1);
    if (at !== from) this.now = this.#run.now;
    return at;
  }

  #setDay(dayStartNanos: bigint): void {
    this.clock.setDay(dayStartNanos);
    this.#run.setDay(dayStartNanos);
  }

  #start(row: Int32Array, at: number): boolean {
    const raw = rawIndexTime(row, at);
    if (raw === 0n) {
      this.oddities.counts.bad_ts_recv += 1;
      return false;
    }
    this.#started = true;
    this.#setDay(raw - (raw % BigInt(DAY_NANOS)));
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
    this.#flow.clear();
    this.#rows.writeKeyframe(this.#builder, window);
    this.#enter(window);
  }

  #openWindow(window: number): void {
    const newChunk = (window & (WINDOWS_PER_CHUNK - 1)) === 0;
    if (newChunk) {
      this.#flushChunk();
      this.#builder.begin(window);
      this.#flow.clear();
      this.#rows.writeKeyframe(this.#builder, window);
    }
    this.#enter(window);
  }

  #enter(window: number): void {
    this.#window = window;
    this.#windowEnd = (window + 1) * SECOND_NANOS;
    this.books.roll(this.#windowEnd);
  }

  /** Returns true where nothing happened, so that the next window would be the same. */
  #closeWindow(): boolean {
    const idle = this.books.isIdle;
    this.#writeRows();
    const index = this.#builder.windowCount;
    const columns = this.#builder.snapshots;
    for (const name of ['bestBidTick', 'bestAskTick', 'mid2', 'mid2Open', 'spotTick'] as const)
      columns[name][index] = NULL_I32;
    for (const name of ['bestBidQty', 'bestBidOrders', 'bestAskQty', 'bestAskOrders'] as const)
      columns[name][index] = 0;
    columns.lastTradePrice[index] = UNDEF_PRICE;
    columns.crossedEvents[index] = 0;
    columns.flags[index] =
      FLAG_BOOK_VALID | FLAG_WINDOW_VALID | (this.books.wroteAggregated ? FLAG_AGGREGATED : 0);
    const quiet = this.#writeCounts(index);
    this.#builder.windowCount = index + 1;
    this.#day.windows += 1;
    this.#day.validWindows += 1;
    return idle && quiet;
  }

  #writeRows(): void {
    const rows = this.#flow.length;
    const broken = this.#flow.violations;
    this.books.writeTo(this.#flow, this.#window & (WINDOWS_PER_CHUNK - 1));
    this.#day.rows += this.#flow.length - rows;
    this.oddities.counts.identity_violations += this.#flow.violations - broken;
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
    this.#endDay(Math.min(this.now, DAY_NANOS - 1));
    const days = Math.floor(ts / DAY_NANOS);
    const shift = days * DAY_NANOS;
    this.#setDay(this.clock.dayStartNanos + BigInt(days) * BigInt(DAY_NANOS));
    for (const books of [this.books, ...this.#incoming]) books.shiftTimes(shift);
    this.#spanEnd -= shift;
    this.now -= shift;
    if (days > 1) this.books.roll(0); // what is young at a later midnight
    this.#setLimit();
    this.#log = new AuditLog(this.clock.dayStartNanos, 'carried', this.#log);
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
    for (let i = 0; i < ACTIONS.length; i++) tally.actions[i] += this.actions[i];
    for (let i = 0; i < 3; i++) tally.volumes[i] += this.#volumes[i];
    tally.lastTsNanos = this.clock.dayStartNanos + BigInt(Math.floor(this.now));
    return tally;
  }

  #flushChunk(): void {
    this.#flow.show(this.#builder.rows);
    this.#options.onChunk(this.#builder.lend());
  }
}

function isClear(bits: number): boolean {
  return ((bits >>> 16) & 255) === ACTION_CLEAR;
}
