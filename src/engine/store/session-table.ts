// silver/session_events of a day: written once when its source ends, read whole.

import { NULL_INT64, SESSION_EVENTS, type TableSpec } from '../../../contracts/datasets.ts';
import { FaultError } from '../../../contracts/errors.ts';
import {
  decodeTable,
  encodeBatch,
  encodeSchema,
  encodeTable,
  endOfStream,
} from '../../../contracts/tables.ts';
import type { SessionEvent } from '../../core/silver/session.ts';
import type { BatchRow } from './db.ts';
import { SCHEMA_CHUNK, type StoreFiles } from './details.ts';
import { appendMessages, checksumOf } from './table-file.ts';

const ONLY_CHUNK = 0;

/** What reading needs of the store. */
interface StreamReader {
  day(dayId: string): unknown;
  readStream(dayId: string, spec: TableSpec, chunks: readonly number[]): Promise<Uint8Array>;
}

/** Writes the table's file; the rows that say where it lies are still to be put into the index. */
export async function writeSession(
  store: StoreFiles,
  dayId: string,
  events: readonly SessionEvent[],
): Promise<BatchRow[]> {
  if (events.length === 0) return [];
  const parts = [
    { chunk: SCHEMA_CHUNK, rows: 0, bytes: encodeSchema(SESSION_EVENTS) },
    {
      chunk: ONLY_CHUNK,
      rows: events.length,
      bytes: encodeBatch(SESSION_EVENTS, columnsFrom(events), events.length),
    },
  ];
  const path = store.tablePath(dayId, SESSION_EVENTS);
  await appendMessages(path, 0, [...parts.map(({ bytes }) => bytes), endOfStream()]);
  let at = 0;
  return parts.map(({ chunk, rows, bytes }) => {
    const row = {
      day_id: dayId,
      table_id: SESSION_EVENTS.id,
      chunk,
      byte_offset: at,
      byte_length: bytes.length,
      rows,
      crc32: checksumOf(bytes),
    };
    at += bytes.length;
    return row;
  });
}

/** Empty where the day has none. Throws `not_found` or `store_damaged` as a FaultError. */
export async function readSession(
  store: StreamReader,
  dayId: string,
): Promise<{ readonly events: readonly SessionEvent[]; readonly table: Uint8Array }> {
  // A day that is not there is a fault, a day without such records is not.
  store.day(dayId);
  try {
    const table = await store.readStream(dayId, SESSION_EVENTS, [ONLY_CHUNK]);
    return { table, events: eventsFrom(table) };
  } catch (error) {
    if (!(error instanceof FaultError && error.fault.code === 'not_found')) throw error;
    return { table: encodeTable(SESSION_EVENTS, columnsFrom([]), 0), events: [] };
  }
}

function columnsFrom(events: readonly SessionEvent[]) {
  const int64 = (pick: (event: SessionEvent) => bigint | null): BigInt64Array =>
    BigInt64Array.from(events, (event) => pick(event) ?? NULL_INT64);
  return {
    ts_ns: int64((event) => event.tsNanos),
    kind: Uint8Array.from(events, (event) => event.kind),
    code: Int32Array.from(events, (event) => event.code),
    flags: Int32Array.from(events, (event) => event.flags),
    update: Uint8Array.from(events, (event) => event.update),
    ref_ts_ns: int64((event) => event.refNanos),
    price: int64((event) => event.priceNanos),
    quantity: int64((event) => event.quantity),
  };
}

function eventsFrom(table: Uint8Array): SessionEvent[] {
  return decodeTable(table).batches.flatMap(({ length, columns }) => {
    const int64 = (name: string, i: number): bigint | null => {
      const value = columns[name]?.[i] as bigint;
      return value === NULL_INT64 ? null : value;
    };
    return Array.from(
      { length },
      (_, i): SessionEvent => ({
        tsNanos: int64('ts_ns', i) ?? 0n,
        kind: Number(columns['kind']?.[i]) as SessionEvent['kind'],
        code: Number(columns['code']?.[i]),
        flags: Number(columns['flags']?.[i]),
        update: Number(columns['update']?.[i]),
        refNanos: int64('ref_ts_ns', i),
        priceNanos: int64('price', i),
        quantity: int64('quantity', i),
      }),
    );
  });
}
