// Blocks of records → each record to whom it concerns: MBO to its instrument's feed, the rest to one listener. It
// remembers the last instrument, finds others in an open-addressing table, and allocates nothing. Records of feeds that
// share a batch are given away many at once: with thousands of books a record's cost is the memory it waits for, and
// whoever knows what comes next can wait for much at once.
import { MBO_WORDS, RTYPE, W_HEADER, W_INSTRUMENT } from '../../core/dbn/layout.ts';
import { rawIndexTime } from '../../core/silver/row-clock.ts';
import type { RecordBatch, RecordFeed } from './record-feed.ts';

const FIRST_SLOTS = 64;
const MBO_BITS = RTYPE.mbo << 8;
/** Records of a batch given away at once. */
const MOST_RECORDS = 512;
/** Words of an entry of the table: instrument, publisher, index of the feed + 1 (0 is free), number in its batch. */
const ENTRY_WORDS = 4;
const ENTRY_PUBLISHER = 1;
const ENTRY_FEED = 2;
const ENTRY_MEMBER = 3;
/** Beside the publisher: number of the batch + 1, 0 where there is none. */
const BATCH_SHIFT = 16;
const PUBLISHER_MASK = 0xffff;
const MOST_BATCHES = 0x7fff;

export interface DispatchOptions {
  /** Called at the first MBO record of each (publisher, instrument). */
  open(publisherId: number, instrumentId: number, words: Int32Array, at: number): RecordFeed;
  /** Any record that is not MBO; `at` is its first word. */
  other(rtype: number, words: Int32Array, at: number): void;
}

export class RecordDispatcher {
  readonly feeds: RecordFeed[] = [];
  mboRecords = 0;
  readonly #options: DispatchOptions;
  /** Feeds by hash of (publisher, instrument). */
  #table = new Int32Array(FIRST_SLOTS * ENTRY_WORDS);
  #shift = shiftFor(this.#table);
  readonly #batches: RecordBatch[] = [];
  /** Of the records found: number in the batch. */
  readonly #members = new Int32Array(MOST_RECORDS);
  #last: RecordFeed | null = null;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /**
   * Takes whole records of the first `count` words, from `from` on; those of one instrument that follow each other go to
   * it at once. Returns where it stopped: at the end, or at the first record at `enough` or behind it.
   */
  dispatch(words: Int32Array, count: number, from = 0, enough = count): number {
    let at = from;
    while (at < enough) {
      const header = words[at + W_HEADER];
      const length = header & 255;
      if ((header & 0xff00) !== MBO_BITS || length < MBO_WORDS) {
        this.#options.other((header >>> 8) & 255, words, at);
        at += length;
        continue;
      }
      const instrument = words[at + W_INSTRUMENT];
      const isLast = this.#isLast(header, instrument);
      const entry = isLast ? -1 : this.#entry(header >>> 16, instrument);
      const batch = entry < 0 ? 0 : this.#table[entry + ENTRY_PUBLISHER] >>> BATCH_SHIFT;
      if (batch > 0) {
        at = this.#batch(batch, words, at, enough);
        continue;
      }
      const end = endOfRun(words, at, count, length);
      at = this.#run(this.#feed(header, instrument, words, at), words, at, end, length);
    }
    return at;
  }

  /** Gives the records of a batch away that follow each other from `from` on; returns the first word not taken. */
  #batch(batch: number, words: Int32Array, from: number, enough: number): number {
    const header = words[from + W_HEADER];
    const length = header & 255;
    const members = this.#members;
    let count = 0;
    let at = from;
    for (; count < MOST_RECORDS && at < enough && words[at + W_HEADER] === header; at += length) {
      const entry = this.#entry(header >>> 16, words[at + W_INSTRUMENT]);
      if (entry < 0 || this.#table[entry + ENTRY_PUBLISHER] >>> BATCH_SHIFT !== batch) break;
      members[count] = this.#table[entry + ENTRY_MEMBER];
      count += 1;
    }
    this.mboRecords += count;
    this.#batches[batch - 1].takeRecords(words, from, length, members, count);
    return at;
  }

