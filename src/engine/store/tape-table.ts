// silver/tape_events of a day: written once when its source ends, read whole.
import { TAPE_EVENTS } from '../../../contracts/datasets.ts';
import { type ColumnsOf, decodeTable } from '../../../contracts/tables.ts';
import { type TapeColumns, tapeBuffer } from '../../core/tape/tape-rows.ts';
import type { BatchRow } from './db.ts';
import type { StoreFiles } from './details.ts';
import { readWhole, type StreamReader, writeWhole } from './whole-table.ts';

const SECOND_NANOS = 1_000_000_000;

interface DayStart {
  readonly dayStartNanos: string;
}

/** Writes the table's file; the rows that say where it lies are still to be put into the index. */
export function writeTape(
  store: StoreFiles,
  dayId: string,
  tape: TapeColumns,
  { dayStartNanos }: DayStart,
): Promise<BatchRow[]> {
  return writeWhole(
    store,
    dayId,
    TAPE_EVENTS,
    tapeTableColumns(tape, BigInt(dayStartNanos)),
    tape.window.length,
  );
}

/** Throws `not_found` of a day, `store_damaged`, as a FaultError. */
export async function readTape(
  store: StreamReader,
  dayId: string,
  { dayStartNanos }: DayStart,
): Promise<TapeColumns> {
  const table = await readWhole(store, dayId, TAPE_EVENTS);
  const rows = tapeBuffer();
  for (const batch of table ? decodeTable(table).batches : [])
    for (let row = 0; row < batch.length; row++)
      rows.push(rowFrom(batch.columns, row, BigInt(dayStartNanos)));
  return rows.columns();
}

/** The columns as published. */
export function tapeTableColumns(tape: TapeColumns, dayStart: bigint): ColumnsOf {
  const times = (values: Float64Array): BigInt64Array =>
    BigInt64Array.from(values, (value) => dayStart + BigInt(value));
  return {
    ts_ns: times(tape.ts),
    ts_event_ns: times(tape.tsEvent),
    duration_ns: tape.duration,
    kind: tape.kind,
    side: tape.side,
    price_tick: tape.tick,
    tick_lo: tape.tickLo,
    tick_hi: tape.tickHi,
    order_id: BigInt64Array.from(
      tape.idLo,
      (lo, row) => (BigInt(tape.idHi[row] as number) << 32n) | BigInt(lo >>> 0),
    ),
    events: tape.count,
    qty: tape.lots,
    shown_qty: tape.shown,
    shows_qty: tape.showsNow,
  };
}

function rowFrom(columns: ColumnsOf, row: number, dayStart: bigint) {
  const value = (name: string): number => Number(columns[name]?.[row]);
  const time = (name: string): number => Number(((columns[name] as BigInt64Array)[row] as bigint) - dayStart);
  const id = (columns['order_id'] as BigInt64Array)[row] as bigint;
  const ts = time('ts_ns');
  return {
    window: Math.floor(ts / SECOND_NANOS),
    kind: value('kind'),
    side: value('side'),
    tick: value('price_tick'),
    tickLo: value('tick_lo'),
    tickHi: value('tick_hi'),
    ts,
    tsEvent: time('ts_event_ns'),
    duration: value('duration_ns'),
    idLo: Number(BigInt.asIntN(32, id)),
    idHi: Number(BigInt.asIntN(32, id >> 32n)),
    count: value('events'),
    lots: value('qty'),
    shown: value('shown_qty'),
    showsNow: value('shows_qty'),
  };
}
