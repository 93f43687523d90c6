// MBO rows of one instrument as planes (all low words of the ids, then all high words …), and back: planes of differences
// compress to a quarter of rows. Nothing of a row is lost but what all share: header and instrument.
import {
  MBO_WORDS,
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
} from '../dbn/layout.ts';

/** Kept apart: who looks for an order reads only these. */
const ID_WORDS = [W_ORDER_ID, W_ORDER_ID + 1] as const;
/** Each as the difference to the row before. */
const DIFFERENCES = [W_TS_EVENT, W_TS_RECV, W_SEQUENCE] as const;
const AS_IS = [W_TS_EVENT + 1, W_TS_RECV + 1, W_PRICE, W_PRICE + 1, W_SIZE, W_FLAGS, W_TS_IN_DELTA] as const;

export interface RowPlanes {
  readonly ids: Int32Array;
  readonly rest: Int32Array;
}

/** `count` rows of MBO_WORDS from `rows[0]`. */
export function planesFromRows(rows: Int32Array, count: number): RowPlanes {
  const ids = new Int32Array(count * ID_WORDS.length);
  const rest = new Int32Array(count * (DIFFERENCES.length + AS_IS.length));
  for (const [p, word] of ID_WORDS.entries()) gather(rows, word, ids, p * count, count);
  for (const [p, word] of DIFFERENCES.entries()) gatherDifferences(rows, word, rest, p * count, count);
  for (const [p, word] of AS_IS.entries()) gather(rows, word, rest, (DIFFERENCES.length + p) * count, count);
  return { ids, rest };
}

/** Writes the rows to `into` and returns how many; `header` and `instrument` are the words that all share. */
export function rowsFromPlanes(
  { ids, rest }: RowPlanes,
  header: number,
  instrument: number,
  into: Int32Array,
): number {
  const count = ids.length / ID_WORDS.length;
  for (let i = 0; i < count; i += 1) {
    into[i * MBO_WORDS + W_HEADER] = header;
    into[i * MBO_WORDS + W_INSTRUMENT] = instrument;
  }
  for (const [p, word] of ID_WORDS.entries()) scatter(ids, p * count, into, word, count);
  for (const [p, word] of DIFFERENCES.entries()) scatterDifferences(rest, p * count, into, word, count);
  for (const [p, word] of AS_IS.entries()) scatter(rest, (DIFFERENCES.length + p) * count, into, word, count);
  return count;
}

/** Whether any of the rows names the order. */
export function namesOrder(ids: Int32Array, lo: number, hi: number): boolean {
  const count = ids.length / ID_WORDS.length;
  for (let i = 0; i < count; i += 1) if (ids[i] === lo && ids[count + i] === hi) return true;
  return false;
}

function gather(rows: Int32Array, word: number, out: Int32Array, to: number, count: number): void {
  for (let i = 0; i < count; i += 1) out[to + i] = rows[i * MBO_WORDS + word] as number;
}

function gatherDifferences(rows: Int32Array, word: number, out: Int32Array, to: number, count: number): void {
  let before = 0;
  for (let i = 0; i < count; i += 1) {
    const value = rows[i * MBO_WORDS + word] as number;
    out[to + i] = value - before;
    before = value;
  }
}

function scatter(planes: Int32Array, from: number, rows: Int32Array, word: number, count: number): void {
  for (let i = 0; i < count; i += 1) rows[i * MBO_WORDS + word] = planes[from + i] as number;
}

function scatterDifferences(
  planes: Int32Array,
  from: number,
  rows: Int32Array,
  word: number,
  count: number,
): void {
  let value = 0;
  for (let i = 0; i < count; i += 1) {
    value = (value + (planes[from + i] as number)) | 0;
    rows[i * MBO_WORDS + word] = value;
  }
}
