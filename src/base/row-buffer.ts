// Rows as growing typed columns: what small tables are collected in.

export type ColumnKind = 'int32' | 'uint8' | 'float32' | 'float64';

type ArrayOf<K extends ColumnKind> = K extends 'int32'
  ? Int32Array
  : K extends 'uint8'
    ? Uint8Array
    : K extends 'float32'
      ? Float32Array
      : Float64Array;

export type RowColumns<S extends Record<string, ColumnKind>> = { [N in keyof S]: ArrayOf<S[N]> };

const ARRAYS = {
  int32: Int32Array,
  uint8: Uint8Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
const FIRST_CAPACITY = 64;

export class RowBuffer<const S extends Record<string, ColumnKind>> {
  length = 0;
  readonly #kinds: S;
  #columns: RowColumns<S>;
  #capacity = FIRST_CAPACITY;

  constructor(kinds: S) {
    this.#kinds = kinds;
    this.#columns = columnsOf(kinds, FIRST_CAPACITY);
  }

  /** Appends a row; every column is given. */
  push(row: { readonly [N in keyof S]: number }): void {
    if (this.length === this.#capacity) this.#grow();
    for (const name in this.#kinds) this.#columns[name][this.length] = row[name];
    this.length += 1;
  }

  /** Puts another row in the place of one. */
  replace(at: number, row: { readonly [N in keyof S]: number }): void {
    for (const name in this.#kinds) this.#columns[name][at] = row[name];
  }

  /** The rows so far (from `first` on), in arrays of their own. */
  columns(first = 0): RowColumns<S> {
    const { length } = this;
    return mapColumns(this.#kinds, (name) => this.#columns[name].slice(first, length));
  }

  #grow(): void {
    const old = this.#columns;
    this.#capacity *= 2;
    this.#columns = columnsOf(this.#kinds, this.#capacity);
    for (const name in this.#kinds) this.#columns[name].set(old[name]);
  }
}

function columnsOf<S extends Record<string, ColumnKind>>(kinds: S, length: number): RowColumns<S> {
  return mapColumns(kinds, (name) => new ARRAYS[kinds[name]](length));
}

function mapColumns<S extends Record<string, ColumnKind>>(
  kinds: S,
  make: (name: keyof S) => Int32Array | Uint8Array | Float32Array | Float64Array,
): RowColumns<S> {
  return Object.fromEntries(Object.keys(kinds).map((name) => [name, make(name)])) as RowColumns<S>;
}
