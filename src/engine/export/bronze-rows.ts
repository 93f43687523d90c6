// The rows of bronze/mbo, from the day's file of orders, which must have been made.
import { FaultError } from '../../../contracts/errors.ts';
import {
  MBO_WORDS,
  W_FLAGS,
  W_ORDER_ID,
  W_PRICE,
  W_SEQUENCE,
  W_SIZE,
  W_TS_EVENT,
  W_TS_IN_DELTA,
  W_TS_RECV,
} from '../../core/dbn/layout.ts';
import { RowClock } from '../../core/silver/row-clock.ts';
import { BLOCK_ROWS, BronzeFile } from '../exact/bronze-file.ts';
import { Turns } from '../pipeline/turn.ts';
import { dayStartOf, type RowRequest, type RowSink } from './export-rows.ts';

const NANOS_PER_WINDOW = 1e9;

export async function mboRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd, signal } = request;
  const file = BronzeFile.open(store.bronzePath(dayId));
  if (!file) throw new FaultError({ code: 'not_ready', message: 'The orders of this day are not at hand.' });
  const clock = new RowClock();
  clock.setDay(dayStartOf(request));
  const rows = new Int32Array(BLOCK_ROWS * MBO_WORDS);
  const words = new BigInt64Array(rows.buffer);
  const turns = new Turns();
  let now = 0;
  for (const block of file.index.blocks) {
    file.rows(block, rows);
    const kept: number[] = [];
    for (let i = 0; i < block.rows; i++) {
      now = clock.indexTime(rows, i * MBO_WORDS, now);
      const window = Math.floor(now / NANOS_PER_WINDOW);
      if (window >= windowFrom && window < windowEnd) kept.push(i * MBO_WORDS);
    }
    await sink.take(columnsOf(rows, words, kept), kept.length);
    if (turns.due) await turns.next(signal);
    sink.reached(Math.min(Math.max(windowFrom, Math.floor(now / NANOS_PER_WINDOW)), windowEnd));
  }
}

/** `at`: where rows begin. Pairs of words lie on even places, so that they are read as one value. */
function columnsOf(rows: Int32Array, words: BigInt64Array, at: readonly number[]) {
  const pair = (word: number) => BigInt64Array.from(at, (a) => words[(a + word) >> 1] as bigint);
  const one = (word: number, value: (bits: number) => number) =>
    BigInt64Array.from(at, (a) => BigInt(value(rows[a + word] as number)));
  const byte = (shift: number) => Uint8Array.from(at, (a) => (rows[a + W_FLAGS] as number) >>> shift);
  return {
    ts_recv: pair(W_TS_RECV),
    ts_event: pair(W_TS_EVENT),
    ts_in_delta: one(W_TS_IN_DELTA, (bits) => bits),
    sequence: one(W_SEQUENCE, (bits) => bits >>> 0),
    channel_id: byte(8),
    order_id: new BigUint64Array(pair(W_ORDER_ID).buffer),
    action: byte(16),
    side: byte(24),
    price: pair(W_PRICE),
    size: one(W_SIZE, (bits) => bits >>> 0),
    flags: byte(0),
  };
}
