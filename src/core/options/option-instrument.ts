// One option's MBO records, in file order, into its book: events and snapshots (field-model §1, §2). An event's rows wait
// for the one with F_LAST, so that the whole event falls into the window of its last row; windows are the lattice's. An event
// that nothing but a snapshot ends falls into the snapshot's window: the one before may be closed.
import {
  ACTION_CLEAR,
  ACTION_TRADE,
  F_LAST,
  F_MAYBE_BAD_BOOK,
  F_SNAPSHOT,
  MBO_WORDS,
  W_FLAGS,
} from '../dbn/layout.ts';
import { concernsOrder } from '../silver/chunk.ts';
import { type BookHost, EVENT_TIME, OptionBook } from './option-book.ts';
import type { OptionLattice } from './option-lattice.ts';
import { applyOptionRow } from './option-row.ts';
import type { OptionSeries } from './series.ts';

const OTHER = 7;
/** A feed without F_LAST is not kept in memory for longer. */
const MAX_EVENT_ROWS = 1 << 12;

export class OptionInstrument {
  readonly #lattice: OptionLattice;
  readonly #book: OptionBook;
  /** The book that a snapshot in progress builds. */
  #incoming: OptionBook | null = null;
  /** Rows of the event in progress, and the byte of each. */
  #event: Int32Array | null = null;
  #eventOffsets: number[] = [];

  constructor(lattice: OptionLattice, series: OptionSeries) {
    this.#lattice = lattice;
    this.#book = lattice.openBook(series);
  }

  /** Takes the records whose first words lie `stride` words apart, from `from` to before `to`. */
  records(words: Int32Array, from: number, to: number, stride: number): void {
    for (let at = from; at < to; at += stride) this.#record(words, at);
  }

  /** The id means another instrument from now on: nothing of this one rests any more. */
  retire(): void {
    this.finish();
    this.#book.clear();
  }

  /** Rows of an event that the file leaves unfinished. */
  finish(): void {
    const { oddities, audit, now } = this.#lattice;
    const count = this.#eventOffsets.length;
    for (let i = 0; i < count; i++)
      this.#lattice.countAction((this.#event as Int32Array)[i * MBO_WORDS + W_FLAGS]);
    oddities.counts.unfinished_records += count;
    if (count > 0) audit.noteMany('unfinished_records', count, now);
    this.#eventOffsets = [];
    if (this.#incoming) this.#endSnapshot(this.#incoming);
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
    if ((bits & F_LAST) !== 0 && this.#eventOffsets.length === 0) {
      this.#apply(row, at, lattice.streamOffset + at * 4);
      return;
    }
    this.#buffer(row, at);
    if ((bits & F_LAST) !== 0 || this.#eventOffsets.length === MAX_EVENT_ROWS) this.#applyEvent();
  }

  #buffer(row: Int32Array, at: number): void {
    const to = this.#eventOffsets.length * MBO_WORDS;
    let event = this.#event ?? new Int32Array(4 * MBO_WORDS);
    if (to === event.length) {
      const bigger = new Int32Array(to * 2);
      bigger.set(event);
      event = bigger;
    }
    for (let w = 0; w < MBO_WORDS; w++) event[to + w] = row[at + w];
    this.#event = event;
    this.#eventOffsets.push(this.#lattice.streamOffset + at * 4);
  }

  #applyEvent(): void {
    const offsets = this.#eventOffsets;
    if (offsets.length === 0 || !this.#event) return;
    this.#eventOffsets = [];
    for (let i = 0; i < offsets.length; i++) this.#apply(this.#event, i * MBO_WORDS, offsets[i]);
  }

  #apply(row: Int32Array, at: number, streamOffset: number): void {
    const lattice = this.#lattice;
    const bits = row[at + W_FLAGS];
    const action = (bits >>> 16) & 255;
    const index = lattice.countAction(bits);
    if (concernsOrder(index)) {
      lattice.times[EVENT_TIME] = lattice.clock.eventTime(row, at, lattice.now);
      applyOptionRow(this.#book, lattice.oddities, row, at);
    } else if (action === ACTION_TRADE) lattice.countTrade(row, at);
    else if (action === ACTION_CLEAR) {
      lattice.oddities.count('clears');
      this.#book.clear();
    } else if (index === OTHER) lattice.oddities.count('unknown_actions');
    if (lattice.oddities.marked !== 0) lattice.noteOddities(row, at, streamOffset);
  }

  #snapshotRow(row: Int32Array, at: number): void {
    const lattice = this.#lattice;
    const bits = row[at + W_FLAGS];
    if (!this.#incoming) {
      this.#incoming = new OptionBook(unseen(lattice), this.#book.series);
      lattice.incoming.add(this.#incoming);
      lattice.oddities.counts.snapshots += 1;
    }
    this.#book.taint();
    lattice.oddities.counts.snapshot_rows += 1;
    const index = lattice.countAction(bits);
    if (concernsOrder(index)) {
      lattice.times[EVENT_TIME] = lattice.clock.eventTime(row, at, lattice.now);
      applyOptionRow(this.#incoming, lattice.oddities, row, at);
    } else if (((bits >>> 16) & 255) === ACTION_CLEAR) {
      lattice.oddities.counts.clears += 1;
      this.#incoming.clear();
    }
    if (lattice.oddities.marked !== 0) lattice.noteOddities(row, at, lattice.streamOffset + at * 4);
    if ((bits & F_LAST) !== 0) this.#endSnapshot(this.#incoming);
  }

  #endSnapshot(incoming: OptionBook): void {
    this.#incoming = null;
    this.#lattice.incoming.delete(incoming);
    this.#book.replaceBy(incoming);
  }
}

/** A book that is being built is not the lattice's to account for. */
function unseen({ times, oddities }: OptionLattice): BookHost {
  return { times, oddities, touched: () => {}, late: () => {} };
}