  /** Returns the first word not taken: that of a record from whose time on the id means another instrument. */
  #run(feed: RecordFeed, words: Int32Array, from: number, limit: number, length: number): number {
    const end =
      feed.untilNanos === null ? limit : firstAtOrAfter(feed.untilNanos, words, from, limit, length);
    this.mboRecords += (end - from) / length;
    feed.take(words, from, end, length);
    if (end < limit) {
      feed.retire();
      this.#last = null;
      this.#fillTable(this.#table.length);
    }
    return end;
  }

  #feed(header: number, instrument: number, words: Int32Array, at: number): RecordFeed {
    const last = this.#last;
    if (last && this.#isLast(header, instrument)) return last;
    this.#last = this.#find(header >>> 16, instrument, words, at);
    return this.#last;
  }

  #isLast(header: number, instrument: number): boolean {
    const last = this.#last;
    return last?.publisherId === header >>> 16 && (last.instrumentId | 0) === instrument;
  }

  /** The feed of an MBO record that was dispatched before. */
  feedOf(words: Int32Array, at: number): RecordFeed {
    return this.#find((words[at + W_HEADER] as number) >>> 16, words[at + W_INSTRUMENT], words, at);
  }

  #find(publisherId: number, instrument: number, words: Int32Array, at: number): RecordFeed {
    const entry = this.#entry(publisherId, instrument);
    if (entry < 0) return this.#add(publisherId, instrument >>> 0, words, at);
    return this.feeds[this.#table[entry + ENTRY_FEED] - 1];
  }

  /** First word of a feed's entry in the table, or -1. */
  #entry(publisherId: number, instrument: number): number {
    const table = this.#table;
    const mask = table.length / ENTRY_WORDS - 1;
    for (let slot = hash(publisherId, instrument) >>> this.#shift; ; slot = (slot + 1) & mask) {
      const entry = slot * ENTRY_WORDS;
      if (table[entry + ENTRY_FEED] === 0) return -1;
      if (table[entry] === instrument && (table[entry + ENTRY_PUBLISHER] & PUBLISHER_MASK) === publisherId)
        return entry;
    }
  }

  #add(publisherId: number, instrumentId: number, words: Int32Array, at: number): RecordFeed {
    const feed = this.#options.open(publisherId, instrumentId, words, at);
    this.feeds.push(feed);
    if (this.feeds.length * 2 * ENTRY_WORDS > this.#table.length) this.#fillTable(2 * this.#table.length);
    else this.#place(feed, this.feeds.length);
    return feed;
  }

  /** A table of so many words with all feeds that go on. */
  #fillTable(length: number): void {
    this.#table = new Int32Array(length);
    this.#shift = shiftFor(this.#table);
    for (const [i, feed] of this.feeds.entries()) if (!feed.retired) this.#place(feed, i + 1);
  }

  #place(feed: RecordFeed, index: number): void {
    const table = this.#table;
    const mask = table.length / ENTRY_WORDS - 1;
    let slot = hash(feed.publisherId, feed.instrumentId | 0) >>> this.#shift;
    while (table[slot * ENTRY_WORDS + ENTRY_FEED] !== 0) slot = (slot + 1) & mask;
    table[slot * ENTRY_WORDS] = feed.instrumentId | 0;
    table[slot * ENTRY_WORDS + ENTRY_PUBLISHER] =
      feed.publisherId | (this.#batchNumber(feed.batch) << BATCH_SHIFT);
    table[slot * ENTRY_WORDS + ENTRY_FEED] = index;
    table[slot * ENTRY_WORDS + ENTRY_MEMBER] = feed.member ?? 0;
  }

  /** Number of a batch + 1, 0 for none. */
  #batchNumber(batch: RecordBatch | undefined): number {
    if (!batch) return 0;
    const known = this.#batches.indexOf(batch) + 1;
    if (known > 0 || this.#batches.length === MOST_BATCHES) return known;
    return this.#batches.push(batch);
  }
}

/** Word behind the records of one instrument that follow each other from `from` on. */
function endOfRun(words: Int32Array, from: number, count: number, length: number): number {
  const header = words[from + W_HEADER];
  const instrument = words[from + W_INSTRUMENT];
  let end = from + length;
  while (end < count && words[end + W_HEADER] === header && words[end + W_INSTRUMENT] === instrument)
    end += length;
  return end;
}

/** First of the records `length` words apart whose index time is at least `nanos`, else `end`. */
function firstAtOrAfter(nanos: bigint, words: Int32Array, from: number, end: number, length: number): number {
  let at = from;
  while (at < end && rawIndexTime(words, at) < nanos) at += length;
  return at;
}

/** Its high bits tell the place; instruments whose numbers follow each other come to lie apart. */
function hash(publisherId: number, instrument: number): number {
  return Math.imul(instrument ^ Math.imul(publisherId, 0x85ebca6b), 0x9e3779b1);
}

function shiftFor(table: Int32Array): number {
  return Math.clz32(table.length / ENTRY_WORDS) + 1;
}
