// Rows of flow to the columns that are stored and back. Hardly ever does a second put 65,536 lots on one price, so numbers
// are stored in 16 bits: the table, nearly all of what a day takes on the disk, is 22 bytes a row instead of 38. What does
// not fit loses nothing: the upper halves of such a row's numbers follow behind all rows, in one of side UPPER_HALVES.
import { UPPER_HALVES } from '../../../contracts/datasets.ts';
import type { ColumnsOf, DecodedBatch } from '../../../contracts/tables.ts';
import type { FlowColumns } from '../../core/silver/chunk.ts';
import { i32, u8, u16 } from './columns.ts';

/** Columns in 16 bits, and what they are called in the core. */
const NUMBERS = [
  ['depth_qty_start', 'start'],
  ['add_qty', 'add'],
  ['pull_qty_total', 'pull'],
  ['fill_qty', 'fill'],
  ['depth_qty_end', 'end'],
  ['depth_qty_rest', 'rest'],
  ['pull_qty_rest', 'pullRest'],
  ['order_count_end', 'orders'],
] as const satisfies readonly (readonly [string, keyof FlowColumns])[];

/** Lower halves of the numbers, and one column of them widened again; used for each chunk. */
const halves = NUMBERS.map(() => new Uint16Array(1024));
let widened = new Int32Array(1024);

export interface StoredFlow {
  readonly columns: ColumnsOf;
  /** Rows, those of upper halves among them. */
  readonly length: number;
}

/** The columns of FLOW_STORED, good until the next call. */
export function flowToStored(rows: FlowColumns): StoredFlow {
  const { length, window, side, tick } = rows;
  const columns: Record<string, ColumnsOf[string]> = { window, side, price_tick: tick };
  let fit = true;
  for (const [n, [name, key]] of NUMBERS.entries()) {
    if (halves[n].length < length) halves[n] = new Uint16Array(length * 2);
    fit = narrow(rows[key].subarray(0, length), halves[n]) && fit;
    columns[name] = halves[n];
  }
  return fit ? { columns, length } : withUpperHalves(rows);
}

/** Whether the numbers are the same when widened again. The runtime's own copying is ten times as fast as a loop here. */
function narrow(numbers: Int32Array, to: Uint16Array): boolean {
  const { length } = numbers;
  if (widened.length < length) widened = new Int32Array(length * 2);
  to.set(numbers);
  widened.set(to.subarray(0, length));
  return Buffer.compare(bytesOf(numbers), bytesOf(widened.subarray(0, length))) === 0;
}

function bytesOf(numbers: Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function withUpperHalves(rows: FlowColumns): StoredFlow {
  const places: number[] = [];
  for (let i = 0; i < rows.length; i++)
    if (NUMBERS.some(([, key]) => rows[key][i] >>> 16 !== 0)) places.push(i);
  const length = rows.length + places.length;
  const window = new Uint8Array(length);
  const side = new Uint8Array(length).fill(UPPER_HALVES, rows.length);
  const tick = new Int32Array(length);
  window.set(rows.window.subarray(0, rows.length));
  side.set(rows.side.subarray(0, rows.length));
  tick.set(rows.tick.subarray(0, rows.length));
  tick.set(places, rows.length);
  const columns: Record<string, ColumnsOf[string]> = { window, side, price_tick: tick };
  for (const [name, key] of NUMBERS) {
    const values = new Uint16Array(length);
    values.set(rows[key].subarray(0, rows.length));
    for (const [i, place] of places.entries()) values[rows.length + i] = rows[key][place] >>> 16;
    columns[name] = values;
  }
  return { columns, length };
}

/** Rows of flow from the columns of FLOW_STORED. */
export function flowFromStored({ columns, length }: DecodedBatch): FlowColumns {
  const side = u8(columns, 'side');
  const tick = i32(columns, 'price_tick');
  let rows = length;
  while (rows > 0 && side[rows - 1] === UPPER_HALVES) rows--;
  const numbers = NUMBERS.map(([name]) => {
    const stored = u16(columns, name);
    const whole = new Int32Array(rows);
    whole.set(stored.subarray(0, rows));
    for (let i = rows; i < length; i++) whole[tick[i]] |= stored[i] << 16;
    return whole;
  });
  return rowsFrom(columns, rows, numbers);
}

/** Rows of flow from the columns of FLOW_STORED_BEFORE, as views. */
export function flowFromBefore({ columns, length }: DecodedBatch): FlowColumns {
  return rowsFrom(
    columns,
    length,
    NUMBERS.map(([name]) => i32(columns, name)),
  );
}

/** The first `length` rows, their numbers in the order of NUMBERS. */
function rowsFrom(columns: ColumnsOf, length: number, numbers: readonly Int32Array[]): FlowColumns {
  const [start, add, pull, fill, end, rest, pullRest, orders] = numbers;
  return {
    length,
    window: u8(columns, 'window').subarray(0, length),
    side: u8(columns, 'side').subarray(0, length),
    tick: i32(columns, 'price_tick').subarray(0, length),
    ...{ start, add, pull, fill, end, rest, pullRest, orders },
  };
}
