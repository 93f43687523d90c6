// The simulator's output: MBO rows written straight into a block of words, one object for the whole day. Rows of an
// event share times and sequence as an exchange's feed has them; a full block becomes one frame of the file.

import type { Lots, Tick, TsNanos } from '../../../contracts/units.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_CLEAR,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  F_BAD_TS_RECV,
  F_LAST,
  F_SNAPSHOT,
  MBO_BYTES,
  MBO_WORDS,
  RTYPE,
  SIDE_ASK,
  SIDE_BID,
  SIDE_NONE,
  UNDEF_PRICE,
  W_FLAGS,
  W_HEADER,
  W_INSTRUMENT,
  W_ORDER_ID,
  W_PRICE,
  W_SEQUENCE,
  W_SIZE,
  W_TS_EVENT,
  W_TS_IN_DELTA,
  W_TS_RECV,
} from '../../core/dbn/layout.ts';
import { ASK, type Side } from './sim-book.ts';

const TWO_32 = 0x1_0000_0000;
/** Flag bit 1 is the publisher's; CME sets it on the last row of nearly every event. */
const F_PUBLISHER = 2;
/** Every so many orders one has an id beyond 2^53, as other venues' ids are. */
const WIDE_ID_EVERY = 16;
const WIDE_ID_HIGH = 0x5a00_0000;
const ID_BASE = 6_412_777_000_000;

export interface TapeOptions {
  readonly dayStart: TsNanos;
  readonly instrumentId: number;
  readonly publisherId: number;
  readonly tickSizeNanos: bigint;
  readonly recordsPerBlock: number;
  readonly onBlock: (bytes: Uint8Array) => void;
}

/** What went onto the tape; volumes count T rows alone. */
export interface TapeCounts {
  records: number;
  adds: number;
  cancels: number;
  modifies: number;
  clears: number;
  trades: number;
  fills: number;
  volumeBuy: number;
  volumeSell: number;
  volumeNone: number;
}

export class MboTape {
  readonly counts: TapeCounts = {
    records: 0,
    adds: 0,
    cancels: 0,
    modifies: 0,
    clears: 0,
    trades: 0,
    fills: 0,
    volumeBuy: 0,
    volumeSell: 0,
    volumeNone: 0,
  };
  readonly #words: Uint32Array;
  readonly #onBlock: (bytes: Uint8Array) => void;
  readonly #header: number;
  #instrumentId: number;
  readonly #dayHigh: number;
  readonly #dayLow: number;
  readonly #tickSize: number;
  #at = 0;
  #eventHigh = 0;
  #eventLow = 0;
  #receiveHigh = 0;
  #receiveLow = 0;
  #inDelta = 0;
  #sequence = 1;

  constructor(options: TapeOptions) {
    this.#words = new Uint32Array(options.recordsPerBlock * MBO_WORDS);
    this.#onBlock = options.onBlock;
    this.#header = MBO_WORDS | (RTYPE.mbo << 8) | (options.publisherId << 16);
    this.#instrumentId = options.instrumentId;
    this.#dayHigh = Number(options.dayStart >> 32n);
    this.#dayLow = Number(options.dayStart & 0xffffffffn);
    this.#tickSize = Number(options.tickSizeNanos);
  }

  /** Times of the rows that follow, nanoseconds from the day's start (`tsEventNanos` may be before it). */
  setTimes(tsEventNanos: number, tsRecvNanos: number, inDelta: number): void {
    const event = this.#dayLow + tsEventNanos;
    const eventCarry = Math.floor(event / TWO_32);
    this.#eventHigh = this.#dayHigh + eventCarry;
    this.#eventLow = event - eventCarry * TWO_32;
    const receive = this.#dayLow + tsRecvNanos;
    const receiveCarry = Math.floor(receive / TWO_32);
    this.#receiveHigh = this.#dayHigh + receiveCarry;
    this.#receiveLow = receive - receiveCarry * TWO_32;
    this.#inDelta = inDelta;
  }

  /** Whose rows follow. */
  useInstrument(instrumentId: number): void {
    this.#instrumentId = instrumentId;
  }

