// Rows of many windows, gathered into batches that are worth a row group: typed columns that grow and are used again.
import type { ColumnSpec, ColumnType } from '../../../contracts/datasets.ts';
import type { Column, ColumnsOf } from '../../../contracts/tables.ts';
import { ensure } from '../../base/assert.ts';

const FIRST_ROWS = 4096;

const MAKE: Readonly<Record<Exclude<ColumnType, 'texel'>, (length: number) => Column>> = {
  uint8: (length) => new Uint8Array(length),
  int16: (length) => new Int16Array(length),
  uint16: (length) => new Uint16Array(length),
  int32: (length) => new Int32Array(length),
  int64: (length) => new BigInt64Array(length),
  uint64: (length) => new BigUint64Array(length),
  float32: (length) => new Float32Array(length),
  float64: (length) => new Float64Array(length),
};

export class BatchBuilder {
  readonly #specs: readonly ColumnSpec[];
  readonly #columns: Record<string, Column> = {};
  #capacity = 0;
  #length = 0;

  constructor(specs: readonly ColumnSpec[]) {
    this.#specs = specs;
  }

  get length(): number {
    return this.#length;
  }

  /** Views of the gathered rows; they hold until the next `clear`. */
  get columns(): ColumnsOf {
    return this.#columns;
  }

  /** Copies `length` rows, from row `from` on, of the columns it gathers; others may be there. */
  append(columns: ColumnsOf, length: number, from = 0): void {
    this.#reserve(this.#length + length);
    for (const { name } of this.#specs) {
      const source = ensure(columns[name], `export: column ${name} is missing`).subarray(from, from + length);
      // One type a column on both sides, which the type of `set` cannot say.
      (this.#columns[name] as Float64Array).set(source as Float64Array, this.#length);
    }
    this.#length += length;
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#capacity = Math.max(FIRST_ROWS, rows, 2 * this.#capacity);
    for (const { name, type } of this.#specs) {
      const grown = MAKE[type as Exclude<ColumnType, 'texel'>](this.#capacity);
      const before = this.#columns[name];
      if (before) (grown as Float64Array).set(before.subarray(0, this.#length) as Float64Array);
      this.#columns[name] = grown;
    }
  }
}
