// One MBO record (dbn-format §5) as a plain object and back: for the readout, the command line, the synth writer and the
// tests. Hot loops read the words themselves (layout.ts). Words are in the order of the machine, little-endian like the
// wire on everything this runs on.
import {
  MBO_WORDS,
  RTYPE,
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
} from './layout.ts';
import { priceNanosFromWords } from './price.ts';

export interface MboRecord {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly tsEventNanos: bigint;
  readonly orderId: bigint;
  /** 1e-9; UNDEF_PRICE stays as it is. */
  readonly priceNanos: bigint;
  readonly sizeLots: number;
  readonly flags: number;
  readonly channelId: number;
  /** One character: A C M R T F N, or what the file has. */
  readonly action: string;
  /** B, A or N. */
  readonly side: string;
  readonly tsRecvNanos: bigint;
  readonly tsInDeltaNanos: number;
  readonly sequence: number;
}

/** The unsigned 64-bit value of two words. */
export function u64FromWords(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

function word(words: Int32Array, index: number): number {
  return words[index] as number;
}

/** Decodes the MBO record whose first word is `words[at]`. */
export function decodeMbo(words: Int32Array, at: number): MboRecord {
  const header = word(words, at + W_HEADER);
  const bits = word(words, at + W_FLAGS);
  return {
    publisherId: header >>> 16,
    instrumentId: word(words, at + W_INSTRUMENT) >>> 0,
    tsEventNanos: u64FromWords(word(words, at + W_TS_EVENT), word(words, at + W_TS_EVENT + 1)),
    orderId: u64FromWords(word(words, at + W_ORDER_ID), word(words, at + W_ORDER_ID + 1)),
    priceNanos: priceNanosFromWords(word(words, at + W_PRICE), word(words, at + W_PRICE + 1)),
    sizeLots: word(words, at + W_SIZE) >>> 0,
    flags: bits & 255,
    channelId: (bits >>> 8) & 255,
    action: String.fromCharCode((bits >>> 16) & 255),
    side: String.fromCharCode(bits >>> 24),
    tsRecvNanos: u64FromWords(word(words, at + W_TS_RECV), word(words, at + W_TS_RECV + 1)),
    tsInDeltaNanos: word(words, at + W_TS_IN_DELTA),
    sequence: word(words, at + W_SEQUENCE) >>> 0,
  };
}

/** Send time of the record at `at`, which must come from a file with ts_out. */
export function decodeTsOut(words: Int32Array, at: number): bigint {
  const last = at + (word(words, at) & 255);
  return u64FromWords(word(words, last - 2), word(words, last - 1));
}

/**
 * Writes `record` at `words[at]` and returns the words used: 14, or 16 with a send time.
 * @param tsOutNanos given for files whose metadata says ts_out
 */
export function encodeMbo(words: Int32Array, at: number, record: MboRecord, tsOutNanos?: bigint): number {
  const length = MBO_WORDS + (tsOutNanos === undefined ? 0 : 2);
  words[at + W_HEADER] = length | (RTYPE.mbo << 8) | (record.publisherId << 16);
  words[at + W_INSTRUMENT] = record.instrumentId;
  putWords(words, at + W_TS_EVENT, record.tsEventNanos);
  putWords(words, at + W_ORDER_ID, record.orderId);
  putWords(words, at + W_PRICE, record.priceNanos);
  words[at + W_SIZE] = record.sizeLots;
  words[at + W_FLAGS] =
    record.flags |
    (record.channelId << 8) |
    ((record.action.charCodeAt(0) & 255) << 16) |
    (record.side.charCodeAt(0) << 24);
  putWords(words, at + W_TS_RECV, record.tsRecvNanos);
  words[at + W_TS_IN_DELTA] = record.tsInDeltaNanos;
  words[at + W_SEQUENCE] = record.sequence;
  if (tsOutNanos !== undefined) putWords(words, at + MBO_WORDS, tsOutNanos);
  return length;
}

function putWords(words: Int32Array, at: number, value: bigint): void {
  words[at] = Number(BigInt.asIntN(32, value));
  words[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
}