  nextSequence(): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
  }

  clear(last: boolean): void {
    this.counts.clears++;
    const at = this.#row(ACTION_CLEAR, SIDE_NONE, 0, snapshotFlags(last));
    this.#words[at + W_PRICE] = Number(UNDEF_PRICE & 0xffffffffn);
    this.#words[at + W_PRICE + 1] = Number(UNDEF_PRICE >> 32n);
    this.#finishRow();
  }

  snapshotAdd(serial: number, side: Side, tick: Tick, size: Lots, last: boolean): void {
    this.counts.adds++;
    this.#orderRow(ACTION_ADD, serial, side, tick, size, snapshotFlags(last));
  }

  add(serial: number, side: Side, tick: Tick, size: Lots, last = true): void {
    this.counts.adds++;
    this.#orderRow(ACTION_ADD, serial, side, tick, size, eventFlags(last));
  }

  cancel(serial: number, side: Side, tick: Tick, size: Lots, last = true): void {
    this.counts.cancels++;
    this.#orderRow(ACTION_CANCEL, serial, side, tick, size, eventFlags(last));
  }

  modify(serial: number, side: Side, tick: Tick, size: Lots, last = true): void {
    this.counts.modifies++;
    this.#orderRow(ACTION_MODIFY, serial, side, tick, size, eventFlags(last));
  }

  /** `aggressor` is the side that took; the fills and what is left of the resting orders follow. */
  trade(serial: number, aggressor: Side, tick: Tick, size: Lots): void {
    this.counts.trades++;
    if (aggressor === ASK) this.counts.volumeSell += size;
    else this.counts.volumeBuy += size;
    this.#orderRow(ACTION_TRADE, serial, aggressor, tick, size, 0);
  }

  /** A print without an aggressor (implied, auction): no order behind it. */
  tradeWithoutAggressor(tick: Tick, size: Lots): void {
    this.counts.trades++;
    this.counts.volumeNone += size;
    const at = this.#row(ACTION_TRADE, SIDE_NONE, size, eventFlags(true));
    this.#setPrice(at, tick);
    this.#finishRow();
  }

  fill(serial: number, restingSide: Side, tick: Tick, size: Lots): void {
    this.counts.fills++;
    this.#orderRow(ACTION_FILL, serial, restingSide, tick, size, 0);
  }

  /** Hands over what has not gone out yet. */
  flush(): void {
    if (this.#at === 0) return;
    this.#onBlock(new Uint8Array(this.#words.buffer, 0, (this.#at / MBO_WORDS) * MBO_BYTES));
    this.#at = 0;
  }

  #orderRow(action: number, serial: number, side: Side, tick: Tick, size: Lots, flags: number): void {
    const at = this.#row(action, side === ASK ? SIDE_ASK : SIDE_BID, size, flags);
    const id = ID_BASE + serial;
    const high = Math.floor(id / TWO_32);
    this.#words[at + W_ORDER_ID] = id - high * TWO_32;
    this.#words[at + W_ORDER_ID + 1] = serial % WIDE_ID_EVERY === 0 ? high | WIDE_ID_HIGH : high;
    this.#setPrice(at, tick);
    this.#finishRow();
  }

  #setPrice(at: number, tick: Tick): void {
    const price = tick * this.#tickSize;
    const high = Math.floor(price / TWO_32);
    this.#words[at + W_PRICE] = price - high * TWO_32;
    this.#words[at + W_PRICE + 1] = high;
  }

  #row(action: number, side: number, size: Lots, flags: number): number {
    const words = this.#words;
    const at = this.#at;
    words[at + W_HEADER] = this.#header;
    words[at + W_INSTRUMENT] = this.#instrumentId;
    words[at + W_TS_EVENT] = this.#eventLow;
    words[at + W_TS_EVENT + 1] = this.#eventHigh;
    words[at + W_ORDER_ID] = 0;
    words[at + W_ORDER_ID + 1] = 0;
    words[at + W_SIZE] = size;
    words[at + W_FLAGS] = flags | (action << 16) | (side << 24);
    words[at + W_TS_RECV] = this.#receiveLow;
    words[at + W_TS_RECV + 1] = this.#receiveHigh;
    words[at + W_TS_IN_DELTA] = this.#inDelta;
    words[at + W_SEQUENCE] = this.#sequence;
    return at;
  }

  #finishRow(): void {
    this.counts.records++;
    this.#at += MBO_WORDS;
    if (this.#at === this.#words.length) this.flush();
  }
}

function snapshotFlags(last: boolean): number {
  return F_SNAPSHOT | F_BAD_TS_RECV | (last ? F_LAST : 0);
}

function eventFlags(last: boolean): number {
  return last ? F_LAST | F_PUBLISHER : 0;
}
