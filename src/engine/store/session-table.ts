// silver/session_events of a day: written once when its source ends, read whole.
import { NULL_INT64, SESSION_EVENTS } from '../../../contracts/datasets.ts';
import { type DecodedBatch, decodeTable, encodeTable } from '../../../contracts/tables.ts';
import type { SessionEvent } from '../../core/silver/session.ts';
import type { BatchRow } from './db.ts';
import type { StoreFiles } from './details.ts';
import { readWhole, type StreamReader, writeWhole } from './whole-table.ts';

/** Writes the table's file; the rows that say where it lies are still to be put into the index. */
export function writeSession(
  store: StoreFiles,
  dayId: string,
  events: readonly SessionEvent[],
): Promise<BatchRow[]> {
  return writeWhole(store, dayId, SESSION_EVENTS, columnsFrom(events), events.length);
}

/** Empty where the day has none. Throws `not_found` or `store_damaged` as a FaultError. */
export async function readSession(
  store: StreamReader,
  dayId: string,
): Promise<{ readonly events: readonly SessionEvent[]; readonly table: Uint8Array }> {
  const stored = await readWhole(store, dayId, SESSION_EVENTS);
  const table = stored ?? encodeTable(SESSION_EVENTS, columnsFrom([]), 0);
  return { table, events: eventsFrom(decodeTable(table).batches) };
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

function eventsFrom(batches: readonly DecodedBatch[]): SessionEvent[] {
  return batches.flatMap(({ length, columns }) => {
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
