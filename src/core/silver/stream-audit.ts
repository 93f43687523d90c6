// Between an instrument's stream and the log of its day: what the stream sees goes in with the words of the record, and
// here it gets its byte and is told apart. Everything but `buffered` is called only where something is odd, at the ends
// of snapshots and of days. Times are nanoseconds from the day's midnight.
import { type AuditKind, type AuditOpening, MOST_EXAMPLES } from '../../../contracts/audit.ts';
import type { Book, Levels } from '../book/book.ts';
import { Oddities } from '../book/oddities.ts';
import { snapshotDifferences } from '../book/snapshot-check.ts';
import {
  ACTION_CLEAR,
  F_BAD_TS_RECV,
  F_MAYBE_BAD_BOOK,
  F_SNAPSHOT,
  MBO_WORDS,
  W_FLAGS,
} from '../dbn/layout.ts';
import { AuditLog, type RecordPlace } from './audit-log.ts';
import type { EventRows } from './event-rows.ts';

/** Where the words given to a stream lie; set anew by whoever cuts the file into blocks. */
export interface StreamOrigin {
  /** Byte of the first word in the decompressed file. */
  streamOffset: number;
}

export const UNCROSSED = 0;
const CROSSED = 1;
const LOCKED = 2;

export class StreamAudit {
  readonly oddities = new Oddities();
  /** Of the current day. */
  log = new AuditLog(0n, 'nothing');
  /** What the book was at the last event's end: UNCROSSED, or since when and as what it counts. */
  crossing = UNCROSSED;
  #crossedSince = 0;
  #crossedKind: AuditKind = 'crossed_in_trading';
  readonly #origin: StreamOrigin;
  readonly #tickSizeNanos: bigint;
  #dayStartNanos = 0n;
  /** The rows of the event in progress, and the byte of each. */
  readonly #event: EventRows;
  #eventOffsets = new Float64Array(16);
  /** Where the snapshot in progress begins, and whether with an R. */
  #snapshotOffset = 0;
  #snapshotClears = false;

  constructor(tickSizeNanos: bigint, event: EventRows, origin: StreamOrigin = { streamOffset: 0 }) {
    this.#tickSizeNanos = tickSizeNanos;
    this.#origin = origin;
    this.#event = event;
  }

  /** The stream begins with a record of these flags. */
  begin(dayStartNanos: bigint, bits: number): void {
    this.#dayStartNanos = dayStartNanos;
    this.log = new AuditLog(dayStartNanos, openingFrom(bits));
  }

  nextDay(dayStartNanos: bigint): void {
    this.#dayStartNanos = dayStartNanos;
    this.log = new AuditLog(dayStartNanos, 'carried', this.log);
  }

  /** The record at `at` of the current words became row `index` of the event's buffer. */
  buffered(index: number, at: number): void {
    if (index === this.#eventOffsets.length) {
      const longer = new Float64Array(index * 2);
      longer.set(this.#eventOffsets);
      this.#eventOffsets = longer;
    }
    this.#eventOffsets[index] = this.#origin.streamOffset + at * 4;
  }

  isBuffered(row: Int32Array): boolean {
    return row === this.#event.words;
  }

  note(kind: AuditKind, row: Int32Array, at: number, ts: number): void {
    this.log.note(kind, this.#place(row, at, ts));
  }

  /** Notes what a book counted as odd in this row. */
  noteOddities(row: Int32Array, at: number, ts: number): void {
    this.log.noteCounts(this.oddities.take(), this.#place(row, at, ts));
  }

  /** Clears and rows of snapshots are the vendor's, without a receive time of their own: their mark says nothing. */
  noteFlags(row: Int32Array, at: number, ts: number): void {
    const bits = row[at + W_FLAGS] as number;
    if ((bits & F_BAD_TS_RECV) !== 0) {
      this.oddities.counts.bad_ts_recv += 1;
      const isVendors = (bits & F_SNAPSHOT) !== 0 || isClear(bits);
      if (!isVendors) this.note('bad_ts_recv', row, at, ts);
    }
    if ((bits & F_MAYBE_BAD_BOOK) === 0) return;
    this.oddities.counts.maybe_bad_book += 1;
    this.note('maybe_bad_book', row, at, ts);
  }

  /** An event ended with this row and a crossed or locked book. */
  noteCrossed(levels: Levels, row: Int32Array, at: number, ts: number): void {
    this.oddities.counts.crossed_samples += 1;
    const crossing = levels.bestBid() === levels.bestAsk() ? LOCKED : CROSSED;
    const continues = crossing === this.crossing;
    if (!continues) {
      if (this.crossing !== UNCROSSED) this.endCrossing(ts);
      this.crossing = crossing;
      this.#crossedSince = ts;
    }
    this.#crossedKind = this.log.noteCrossed(crossing === LOCKED, this.#place(row, at, ts), continues);
  }

  endCrossing(ts: number): void {
    this.log.noteLasted(this.#crossedKind, ts - this.#crossedSince);
    this.crossing = UNCROSSED;
  }

  beginSnapshot(row: Int32Array, at: number): void {
    this.#snapshotOffset = this.#place(row, at, 0).streamOffset;
    this.#snapshotClears = isClear(row[at + W_FLAGS] as number);
  }

  /** `differences` of the orders of the running book, if it has any, from the snapshot's. */
  endSnapshot(running: Book, snapshot: Book, differences: number, endsWithLast: boolean, ts: number): void {
    const compared = running.orders.live;
    const tick = this.#tickSizeNanos;
    this.log.noteSnapshot({
      tsNanos: String(this.#dayStartNanos + BigInt(ts)),
      streamOffset: this.#snapshotOffset,
      orders: snapshot.orders.live,
      startsWithClear: this.#snapshotClears,
      endsWithLast,
      comparedOrders: compared > 0 ? compared : null,
      differences,
      examples: differences > 0 ? snapshotDifferences(running, snapshot, tick, MOST_EXAMPLES) : [],
    });
    if (differences === 0) return;
    this.oddities.counts.snapshot_mismatches += differences;
    this.log.noteMany('snapshot_mismatches', differences, ts);
  }

  #place(row: Int32Array, at: number, tsNanos: number): RecordPlace {
    const streamOffset = this.isBuffered(row)
      ? (this.#eventOffsets[at / MBO_WORDS] as number)
      : this.#origin.streamOffset + at * 4;
    return { words: row, at, streamOffset, tsNanos };
  }
}

/** How a book begins with a record of these flags. */
function openingFrom(bits: number): AuditOpening {
  if ((bits & F_SNAPSHOT) !== 0) return 'snapshot';
  return isClear(bits) ? 'clear' : 'nothing';
}

function isClear(bits: number): boolean {
  return ((bits >>> 16) & 255) === ACTION_CLEAR;
}
