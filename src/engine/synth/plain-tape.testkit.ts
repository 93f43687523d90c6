// For tests and the bench: long files made quickly, without a market behind them. Every instrument keeps a ring of resting
// orders: the oldest is cancelled, a new one is added, now and then one is traded. Deterministic; nothing is allocated a
// record.
import { dayStartFromTs, NANOS_PER_SECOND, type TsNanos } from '../../../contracts/units.ts';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_FILL,
  ACTION_TRADE,
  F_LAST,
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
import { DbnFile } from './dbn-file.ts';

export interface TapeOptions {
  readonly path: string;
  readonly instruments: number;
  readonly records: number;
  /** UTC day of the records, YYYY-MM-DD; they are spread over the whole of it. */
  readonly utcDate: string;
  /** Hours that the records are spread over, from midnight; 24 unless said. */
  readonly hours?: number;
  /** Two orders far out on each side of each book, as exchanges have them: 0.01 and 199,999.99. */
  readonly stubQuotes?: boolean;
}

const TICK_NANOS = 10_000_000n;
/** 5000.00, in ticks of a cent. */
const MIDDLE_TICK = 500_000;
const STUB_TICKS = [1, 19_999_999] as const;
const PUBLISHER_ID = 1;
const FIRST_INSTRUMENT_ID = 1000;
const RING = 64;
const FRAME_RECORDS = 1 << 17;
const DATASET = 'GLBX.MDP3';
const LARGE_WORD = 2 ** 32;

/** Writes the file, definitions first, and returns how many records it has. Throws the system's error where it cannot be written. */
export function writePlainTape(options: TapeOptions): number {
  const file = new DbnFile(options.path, encodeMetadata(emptyMetadata(3, DATASET, 'mbo')));
  const tape = new Tape(options, (bytes) => file.append(bytes));
  tape.write();
  file.finish();
  return tape.records;
}

class Tape {
  records = 0;
  readonly #options: TapeOptions;
  readonly #flush: (bytes: Uint8Array) => void;
  readonly #words = new Int32Array(FRAME_RECORDS * MBO_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  readonly #dayStart: TsNanos;
  #at = 0;
  #orderId = 1;
  #second = -1;
  #tsLow = 0;
  #tsHigh = 0;

  constructor(options: TapeOptions, flush: (bytes: Uint8Array) => void) {
    this.#options = options;
    this.#flush = flush;
    this.#dayStart = dayStartFromTs(BigInt(Date.parse(`${options.utcDate}T00:00:00Z`)) * 1_000_000n);
  }

  write(): void {
    const { instruments, records, hours = 24, stubQuotes } = this.#options;
    this.#define();
    if (stubQuotes) for (let i = 0; i < instruments; i++) this.#stubs(i);
    const seconds = hours * 3600;
    const orders = new Float64Array(instruments * RING);
    const ticks = new Int32Array(instruments * RING);
    for (let step = 0; this.records < records; step++) {
      this.#moveTo((this.records / records) * seconds);
      const instrument = step % instruments;
      const turn = Math.floor(step / instruments);
      const slot = instrument * RING + (turn % RING);
      const isBid = turn % 2 === 0;
      if (orders[slot] > 0) this.#leave(instrument, isBid, orders[slot], ticks[slot], turn % 16 === 3);
      const drift = Math.round(40 * Math.sin(this.#second / 900 + instrument));
      const away = 1 + ((turn * 7) % 23);
      ticks[slot] = MIDDLE_TICK + drift + (isBid ? -away - 30 : away + 30);
      orders[slot] = this.#orderId;
      this.#put(ACTION_ADD, instrument, isBid, ticks[slot], this.#orderId++, F_LAST);
    }
    this.#end();
  }

  #define(): void {
    const definitions = Array.from({ length: this.#options.instruments }, (_, i) => ({
      ...emptyDefinition(),
      publisherId: PUBLISHER_ID,
      instrumentId: FIRST_INSTRUMENT_ID + i,
      tsEventNanos: this.#dayStart,
      tsRecvNanos: this.#dayStart,
      rawSymbol: `PLN${i}`,
      minPriceIncrementNanos: TICK_NANOS,
    }));
    this.#flush(Buffer.concat(definitions.map((definition) => encodeDefinition(definition, 3))));
  }

  #stubs(instrument: number): void {
    this.#moveTo(0);
    for (const tick of STUB_TICKS)
      this.#put(ACTION_ADD, instrument, tick === STUB_TICKS[0], tick, this.#orderId++, F_LAST);
  }

  /** An order goes: cancelled, or traded away. */
  #leave(instrument: number, isBid: boolean, orderId: number, tick: number, traded: boolean): void {
    if (traded) {
      this.#put(ACTION_TRADE, instrument, !isBid, tick, orderId, 0);
      this.#put(ACTION_FILL, instrument, isBid, tick, orderId, 0);
    }
    this.#put(ACTION_CANCEL, instrument, isBid, tick, orderId, F_LAST);
  }

  #moveTo(second: number): void {
    const whole = Math.floor(second);
    if (whole === this.#second) return;
    this.#second = whole;
    const ts = this.#dayStart + BigInt(whole) * NANOS_PER_SECOND;
    this.#tsLow = Number(BigInt.asIntN(32, ts));
    this.#tsHigh = Number(ts >> 32n);
  }

  #put(
    action: number,
    instrument: number,
    isBid: boolean,
    tick: number,
    orderId: number,
    flags: number,
  ): void {
    const words = this.#words;
    const at = this.#at;
    const price = tick * Number(TICK_NANOS);
    words[at + W_HEADER] = MBO_WORDS | (RTYPE.mbo << 8) | (PUBLISHER_ID << 16);
    words[at + W_INSTRUMENT] = FIRST_INSTRUMENT_ID + instrument;
    words[at + W_TS_EVENT] = this.#tsLow;
    words[at + W_TS_EVENT + 1] = this.#tsHigh;
    words[at + W_ORDER_ID] = orderId | 0;
    words[at + W_ORDER_ID + 1] = Math.floor(orderId / LARGE_WORD);
    words[at + W_PRICE] = price | 0;
    words[at + W_PRICE + 1] = Math.floor(price / LARGE_WORD);
    words[at + W_SIZE] = 1 + (orderId % 9);
    words[at + W_FLAGS] = flags | (action << 16) | ((isBid ? SIDE_BID : SIDE_ASK) << 24);
    words[at + W_TS_RECV] = this.#tsLow;
    words[at + W_TS_RECV + 1] = this.#tsHigh;
    words[at + W_SEQUENCE] = this.records + 1;
    this.#at = at + MBO_WORDS;
    this.records += 1;
    if (this.#at === words.length) this.#end();
  }

  #end(): void {
    if (this.#at > 0) this.#flush(this.#bytes.subarray(0, this.#at * 4));
    this.#at = 0;
  }
}
