// silver/edge_orders of a day: the snapshot that opens its file and the book at the file's end, for the check of one file
// against the next. Only a file's first and last day of an instrument have any.
import { EDGE_ORDERS } from '../../../contracts/datasets.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { RestingOrders } from '../../core/book/resting-orders.ts';
import type { BatchRow } from './db.ts';
import type { StoreFiles } from './details.ts';
import { readWhole, type StreamReader, writeWhole } from './whole-table.ts';

const OPENING = 0;
const CLOSING = 1;

/** Null where the day has no such edge: a file that opens without a snapshot, one that was not read to its end. */
export interface DayEdges {
  readonly opening: RestingOrders | null;
  readonly closing: RestingOrders | null;
}

/** Writes the table's file; the rows that say where it lies are still to be put into the index. */
export function writeEdges(
  store: StoreFiles,
  dayId: string,
  { opening, closing }: DayEdges,
): Promise<BatchRow[]> {
  const first = opening?.length ?? 0;
  const length = first + (closing?.length ?? 0);
  const columns = {
    edge: new Uint8Array(length).fill(CLOSING, first),
    order_id: new BigInt64Array(length),
    side: new Uint8Array(length),
    price: new BigInt64Array(length),
    size: new Int32Array(length),
  };
  for (const [at, orders] of [
    [0, opening],
    [first, closing],
  ] as const) {
    if (!orders) continue;
    columns.order_id.set(orders.ids, at);
    columns.side.set(orders.sides, at);
    columns.price.set(orders.prices, at);
    columns.size.set(orders.sizes, at);
  }
  return writeWhole(store, dayId, EDGE_ORDERS, columns, length);
}

/** Edges without orders are read as null. Throws `not_found` or `store_damaged` as a FaultError. */
export async function readEdges(store: StreamReader, dayId: string): Promise<DayEdges> {
  const table = await readWhole(store, dayId, EDGE_ORDERS);
  const batch = table && decodeTable(table).batches[0];
  if (!batch) return { opening: null, closing: null };
  const { edge, order_id: ids, side: sides, price: prices, size: sizes } = batch.columns;
  const part = (wanted: number): RestingOrders | null => {
    const from = (edge as Uint8Array).indexOf(wanted);
    if (from < 0) return null;
    const to = (edge as Uint8Array).lastIndexOf(wanted) + 1;
    return {
      length: to - from,
      ids: (ids as BigInt64Array).subarray(from, to),
      sides: (sides as Uint8Array).subarray(from, to),
      prices: (prices as BigInt64Array).subarray(from, to),
      sizes: (sizes as Int32Array).subarray(from, to),
    };
  };
  return { opening: part(OPENING), closing: part(CLOSING) };
}
