// Runs of MBO records → those whose sequence number is odd: lower than the one before on its channel, or, in a
// file whose numbers otherwise follow each other, after a gap. CME numbers the packets of a channel, so a file of some of
// its instruments is full of holes that mean nothing: once that shows, gaps are no longer looked for.
import { F_SNAPSHOT, MBO_WORDS, W_FLAGS, W_HEADER, W_SEQUENCE } from './layout.ts';

export type SequenceOddityKind = 'sequence_gaps' | 'sequence_steps_back';

/** Records that must have followed each other before a gap counts, and for each gap again. */
const PROOF_RECORDS = 1000;
/** Holes after which the numbers are taken to have holes by nature. */
const MOST_HOLES = 64;
const ANY_STEP_FORWARD = 0x7fffffff;
/** Lowest bit of an oddity; above it stands the place of its record. */
const STEP_BACK = 1;
const NO_ODDITIES = new Int32Array(0);
const FIRST_ODDITIES = 64;

/** Oddities that so many words can have at most: one for each record that is long enough to be MBO. */
export function mostOddities(words: number): number {
  return Math.floor(words / MBO_WORDS);
}

/** What an oddity that `SequenceWatch.cut` returned is. */
export function oddityKind(oddity: number): SequenceOddityKind {
  return (oddity & STEP_BACK) === 0 ? 'sequence_gaps' : 'sequence_steps_back';
}

/** First word of the odd record. */
export function oddityAt(oddity: number): number {
  return oddity >>> 1;
}

export class SequenceWatch {
  /** Last number by channel, for each publisher; 0 where none came yet. */
  readonly #publishers = new Map<number, Int32Array>();
  #publisher = -1;
  #last: Int32Array = new Int32Array(256);
  #records = 0;
  #holes = 0;
  /** A larger step, unsigned, is looked at: one back is larger than any forward. */
  #step = 1;
  /** Oddities since the last cut. */
  #found = new Int32Array(FIRST_ODDITIES);
  #foundCount = 0;

  /** True once gaps can be told: the numbers have followed each other all along. */
  get isConsecutive(): boolean {
    return this.#records >= PROOF_RECORDS && this.#step === 1;
  }

  /**
   * Looks at the MBO records that follow each other under one header, from word `from` on, as far as they are whole before
   * word `end`. Returns the word behind them.
   */
  run(words: Int32Array, from: number, end: number): number {
    const header = words[from + W_HEADER] as number;
    if (header >>> 16 !== this.#publisher) this.#turnTo(header >>> 16);
    const last = this.#last;
    const length = header & 255;
    const lastStart = end - length;
    let step = this.#step;
    let records = this.#records;
    let channel = 0;
    let before = last[channel] as number;
    let at = from;
    for (; at <= lastStart && words[at + W_HEADER] === header; at += length) {
      const bits = words[at + W_FLAGS] as number;
      // Rows of a snapshot carry the numbers of long ago.
      if ((bits & F_SNAPSHOT) !== 0) continue;
      if (((bits >>> 8) & 255) !== channel) {
        last[channel] = before;
        channel = (bits >>> 8) & 255;
        before = last[channel] as number;
      }
      const sequence = words[at + W_SEQUENCE] as number;
      records += 1;
      if ((sequence - before) >>> 0 > step && before !== 0) {
        this.#records = records;
        this.#jump((sequence - before) >>> 0, at);
        step = this.#step;
      }
      before = sequence;
    }
    last[channel] = before;
    this.#records = records;
    return at;
  }

  /** Oddities since the last cut in order, for `oddityAt` and `oddityKind`; from now on places count from another start. */
  cut(): Int32Array {
    const found = this.#foundCount === 0 ? NO_ODDITIES : this.#found.slice(0, this.#foundCount);
    this.#foundCount = 0;
    return found;
  }

  #jump(step: number, at: number): void {
    if (step > ANY_STEP_FORWARD) {
      this.#add((at << 1) | STEP_BACK);
      return;
    }
    this.#holes += 1;
    if (this.#records >= this.#holes * PROOF_RECORDS) this.#add(at << 1);
    else if (this.#holes > MOST_HOLES) this.#step = ANY_STEP_FORWARD;
  }

  #add(oddity: number): void {
    if (this.#foundCount === this.#found.length) {
      const before = this.#found;
      this.#found = new Int32Array(before.length * 2);
      this.#found.set(before);
    }
    this.#found[this.#foundCount] = oddity;
    this.#foundCount += 1;
  }

  #turnTo(publisher: number): void {
    const last = this.#publishers.get(publisher) ?? new Int32Array(256);
    this.#publishers.set(publisher, last);
    this.#publisher = publisher;
    this.#last = last;
  }
}
