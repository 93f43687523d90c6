// Some minutes of an invented day as a DBN file: orders that come, go, change and are executed around one
// price, no two alike. What the runtime is to learn the reading of files by (practise.ts); nobody is shown it.
import { join } from 'node:path';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  F_LAST,
  MBO_BYTES,
  MBO_WORDS,
  RTYPE,
  SIDE_ASK,
  SIDE_BID,
  W_FLAGS,
  W_HEADER,
  W_INSTRUMENT,
  W_ORDER_ID,
  W_PRICE,
  W_SEQUENCE,
  W_SIZE,
  W_TS_EVENT,
  W_TS_RECV,
} from '../../core/dbn/layout.ts';
import { DbnFile, dbnFileName } from '../synth/dbn-file.ts';
import { Random } from '../synth/random.ts';

export const PRACTICE_RECORDS = 40_000;
const START_NANOS = 1_700_000_000n * 1_000_000_000n;
const STEP_NANOS = 15_000_000;
const TICK_NANOS = 250_000_000n;
const MID_TICK = 20_000;
const DEEPEST = 30;
const MOST_RESTING = 800;
/** Ticks in which orders rest, those before `to`. */
export const PRACTICE_TICKS = { from: MID_TICK - DEEPEST, to: MID_TICK + DEEPEST + 1 };

interface Resting {
  readonly id: number;
  readonly side: number;
  tick: number;
  size: number;
}

/** Writes it to the folder; returns its path. Throws the system's error where that cannot be written. */
export function writePracticeDay(folder: string): string {
  const tape = new PracticeTape(PRACTICE_RECORDS);
  while (tape.room >= 3) tape.step();
  const metadata = { ...emptyMetadata(3, 'GLBX.MDP3', 'mbo'), startNanos: START_NANOS };
  const file = new DbnFile(join(folder, dbnFileName('practice')), encodeMetadata(metadata));
  file.append(tape.bytes);
  file.finish();
  return file.path;
}

class PracticeTape {
  readonly #words: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #random = new Random(1);
  readonly #resting: Resting[] = [];
  #row = 0;
  #steps = 0;
  #ids = 0;

  constructor(records: number) {
    this.#words = new Int32Array(records * MBO_WORDS);
    this.#longs = new BigInt64Array(this.#words.buffer);
  }

  /** Rows that still fit. */
  get room(): number {
    return this.#words.length / MBO_WORDS - this.#row;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer, 0, this.#row * MBO_BYTES);
  }

  /** One event, of at most three rows. */
  step(): void {
    const random = this.#random;
    const resting = this.#resting;
    this.#steps += 1;
    if (resting.length < 60 || (resting.length < MOST_RESTING && random.chance(0.45))) {
      this.#add();
      return;
    }
    const place = random.between(0, resting.length - 1);
    const order = resting[place] as Resting;
    if (random.chance(0.35)) {
      if (random.chance(0.5)) order.tick = this.#tick(order.side);
      else order.size = random.between(1, 9);
      this.#put(ACTION_MODIFY, order, order.size, F_LAST);
      return;
    }
    resting[place] = resting.at(-1) as Resting;
    resting.pop();
    if (random.chance(0.2)) {
      const side = order.side === SIDE_BID ? SIDE_ASK : SIDE_BID;
      this.#put(ACTION_TRADE, { ...order, id: 0, side }, order.size, 0);
      this.#put(ACTION_FILL, order, order.size, 0);
    }
    this.#put(ACTION_CANCEL, order, order.size, F_LAST);
  }

  #add(): void {
    const side = this.#random.chance(0.5) ? SIDE_BID : SIDE_ASK;
    this.#ids += 1;
    const order = { id: this.#ids, side, tick: this.#tick(side), size: this.#random.between(1, 9) };
    this.#resting.push(order);
    this.#put(ACTION_ADD, order, order.size, F_LAST);
  }

  #tick(side: number): number {
    const deep = this.#random.between(1, DEEPEST);
    return side === SIDE_BID ? MID_TICK - deep : MID_TICK + deep;
  }

  #put(action: number, { id, side, tick }: Resting, size: number, flags: number): void {
    const words = this.#words;
    const at = this.#row * MBO_WORDS;
    const ts = START_NANOS + BigInt(this.#steps * STEP_NANOS);
    words[at + W_HEADER] = MBO_WORDS | (RTYPE.mbo << 8) | (1 << 16);
    words[at + W_INSTRUMENT] = 1;
    words[at + W_SIZE] = size;
    words[at + W_FLAGS] = flags | (action << 16) | (side << 24);
    words[at + W_SEQUENCE] = this.#row + 1;
    this.#longs[(at + W_TS_EVENT) >> 1] = ts;
    this.#longs[(at + W_ORDER_ID) >> 1] = BigInt(id);
    this.#longs[(at + W_PRICE) >> 1] = BigInt(tick) * TICK_NANOS;
    this.#longs[(at + W_TS_RECV) >> 1] = ts;
    this.#row += 1;
  }
}
