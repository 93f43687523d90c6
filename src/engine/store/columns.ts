// Columns of a stored batch by their types.
import type { ColumnsOf } from '../../../contracts/tables.ts';
import { assert } from '../../base/assert.ts';

/** Throws an assertion where the column has another type; an empty one where it is missing. */
export function column<T>(columns: ColumnsOf, name: string, type: new (length: number) => T): T {
  const values = columns[name] ?? new type(0);
  assert(values instanceof type, `column ${name} has another type than stored`);
  return values;
}

export function i32(columns: ColumnsOf, name: string): Int32Array {
  return column(columns, name, Int32Array);
}

export function u16(columns: ColumnsOf, name: string): Uint16Array {
  return column(columns, name, Uint16Array);
}

export function u8(columns: ColumnsOf, name: string): Uint8Array {
  return column(columns, name, Uint8Array);
}
