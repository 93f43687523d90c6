// Small tables of a day that are written once, when its source ends, and read whole.
import type { TableSpec } from '../../../contracts/datasets.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { type ColumnsOf, encodeBatch, encodeSchema, endOfStream } from '../../../contracts/tables.ts';
import type { BatchRow } from './db.ts';
import { SCHEMA_CHUNK, type StoreFiles } from './details.ts';
import { checksumOf, writeMessages } from './table-file.ts';

const ONLY_CHUNK = 0;

/** What reading needs of the store. */
export interface StreamReader {
  day(dayId: string): unknown;
  readStream(dayId: string, spec: TableSpec, chunks: readonly number[]): Promise<Uint8Array>;
}

/** Writes the table's file, none where it has no rows; the index rows that say where it lies are still to be put. */
export async function writeWhole(
  store: StoreFiles,
  dayId: string,
  spec: TableSpec,
  columns: ColumnsOf,
  rows: number,
): Promise<BatchRow[]> {
  if (rows === 0) return [];
  const parts = [
    { chunk: SCHEMA_CHUNK, rows: 0, bytes: encodeSchema(spec) },
    { chunk: ONLY_CHUNK, rows, bytes: encodeBatch(spec, columns, rows) },
  ];
  const messages = [...parts.map(({ bytes }) => bytes), endOfStream()];
  const size = messages.reduce((sum, bytes) => sum + bytes.length, 0);
  await writeMessages(store.tablePath(dayId, spec), [{ byteOffset: 0, parts: messages }], {
    cutAt: size,
    synced: true,
  });
  let at = 0;
  return parts.map(({ chunk, rows: batchRows, bytes }) => {
    const row = {
      day_id: dayId,
      table_id: spec.id,
      chunk,
      byte_offset: at,
      byte_length: bytes.length,
      rows: batchRows,
      crc32: checksumOf(bytes),
    };
    at += bytes.length;
    return row;
  });
}

/** Its stream; null where the day has no such table. Throws `not_found` of a day, `store_damaged`, as a FaultError. */
export async function readWhole(
  store: StreamReader,
  dayId: string,
  spec: TableSpec,
): Promise<Uint8Array | null> {
  // A day that is not there is a fault, a day without such a table is not.
  store.day(dayId);
  try {
    return await store.readStream(dayId, spec, [ONLY_CHUNK]);
  } catch (error) {
    if (!(error instanceof FaultError && error.fault.code === 'not_found')) throw error;
    return null;
  }
}
