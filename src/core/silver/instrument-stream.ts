// One instrument's MBO records, in file order, to silver: events, snapshots, windows and days (field-model §1, §2). Rows
// of one publisher and instrument only; the caller separates them. No object and no BigInt a record: times are doubles
// from the UTC day's midnight, ids stay two 32-bit words.
//
// Choices where the rules are silent: a row whose time is before an earlier one counts as if at the earlier one's time.
// Snapshot rows are taken as they come, into a book of their own, which replaces the visible one when the snapshot ends.
// An event of more than MAX_EVENT_ROWS rows is applied without waiting for its end, so that a feed without F_LAST is
// not kept in memory. Volume of an unfinished last event is not counted, its records are.
import type { AuditKind } from '../../../contracts/audit.ts';
import type { QualityCounts } from '../../../contracts/quality.ts';
import { WINDOWS_PER_CHUNK, WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import { assert } from '../../base/assert.ts';
import { applyRow } from '../book/apply-row.ts';
import { Book } from '../book/book.ts';
import type { Oddities } from '../book/oddities.ts';
import { PriceLattice } from '../book/price-lattice.ts';
import { inheritAges } from '../book/snapshot.ts';
import {
  ACTION_CLEAR,
  ACTION_TRADE,
  F_BAD_TS_RECV,
  F_LAST,
  F_MAYBE_BAD_BOOK,
  F_SNAPSHOT,
  MBO_WORDS,
  W_FLAGS,
} from '../dbn/layout.ts';
import { ExecutionFilters } from '../kernel/execution-filters.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { TapeBuffer } from '../tape/tape-rows.ts';
import { type TapeClock, TapeWatch } from '../tape/tape-watch.ts';
import type { AuditLog } from './audit-log.ts';
import { ACTION_INDEX, ACTIONS, concernsOrder } from './chunk.ts';
import { EventRows } from './event-rows.ts';
import { EventRun, type EventRunHost } from './event-run.ts';
import { RowClock, rawIndexTime } from './row-clock.ts';
import { StreamAudit, UNCROSSED } from './stream-audit.ts';
import type { InstrumentStreamOptions } from './stream-options.ts';
import { type StreamTotals, Tally } from './tally.ts';
import { WindowAccounts } from './window-accounts.ts';

const DEFAULT_REST_NANOS = 500_000_000;
const SECOND_NANOS = 1_000_000_000;
const DAY_NANOS = WINDOWS_PER_DAY * SECOND_NANOS;
const MAX_SPAN_NANOS = 400 * DAY_NANOS;
const MAX_EVENT_ROWS = 1 << 18;
const OTHER = ACTIONS.length - 1;

export class InstrumentStream {
  readonly quality: QualityCounts;
  readonly #audit: StreamAudit;
  readonly #oddities: Oddities;
  readonly #options: InstrumentStreamOptions;
  readonly #kernel: Kernel;
  readonly #lattice: PriceLattice;
  readonly #restNanos: number;
  readonly #accounts: WindowAccounts;
  readonly #run: EventRun;
  readonly #tape: TapeWatch;
  #book: Book;
  /** The book that a snapshot in progress builds. */
  #incoming: Book | undefined;
  /** An empty book whose memory the next snapshot takes. */
  #spare: Book | undefined;
  #openingSnapshotOrders: number | null = null;
  #opensWithSnapshot = false;
  #started = false;
  #finished = false;
  #exceedsSpan = false;
  /** From the current day's UTC midnight. */
  readonly #clock = new RowClock();
  #firstWindow = 0;
  #window = 0;
  /** From midnight: the current window's end, the latest record's time, when records are refused, when noted. */
  #windowEnd = 0;
  #now = 0;
  #spanEnd = 0;
  #limit = 0;
  /** Time of the last record before the event in the buffer. */
  #before = 0;
  /** Time of the day's last crossed sample; NaN before the first. */
  #lastCrossed = Number.NaN;
  /** The rows of an event whose end has not come. */
  readonly #event = new EventRows();
  #day = new Tally();
  readonly #past = new Tally();

  constructor(options: InstrumentStreamOptions) {
    this.#options = options;
    this.#audit = new StreamAudit(options.tickSizeNanos, this.#event, options.origin);
    this.#oddities = this.#audit.oddities;
    this.quality = this.#oddities.counts;
    this.#lattice = new PriceLattice(options.tickSizeNanos);
    this.#restNanos = options.restNanos ?? DEFAULT_REST_NANOS;
    this.#kernel = options.kernel ?? new Kernel();
    this.#accounts = new WindowAccounts(this.#kernel, options.tickSizeNanos, this.quality);
    this.#book = this.#newBook(0);
    this.#run = this.#eventRun();
    this.#tape = new TapeWatch(this.#tapeClock(), new ExecutionFilters(this.#kernel), this.#run.trades);
    this.#book.watch = this.#tape;
  }

  /** Sweeps and refills of the current day so far; those of the open second may still change. */
  get tape(): TapeBuffer {
    return this.#tape.rows;
  }

  /** The book as it may be looked at: after the last whole event, before a snapshot in progress. */
  get book(): Book {
    return this.#book;
  }

  /** True once a record more than 400 days after the first was refused. */
  get exceedsSpan(): boolean {
    return this.#exceedsSpan;
  }

  /** What is odd in the current day, up to now. */
  get audit(): AuditLog {
    return this.#audit.log;
  }

  /** The exchange said whether the instrument trades. */
  setTrading(isTrading: boolean): void {
    this.#audit.log.isTrading = isTrading;
  }

  /** Notes what the reader of the file found odd at a record that was given before. */
  noteRecord(kind: AuditKind, row: Int32Array, at: number): void {
    if (this.#started) this.#audit.note(kind, row, at, this.#clock.indexTime(row, at, this.#now));
  }

  get totals(): StreamTotals {
    const sum = new Tally();
    sum.add(this.#past);
    sum.add(this.#running());
    return sum.totals(this.#book.orders.live, this.#openingSnapshotOrders);
  }

  /** Takes the MBO records of this instrument whose first words lie `stride` words apart, from `from` to before `to`. */
  records(words: Int32Array, from: number, to: number, stride: number): void {
    for (let at = from; at < to; ) {
      const end = this.#run.load(words, at, to, stride);
      while (at < end) {
        if (this.#started) at = this.#takeEvents(words, at, stride);
        if (at >= end) break;
        this.record(words, at);
        at += stride;
      }
    }
  }

  /** Takes the MBO record whose first word is `row[at]`. */
  record(row: Int32Array, at: number): void {
    const bits = row[at + W_FLAGS] as number;
    if (!this.#started && !this.#start(row, at)) return;
    if ((bits & F_SNAPSHOT) !== 0 && this.#event.count > 0) this.#applyEvent();
    let ts = this.#clock.indexTime(row, at, this.#now);
    if (ts < this.#now) {
      this.quality.clock_steps_back += 1;
      ts = this.#now;
      this.#audit.note('clock_steps_back', row, at, ts);
    } else if (ts > this.#limit && this.#isTooLate(row, at, ts)) return;
    if ((bits & (F_BAD_TS_RECV | F_MAYBE_BAD_BOOK)) !== 0) this.#audit.noteFlags(row, at, ts);
    if ((bits & F_SNAPSHOT) !== 0) {
      this.#snapshotRow(row, at, ts);
      return;
    }
    if (this.#incoming !== undefined) {
      if (ts >= this.#windowEnd) ts = this.#advance(ts, this.#now);
      this.#endSnapshot(this.#incoming, false);
    }
    this.#buffer(row, at, ts);
  }

  /** End of the input: an unfinished ordinary event is dropped, the last window closed as if complete. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (!this.#started) return;
    if (this.#now >= this.#windowEnd) this.#now = this.#advance(this.#now, this.#before);
    const { words, count } = this.#event;
    this.quality.unfinished_records += count;
    for (let at = 0; at < count * MBO_WORDS; at += MBO_WORDS) {
      this.#countAction(words[at + W_FLAGS] as number);
      this.#audit.note('unfinished_records', words, at, this.#now);
    }
    this.#oddities.marked = 0;
    this.#event.count = 0;
    this.#closeWindow();
    this.#flushChunk();
    if (this.#incoming !== undefined) this.#endSnapshot(this.#incoming, false);
    this.#endDay(this.#now);
  }

  #start(row: Int32Array, at: number): boolean {
    const raw = rawIndexTime(row, at);
    if (raw === 0n) {
      this.quality.bad_ts_recv += 1;
      return false;
    }
    assert(!this.#finished, 'instrument stream: a record after finish');
    this.#started = true;
    this.#opensWithSnapshot = ((row[at + W_FLAGS] as number) & F_SNAPSHOT) !== 0;
    this.#setDay(raw - (raw % BigInt(DAY_NANOS)));
    this.#now = Number(raw - this.#clock.dayStartNanos);
    this.#before = this.#now;
    this.#spanEnd = this.#now + MAX_SPAN_NANOS;
    this.#setLimit();
    this.#audit.begin(this.#clock.dayStartNanos, row[at + W_FLAGS] as number);
    this.#beginDay(Math.floor(this.#now / SECOND_NANOS));
    return true;
  }

  #newBook(orderCapacity: number): Book {
    return new Book(this.#kernel, this.#oddities, this.#restNanos, orderCapacity);
  }

  #tapeClock(): TapeClock {
    const now = (): number => Math.max(this.#now, this.#run.now);
    return { window: () => this.#window, now, eventTime: () => this.#book.clock };
  }

  #eventRun(): EventRun {
    const own = (words: Int32Array, at: number): number => this.#clock.indexTime(words, at, this.#now);
    const host: EventRunHost = {
      reached: (now) => {
        this.#now = now;
      },
      sweep: () => this.#tape.sweep(),
      apply: (words, at) => this.#apply(words, at, own(words, at)),
      noteOdd: (words, at) => this.#audit.noteOddities(words, at, own(words, at)),
    };
    const { actions, volumes } = this.#accounts;
    return new EventRun(this.#kernel, host, this.#options.tickSizeNanos, {
      actions,
      volumes,
      traded: (now) => {
        this.#audit.log.lastTrade = now;
      },
      lastPrice: (lo, hi) => this.#accounts.setLastTrade(lo, hi),
    });
  }

  /** Whole events with nothing odd about them, over window edges too; returns the first word not taken. */
  #takeEvents(words: Int32Array, from: number, stride: number): number {
    if (this.#event.count > 0 || this.#incoming !== undefined || this.#book.aggregated) return from;
    if (this.#audit.crossing !== UNCROSSED) return from;
    let at = from;
    let now = this.#now;
    for (;;) {
      const before = at;
      at = this.#run.take(this.#book, before, now, this.#windowEnd, this.#limit + 1);
      if (at > before) this.#now = this.#run.now;
      if (this.#run.next < 0) break;
      // As a row by itself would do it: the window is closed with the book as the event before left it.
      this.#before = this.#now;
      this.#now = this.#run.next;
      this.#now = this.#advance(this.#now, this.#before);
      now = this.#before;
    }
    if (at > from && this.#book.levels.isCrossed()) this.#countCrossed(words, at - stride);
    return at;
  }

  #buffer(row: Int32Array, at: number, ts: number): void {
    if (this.#event.count === 0) this.#before = this.#now;
    this.#event.push(row, at);
    this.#audit.buffered(this.#event.count - 1, at);
    this.#now = ts;
    if (((row[at + W_FLAGS] as number) & F_LAST) !== 0) {
      this.#applyEvent();
      if (this.#book.levels.isCrossed()) this.#countCrossed(row, at);
      else if (this.#audit.crossing !== UNCROSSED) this.#audit.endCrossing(this.#now);
    } else if (this.#event.count === MAX_EVENT_ROWS) this.#applyEvent();
  }

  /** Applies the buffered rows as one event in the window of the last of them. */
  #applyEvent(): void {
    const { words: event, count } = this.#event;
    this.#event.count = 0;
    if (this.#now >= this.#windowEnd) this.#now = this.#advance(this.#now, this.#before);
    for (let at = 0; at < count * MBO_WORDS; at += MBO_WORDS)
      this.#apply(event, at, Math.min(this.#now, this.#clock.indexTime(event, at, this.#now)));
  }

  /** Applies an ordinary row, of its `own` time in its event, in the current window. */
  #apply(row: Int32Array, at: number, own: number): void {
    const bits = row[at + W_FLAGS] as number;
    const action = (bits >>> 16) & 255;
    const index = ACTION_INDEX[action] as number;
    this.#accounts.actions[index]! += 1;
    if ((bits & F_MAYBE_BAD_BOOK) !== 0) this.#accounts.suspect = true;
    if (concernsOrder(index)) {
      this.#book.clock = this.#clock.eventTime(row, at, this.#now);
      const kept = applyRow(this.#book, this.#lattice, this.#oddities, row, at);
      if (!kept) this.#accounts.tainted = true;
    } else if (action === ACTION_TRADE) this.#run.trade(row, at, this.#now, this.#windowEnd);
    else if (action === ACTION_CLEAR) {
      this.#oddities.count('clears');
      this.#book.clear();
      this.#tape.reset();
      this.#accounts.tainted = true;
      this.#accounts.suspect = false;
    } else if (index === OTHER) this.#oddities.count('unknown_actions');
    if (this.#oddities.marked !== 0) this.#audit.noteOddities(row, at, own);
  }

  #snapshotRow(row: Int32Array, at: number, ts: number): void {
    this.#now = ts >= this.#windowEnd ? this.#advance(ts, this.#now) : ts;
    const accounts = this.#accounts;
    const bits = row[at + W_FLAGS] as number;
    let incoming = this.#incoming;
    if (incoming === undefined) {
      incoming = this.#spare ?? this.#newBook(this.#book.orders.capacity);
      this.#spare = undefined;
      this.#incoming = incoming;
      this.#audit.beginSnapshot(row, at);
      this.quality.snapshots += 1;
      accounts.inSnapshot = true;
    }
    accounts.tainted = true;
    this.quality.snapshot_rows += 1;
    const index = this.#countAction(bits);
    if (concernsOrder(index)) {
      incoming.clock = this.#clock.eventTime(row, at, this.#now);
      applyRow(incoming, this.#lattice, this.#oddities, row, at);
    } else if (((bits >>> 16) & 255) === ACTION_CLEAR) {
      this.quality.clears += 1;
      incoming.clear();
    }
    if (this.#oddities.marked !== 0) this.#audit.noteOddities(row, at, this.#now);
    if ((bits & F_LAST) === 0) return;
    this.#endSnapshot(incoming, true);
    if (incoming.levels.isCrossed()) this.#countCrossed(row, at);
    else if (this.#audit.crossing !== UNCROSSED) this.#audit.endCrossing(this.#now);
  }

  /** The snapshot's book becomes the visible one. A running book that is not empty is compared with it. */
  #endSnapshot(incoming: Book, endsWithLast: boolean): void {
    const running = this.#book;
    const differences = running.orders.live > 0 ? inheritAges(running, incoming) : 0;
    this.#audit.endSnapshot(running, incoming, differences, endsWithLast, this.#now);
    incoming.recountAges(this.#windowEnd);
    running.clear();
    running.watch = null;
    incoming.watch = this.#tape;
    this.#tape.reset();
    this.#spare = running;
    this.#book = incoming;
    this.#incoming = undefined;
    if (this.#opensWithSnapshot && this.#openingSnapshotOrders === null) {
      this.#openingSnapshotOrders = incoming.orders.live;
      this.#options.onOpeningSnapshot?.(incoming);
    }
    this.#accounts.inSnapshot = false;
    this.#accounts.suspect = false;
    this.#accounts.tainted = true;
  }

  #countAction(bits: number): number {
    const index = ACTION_INDEX[(bits >>> 16) & 255] as number;
    this.#accounts.actions[index]! += 1;
    if (index === OTHER) this.#oddities.count('unknown_actions');
    return index;
  }

  #countCrossed(row: Int32Array, at: number): void {
    this.#accounts.crossedEvents += 1;
    this.#lastCrossed = this.#now;
    this.#audit.noteCrossed(this.#book.levels, row, at, this.#now);
  }

  /** Past the end that the metadata names: noted. Past the longest span that is read: true, to be refused. */
  #isTooLate(row: Int32Array, at: number, ts: number): boolean {
    this.#exceedsSpan = ts > this.#spanEnd;
    if (!this.#exceedsSpan) this.#audit.note('records_after_end', row, at, ts);
    return this.#exceedsSpan;
  }

  #setLimit(): void {
    const { endNanos } = this.#options;
    const last =
      endNanos == null ? Number.POSITIVE_INFINITY : Number(endNanos - this.#clock.dayStartNanos) - 1;
    this.#limit = Math.min(this.#spanEnd, last);
  }

  #closeWindow(): boolean {
    const before = this.quality.identity_violations;
    const idle = this.#accounts.close(this.#window, this.#book, this.#day);
    const broken = this.quality.identity_violations - before;
    if (broken > 0) this.#audit.log.noteMany('identity_violations', broken, this.#windowEnd - 1);
    return idle;
  }

  /**
   * Closes every window that ends at or before `ts`. `last` is the time of the latest record before. Returns `ts`
   * relative to the day it falls in.
   */
  #advance(ts: number, last: number): number {
    let at = ts;
    while (at >= this.#windowEnd) {
      let window = this.#window;
      const idle = this.#closeWindow();
      if (idle) {
        const passed = Math.min(Math.floor(at / SECOND_NANOS), WINDOWS_PER_DAY) - 1 - window;
        const same = Math.min(passed, WINDOWS_PER_CHUNK - 1 - (window & (WINDOWS_PER_CHUNK - 1)));
        if (same > 0) this.#accounts.repeat(same, this.#day);
        window += same;
      }
      if (window === WINDOWS_PER_DAY - 1) at = this.#nextDay(at, last);
      else this.#openWindow(window + 1);
    }
    return at;
  }

  #openWindow(window: number): void {
    if ((window & (WINDOWS_PER_CHUNK - 1)) === 0) {
      this.#flushChunk();
      this.#accounts.beginChunk(window);
    }
    this.#accounts.open(window, this.#book);
    this.#window = window;
    this.#windowEnd = (window + 1) * SECOND_NANOS;
    this.#book.rollWindow(this.#windowEnd);
  }

  #nextDay(ts: number, last: number): number {
    this.#flushChunk();
    this.#endDay(Math.min(last, DAY_NANOS - 1));
    const days = Math.floor(ts / DAY_NANOS);
    const shift = days * DAY_NANOS;
    this.#setDay(this.#clock.dayStartNanos + BigInt(days) * BigInt(DAY_NANOS));
    this.#book.shiftTimes(shift);
    this.#incoming?.shiftTimes(shift);
    if (days > 1) this.#book.rollWindow(0); // what is young at a later midnight
    this.#spanEnd -= shift;
    this.#now -= shift;
    this.#before -= shift;
    this.#run.now = this.#now;
    this.#tape.nextDay();
    this.#setLimit();
    this.#audit.nextDay(this.#clock.dayStartNanos);
    this.#beginDay(0);
    this.#day.firstTsNanos = this.#clock.dayStartNanos + BigInt(ts - shift);
    return ts - shift;
  }

  #setDay(dayStartNanos: bigint): void {
    this.#clock.setDay(dayStartNanos);
    this.#run.setDay(dayStartNanos);
  }

  #beginDay(window: number): void {
    this.#firstWindow = window;
    this.#window = window;
    this.#windowEnd = (window + 1) * SECOND_NANOS;
    this.#day = new Tally();
    this.#day.firstTsNanos = this.#clock.dayStartNanos + BigInt(this.#now);
    this.#lastCrossed = Number.NaN;
    this.#options.onDayStart?.({ dayStartNanos: this.#clock.dayStartNanos, firstWindow: window });
    this.#accounts.beginDay(window, this.#book);
    this.#book.rollWindow(this.#windowEnd);
  }

  #endDay(last: number): void {
    this.#noteTimes(this.#day, last);
    if (this.#audit.crossing !== UNCROSSED) this.#audit.endCrossing(last);
    const totals = this.#day.totals(this.#book.orders.live, this.#openingSnapshotOrders);
    this.#past.add(this.#day);
    this.#day = new Tally();
    this.#options.onDayEnd?.({
      dayStartNanos: this.#clock.dayStartNanos,
      firstWindow: this.#firstWindow,
      audit: this.#audit.log,
      ...totals,
    });
  }

  #flushChunk(): void {
    const chunk = this.#accounts.chunk(this.#options.lendsChunks === true);
    this.#options.onChunk(chunk, { dayStartNanos: this.#clock.dayStartNanos });
  }

  /** The current day with what its open window has so far. */
  #running(): Tally {
    const tally = new Tally();
    tally.add(this.#day);
    if (!this.#started || this.#finished) return tally;
    this.#accounts.addOpenTo(tally);
    this.#noteTimes(tally, this.#now);
    return tally;
  }

  #noteTimes(tally: Tally, last: number): void {
    tally.lastTsNanos = this.#clock.dayStartNanos + BigInt(last);
    if (!Number.isNaN(this.#lastCrossed))
      tally.lastCrossedTsNanos = this.#clock.dayStartNanos + BigInt(this.#lastCrossed);
  }
}
