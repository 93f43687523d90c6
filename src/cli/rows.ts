// Arrow payloads → rows as the contracts name them: nulls as null, 64-bit values as decimal strings.
import type { TableSpec } from '../../contracts/datasets.ts';
import { type Column, decodeTable } from '../../contracts/tables.ts';

export type RowValue = number | string | null;
export type Row = Readonly<Record<string, RowValue>>;

/** Every row of every batch; columns in the spec's order. Throws on bytes that are not Arrow. */
export function rowsFromPayload(spec: TableSpec, payload: Uint8Array): Row[] {
  const rows: Row[] = [];
  for (const batch of decodeTable(payload).batches) {
    const readers = spec.columns.map((column) => {
      const values = batch.columns[column.name] as Column;
      return {
        name: column.name,
        read: (i: number): RowValue => rowValue(values[i] as number | bigint, column.nullAs),
      };
    });
    for (let i = 0; i < batch.length; i++) {
      rows.push(Object.fromEntries(readers.map(({ name, read }) => [name, read(i)])));
    }
  }
  return rows;
}

function rowValue(value: number | bigint, nullAs: number | bigint | undefined): RowValue {
  if (value === nullAs) return null;
  return typeof value === 'bigint' ? value.toString() : value;
}
