// A second pass over a source: one instrument's rows of one day into its bronze file, with a checkpoint of the book every
// so many rows. The file must be the one that the day was read from; its hash tells, at the end. Gives way to what else
// the engine has to do.
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import {
  ACTION_CLEAR,
  F_SNAPSHOT,
  MBO_WORDS,
  RTYPE,
  W_FLAGS,
  W_HEADER,
  W_INSTRUMENT,
} from '../../core/dbn/layout.ts';
import { encodeReplay } from '../../core/exact/checkpoint.ts';
import { type EventEnd, MarketReplay } from '../../core/exact/market-replay.ts';
import { planesFromRows } from '../../core/exact/row-block.ts';
import { Turns } from '../pipeline/turn.ts';
import { openDbnSource } from '../source/file-source.ts';
import { BLOCK_ROWS, BronzeWriter } from './bronze-file.ts';

/** Rows between checkpoints: what an answer replays at most. */
const CHECKPOINT_ROWS = 32_768;
/** Parts on their way to the file, of 330 kB at most, while the rows after them are taken. */
const MOST_PACKING = 16;
const DAY_NANOS = 86_400 * 1e9;

export interface BronzeDay {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly dayStartNanos: bigint;
  readonly tickSizeNanos: bigint;
}

export interface BuildOptions {
  readonly path: string;
  readonly fragment?: FragmentSettings | undefined;
  readonly threads: 1 | 2;
  /** What the file's bytes must hash to, hexadecimal. */
  readonly sha256: string;
  readonly day: BronzeDay;
  /** The file that is made. */
  readonly into: string;
  readonly signal: AbortSignal;
  onProgress(bytesRead: number, bytesTotal: number): void;
}

/** Throws FaultErrors: the source's, `file_changed`, the disk's, `cancelled`. */
export async function buildBronze(options: BuildOptions): Promise<void> {
  const { path, fragment, threads, day, into, signal } = options;
  const source = await openDbnSource(path, { threads, ...(fragment && { fragment }) });
  const header = MBO_WORDS | (RTYPE.mbo << 8) | (day.publisherId << 16);
  let writer: BronzeWriter | null = null;
  try {
    writer = await BronzeWriter.begin(into, header, day.instrumentId | 0);
    const rows = new DayRows(day, writer);
    const turns = new Turns();
    for (let block = await source.next(); block; block = await source.next()) {
      rows.take(block.i32, block.words);
      block.release();
      await writer.flush(MOST_PACKING);
      const { bytesRead, bytesTotal } = source.progress();
      options.onProgress(bytesRead, bytesTotal);
      if (signal.aborted) throw new FaultError({ code: 'cancelled', message: 'Reading was cancelled.' });
      if (turns.due) await turns.next();
    }
    if (source.digest() !== options.sha256) throw new FaultError(changedFault(path));
    rows.finish();
    await writer.finish();
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    await source.close();
  }
}

function changedFault(path: string): Fault {
  return {
    code: 'file_changed',
    message: 'The file is not the one any more that this day was read from.',
    file: path,
    hint: 'Open the file again; it is read anew.',
  };
}

class DayRows {
  readonly #day: BronzeDay;
  readonly #writer: BronzeWriter;
  #replay: MarketReplay;
  #phase: 'before' | 'within' | 'after' = 'before';
  /** Before the day: the rows that the visible book does not show yet. Within it: the block being filled. */
  #rows = new Int32Array(BLOCK_ROWS * MBO_WORDS);
  #count = 0;
  #clears = false;
  #sinceCheckpoint = 0;

  constructor(day: BronzeDay, writer: BronzeWriter) {
    this.#day = day;
    this.#writer = writer;
    this.#replay = new MarketReplay(day.dayStartNanos, day.tickSizeNanos);
  }

  /** Whole records of any kind and instrument, `count` words. */
  take(words: Int32Array, count: number): void {
    const instrument = this.#day.instrumentId | 0;
    const kind = (RTYPE.mbo << 8) | (this.#day.publisherId << 16);
    for (let at = 0; at < count && this.#phase !== 'after'; at += (words[at + W_HEADER] as number) & 255) {
      const header = words[at + W_HEADER] as number;
      if ((header & ~255) !== kind || words[at + W_INSTRUMENT] !== instrument) continue;
      if ((header & 255) < MBO_WORDS) continue;
      const time = this.#replay.timeOf(words, at);
      if (Number.isNaN(time)) continue;
      if (time >= DAY_NANOS) this.#phase = 'after';
      else if (this.#phase === 'within') this.#keep(words, at, time);
      else if (time < 0) this.#pass(words, at, time);
      else {
        this.#begin();
        this.#keep(words, at, time);
      }
    }
  }

  finish(): void {
    if (this.#phase === 'before') this.#begin();
    this.#writeBlock();
  }

  /** A row of an earlier day. */
  #pass(words: Int32Array, at: number, time: number): void {
    const held = this.#replay.pendingRows;
    this.#replay.take(words, at, time);
    // A snapshot that cuts an event off applies what was held.
    const cut = held > 0 && this.#replay.pendingRows === 0;
    if (this.#replay.isSettled || cut) this.#count = 0;
    if (!this.#replay.isSettled) this.#push(words, at);
  }

  /** The day begins with the book as it is, behind it the rows of what is under way. */
  #begin(): void {
    const { book, marks } = this.#replay;
    const first = {
      ...marks,
      row: 0,
      event: atStart(marks.event),
      eventBefore: atStart(marks.eventBefore),
    };
    const { dayStartNanos, tickSizeNanos } = this.#day;
    const held = this.#rows.slice(0, this.#count * MBO_WORDS);
    this.#replay = new MarketReplay(dayStartNanos, tickSizeNanos, book, first);
    this.#phase = 'within';
    this.#count = 0;
    this.#checkpoint();
    for (let at = 0; at < held.length; at += MBO_WORDS) this.#keep(held, at, this.#replay.timeOf(held, at));
  }

  #keep(words: Int32Array, at: number, time: number): void {
    this.#replay.take(words, at, time);
    const bits = words[at + W_FLAGS] as number;
    if ((bits & F_SNAPSHOT) !== 0 || ((bits >>> 16) & 255) === ACTION_CLEAR) this.#clears = true;
    this.#push(words, at);
    this.#sinceCheckpoint += 1;
    const due = this.#sinceCheckpoint >= CHECKPOINT_ROWS && this.#replay.isSettled;
    if (due || this.#count === BLOCK_ROWS) this.#writeBlock();
    if (due) this.#checkpoint();
  }

  #push(words: Int32Array, at: number): void {
    const to = this.#count * MBO_WORDS;
    if (to === this.#rows.length) {
      const longer = new Int32Array(to * 2);
      longer.set(this.#rows);
      this.#rows = longer;
    }
    for (let w = 0; w < MBO_WORDS; w += 1) this.#rows[to + w] = words[at + w] as number;
    this.#count += 1;
  }

  #writeBlock(): void {
    if (this.#count === 0) return;
    const planes = planesFromRows(this.#rows, this.#count);
    const clears = this.#clears;
    this.#count = 0;
    this.#clears = false;
    this.#writer.block(planes, clears);
  }

  #checkpoint(): void {
    this.#sinceCheckpoint = 0;
    this.#writer.checkpoint(encodeReplay(this.#replay), this.#replay.now);
  }
}

/** An event of an earlier day, seen from the first row of this one. */
function atStart(end: EventEnd): EventEnd {
  return { ...end, row: 0 };
}
