// One option's MBO records, in file order, into its book: events and snapshots (field-model §1, §2). An event's rows wait
// for the one with F_LAST, so that the whole event falls into the window of its last row; windows are the lattice's. An event
// that nothing but a snapshot ends falls into the snapshot's window: the one before may be closed.
import { ACTION_CLEAR, F_LAST, F_MAYBE_BAD_BOOK, F_SNAPSHOT, MBO_WORDS, W_FLAGS } from '../dbn/layout.ts';
import { concernsOrder } from '../silver/chunk.ts';
import type { OptionBooks } from './option-books.ts';
import type { OptionLattice } from './option-lattice.ts';
import { applyOptionRow } from './option-row.ts';
import type { OptionSeries } from './series.ts';

/** A feed without F_LAST is not kept in memory for longer. */
const MAX_EVENT_ROWS = 1 << 12;
/** Number of the one option in the books that a snapshot builds. */
const ALONE = 0;

export class OptionInstrument {
  readonly #lattice: OptionLattice;
  /** Its number in the lattice. */
  readonly book: number;
  /** The book that a snapshot in progress builds. */
  #incoming: OptionBooks | null = null;
  /** Rows of the event in progress, and the byte of each. */
  #event: Int32Array | null = null;
  #eventOffsets: number[] | null = null;
  #eventRows = 0;

  constructor(lattice: OptionLattice, series: OptionSeries) {
    this.#lattice = lattice;
    this.book = lattice.openBook(this, series);
  }

  /** Takes the records whose first words lie `stride` words apart, from `from` to before `to`. */
  records(words: Int32Array, from: number, to: number, stride: number): void {
    this.#lattice.takeAll(this.book, words, from, to, stride);
  }

  /** Takes the record whose first word is `words[at]` by itself. */
  record(words: Int32Array, at: number): void {
    this.#record(words, at);
    this.#lattice.books.setHeld(this.book, this.#eventRows > 0 || this.#incoming !== null);
  }

  /** The id means another instrument from now on: nothing of this one rests any more. */
  retire(): void {
    this.finish();
    this.#lattice.books.clear(this.book);
  }

  /** Rows of an event that the file leaves unfinished. */
  finish(): void {
    const { oddities, audit, now } = this.#lattice;
    const count = this.#eventRows;
    for (let i = 0; i < count; i++)
      this.#lattice.countAction((this.#event as Int32Array)[i * MBO_WORDS + W_FLAGS]);
    oddities.counts.unfinished_records += count;
    if (count > 0) audit.noteMany('unfinished_records', count, now);
    this.#eventRows = 0;
    if (this.#incoming) this.#endSnapshot(this.#incoming);
    this.#lattice.books.setHeld(this.book, false);
  }

  #record(row: Int32Array, at: number): void {
    const lattice = this.#lattice;
    const bits = row[at + W_FLAGS];
    const ts = lattice.timeOf(row, at);
    if (Number.isNaN(ts)) return;
    lattice.advance(ts);
    if ((bits & F_MAYBE_BAD_BOOK) !== 0) {
      lattice.oddities.counts.maybe_bad_book += 1;
      lattice.note('maybe_bad_book', row, at, lattice.now);
    }
    if ((bits & F_SNAPSHOT) !== 0) {
      this.#applyEvent();
      this.#snapshotRow(row, at);
      return;
    }
    if (this.#incoming) this.#endSnapshot(this.#incoming);
    if ((bits & F_LAST) !== 0 && this.#eventRows === 0) {
      lattice.apply(this.book, row, at, lattice.streamOffset + at * 4);
      return;
    }
    this.#buffer(row, at);
    if ((bits & F_LAST) !== 0 || this.#eventRows === MAX_EVENT_ROWS) this.#applyEvent();
  }

  #buffer(row: Int32Array, at: number): void {
    const to = this.#eventRows * MBO_WORDS;
    let event = this.#event ?? new Int32Array(4 * MBO_WORDS);
    if (to === event.length) {
      const bigger = new Int32Array(to * 2);
      bigger.set(event);
      event = bigger;
    }
    for (let w = 0; w < MBO_WORDS; w++) event[to + w] = row[at + w];
    this.#event = event;
    this.#eventOffsets ??= [];
    this.#eventOffsets[this.#eventRows] = this.#lattice.streamOffset + at * 4;
    this.#eventRows += 1;
  }

  #applyEvent(): void {
    const count = this.#eventRows;
    if (count === 0 || !this.#event || !this.#eventOffsets) return;
    this.#eventRows = 0;
    for (let i = 0; i < count; i++)
      this.#lattice.apply(this.book, this.#event, i * MBO_WORDS, this.#eventOffsets[i]);
  }

  #snapshotRow(row: Int32Array, at: number): void {
    const lattice = this.#lattice;
    const bits = row[at + W_FLAGS];
    if (!this.#incoming) {
      this.#incoming = lattice.beginSnapshot();
      lattice.oddities.counts.snapshots += 1;
    }
    lattice.books.taint(this.book);
    lattice.oddities.counts.snapshot_rows += 1;
    const index = lattice.countAction(bits);
    if (concernsOrder(index)) {
      this.#incoming.clock = lattice.clock.eventTime(row, at, lattice.now);
      applyOptionRow(this.#incoming, ALONE, row, at);
    } else if (((bits >>> 16) & 255) === ACTION_CLEAR) {
      lattice.oddities.counts.clears += 1;
      this.#incoming.clear(ALONE);
    }
    if (lattice.oddities.marked !== 0) lattice.noteOddities(row, at, lattice.streamOffset + at * 4);
    if ((bits & F_LAST) !== 0) this.#endSnapshot(this.#incoming);
  }

  #endSnapshot(incoming: OptionBooks): void {
    this.#incoming = null;
    this.#lattice.books.replaceBy(this.book, incoming);
    this.#lattice.endSnapshot(incoming, ALONE);
  }
}
