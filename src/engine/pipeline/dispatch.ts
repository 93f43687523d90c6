// Blocks of records → each record to whom it concerns: MBO to its instrument's feed, the rest to one listener. It
// remembers the last instrument, finds others in an open-addressing table, and allocates nothing.
import { MBO_WORDS, RTYPE, W_HEADER, W_INSTRUMENT } from '../../core/dbn/layout.ts';
import { rawIndexTime } from '../../core/silver/row-clock.ts';
import type { RecordFeed } from './record-feed.ts';

const FIRST_SLOTS = 64;
const MBO_BITS = RTYPE.mbo << 8;

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
  /** Index of the feed + 1 by hash of (publisher, instrument); 0 is free. */
  #slots = new Int32Array(FIRST_SLOTS);
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
      let end = at + length;
      while (end < count && words[end + W_HEADER] === header && words[end + W_INSTRUMENT] === instrument)
        end += length;
      at = this.#run(this.#feed(header, instrument, words, at), words, at, end, length);
    }
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
    }
    return end;
  }

  #feed(header: number, instrument: number, words: Int32Array, at: number): RecordFeed {
    const last = this.#last;
    if (last?.publisherId === header >>> 16 && (last.instrumentId | 0) === instrument) return last;
    this.#last = this.#find(header >>> 16, instrument, words, at);
    return this.#last;
  }

  /** The feed of an MBO record that was dispatched before. */
  feedOf(words: Int32Array, at: number): RecordFeed {
    return this.#find((words[at + W_HEADER] as number) >>> 16, words[at + W_INSTRUMENT], words, at);
  }

  #find(publisherId: number, instrument: number, words: Int32Array, at: number): RecordFeed {
    const mask = this.#slots.length - 1;
    for (let slot = hash(publisherId, instrument) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot];
      if (index === 0) return this.#add(publisherId, instrument >>> 0, words, at);
      const feed = this.feeds[index - 1];
      if (feed.publisherId === publisherId && (feed.instrumentId | 0) === instrument && !feed.retired)
        return feed;
    }
  }

  #add(publisherId: number, instrumentId: number, words: Int32Array, at: number): RecordFeed {
    const feed = this.#options.open(publisherId, instrumentId, words, at);
    this.feeds.push(feed);
    if (this.feeds.length * 2 > this.#slots.length) this.#slots = new Int32Array(this.#slots.length * 2);
    else return this.#place(feed, this.feeds.length);
    for (let i = 0; i < this.feeds.length; i++) this.#place(this.feeds[i], i + 1);
    return feed;
  }

  #place(feed: RecordFeed, index: number): RecordFeed {
    const mask = this.#slots.length - 1;
    let slot = hash(feed.publisherId, feed.instrumentId | 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index;
    return feed;
  }
}

/** First of the records `length` words apart whose index time is at least `nanos`, else `end`. */
function firstAtOrAfter(nanos: bigint, words: Int32Array, from: number, end: number, length: number): number {
  let at = from;
  while (at < end && rawIndexTime(words, at) < nanos) at += length;
  return at;
}

function hash(publisherId: number, instrument: number): number {
  const mixed = Math.imul(instrument ^ Math.imul(publisherId, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
