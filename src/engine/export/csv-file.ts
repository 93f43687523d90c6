// CSV: a header, then rows without quotes, since every value is a number; nothing stands for null. 32-bit floats have
// as many digits as tell them from their neighbours.
import type { ColumnSpec } from '../../../contracts/datasets.ts';
import type { Column, ColumnsOf } from '../../../contracts/tables.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';

export class CsvFile implements TableFile {
  readonly #options: TableFileOptions;
  readonly #encoder = new TextEncoder();
  #begun = false;

  constructor(options: TableFileOptions) {
    this.#options = options;
  }

  async append(columns: ColumnsOf, length: number): Promise<void> {
    await this.#begin();
    const readers = this.#options.spec.columns.map((column) =>
      textReader(column, columns[column.name] as Column),
    );
    let text = '';
    for (let row = 0; row < length; row++) {
      for (let c = 0; c < readers.length; c++) {
        text += (c === 0 ? '' : ',') + (readers[c] as (row: number) => string)(row);
      }
      text += '\n';
    }
    await this.#options.write(this.#encoder.encode(text));
  }

  finish(): Promise<void> {
    return this.#begin();
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const names = this.#options.spec.columns.map(({ name }) => name);
    await this.#options.write(this.#encoder.encode(`${names.join(',')}\n`));
  }
}

function textReader({ type, nullAs }: ColumnSpec, values: Column): (row: number) => string {
  if (type === 'float32') return (row) => float32Text(values[row] as number);
  return (row) => {
    const value = values[row];
    return value === nullAs ? '' : String(value);
  };
}

/** The shortest decimal that reads back as the same 32-bit float. */
export function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
