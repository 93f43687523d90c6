// A chunk as a few prices have it: the rows and keyframes of a range of ticks. What a cell of the fields is made of lies at
// its own tick and at those within reach, so that a picture of fifty ticks need not walk over the rest of the book.
import type { Tick } from '../../../contracts/units.ts';
import type { FlowColumns, KeyframeColumns, SilverChunk } from './chunk.ts';

/** The chunk with ticks `from` … `to` - 1 alone; what comes beside it stays as it is. */
export function sliceChunk(chunk: SilverChunk, from: Tick, to: Tick): SilverChunk {
  return {
    ...chunk,
    rows: sliceRows(chunk.rows, from, to),
    keyframes: sliceKeyframes(chunk.keyframes, from, to),
  };
}

/** What the slice's own columns take, bytes. */
export function bytesOfSlice({ rows, keyframes }: SilverChunk): number {
  const width = (columns: FlowColumns | KeyframeColumns): number =>
    Object.values(columns).reduce(
      (sum: number, column: unknown) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
      0,
    );
  return width(rows) + width(keyframes);
}

function sliceRows(rows: FlowColumns, from: Tick, to: Tick): FlowColumns {
  const { at, count } = rowsWithin(rows.tick, rows.length, from, to);
  return {
    length: count,
    window: pick(rows.window, at),
    side: pick(rows.side, at),
    tick: pick(rows.tick, at),
    start: pick(rows.start, at),
    add: pick(rows.add, at),
    pull: pick(rows.pull, at),
    fill: pick(rows.fill, at),
    end: pick(rows.end, at),
    rest: pick(rows.rest, at),
    pullRest: pick(rows.pullRest, at),
    orders: pick(rows.orders, at),
  };
}

/** A keyframe empties the book first, also where it holds nothing in the range: the first row of each stays. */
function sliceKeyframes(keyframes: KeyframeColumns, from: Tick, to: Tick): KeyframeColumns {
  const { window, tick, length } = keyframes;
  const kept = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const isFirst = row === 0 || window[row] !== window[row - 1];
    if (isFirst || (tick[row] >= from && tick[row] < to)) kept[count++] = row;
  }
  const at = kept.subarray(0, count);
  return {
    length: count,
    window: pick(window, at),
    side: pick(keyframes.side, at),
    tick: pick(tick, at),
    qty: pick(keyframes.qty, at),
    rest: pick(keyframes.rest, at),
    orders: pick(keyframes.orders, at),
  };
}

function rowsWithin(
  tick: Int32Array,
  length: number,
  from: Tick,
  to: Tick,
): { at: Int32Array; count: number } {
  const kept = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (tick[row] >= from && tick[row] < to) kept[count++] = row;
  return { at: kept.subarray(0, count), count };
}

function pick<T extends Uint8Array | Int32Array>(column: T, at: Int32Array): T {
  const out = new (column.constructor as new (length: number) => T)(at.length);
  for (let i = 0; i < at.length; i++) out[i] = column[at[i]];
  return out;
}
