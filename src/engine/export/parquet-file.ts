// Parquet, a row group a batch. Numbers go in as they are: integers of 64 bits as INT64, the small ones marked as what
// they are, fields as FLOAT. Compressed with zstd where the runtime has it, else with snappy; every reader knows both.
import * as zlib from 'node:zlib';
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ColumnSpec, ColumnType } from '../../../contracts/datasets.ts';
import type { Column, ColumnsOf } from '../../../contracts/tables.ts';
import { ensure } from '../../base/assert.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';

type DecodedArray = ColumnSource['data'];

const STORED: Readonly<Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  uint16: { type: 'INT32', converted_type: 'UINT_16' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  uint64: { type: 'INT64', converted_type: 'UINT_64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
  texel: { type: 'FLOAT' },
};

export class ParquetFile implements TableFile {
  readonly #options: TableFileOptions;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;

  constructor(options: TableFileOptions) {
    this.#options = options;
    const { columns } = options.spec;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaElement)],
      ...COMPRESSION,
      kvMetadata: Object.entries(options.metadata).map(([key, value]) => ({ key, value })),
      createdBy: 'Fieldbook',
    });
  }

  async append(columns: ColumnsOf, length: number): Promise<void> {
    this.#writer.write({
      columnData: this.#options.spec.columns.map((column) =>
        columnSource(column, columns[column.name] as Column, length),
      ),
      rowGroupSize: length,
    });
    await this.#flush();
  }

  async finish(): Promise<void> {
    this.#writer.finish();
    await this.#flush();
  }

  /** Takes what was encoded out of the writer's buffer; its count of all bytes goes on. */
  async #flush(): Promise<void> {
    await this.#options.write(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

function schemaElement({ name, type, nullAs }: ColumnSpec): SchemaElement {
  return { name, ...STORED[type], repetition_type: nullAs === undefined ? 'REQUIRED' : 'OPTIONAL' };
}

function columnSource({ name, type, nullAs }: ColumnSpec, values: Column, length: number): ColumnSource {
  const taken = values.subarray(0, length);
  const isField = type === 'float32';
  return {
    name,
    data: (nullAs === undefined ? taken : withNulls(taken, nullAs)) as DecodedArray,
    // Fields hardly repeat: looking for a dictionary costs more than all the rest. Keys do, and are searched by.
    ...(isField ? { encoding: 'PLAIN', statistics: false } : {}),
    offsetIndex: !isField,
  };
}

function withNulls(values: Column, nullAs: number | bigint): unknown[] {
  return Array.from<unknown, unknown>(values as ArrayLike<unknown>, (value) =>
    value === nullAs ? null : value,
  );
}

const compressZstd = (zlib as { zstdCompressSync?: typeof zlib.zstdCompressSync }).zstdCompressSync;

function zstd(input: Uint8Array): Uint8Array {
  const params = { [zlib.constants.ZSTD_c_compressionLevel]: 1 };
  return ensure(compressZstd, 'parquet: no zstd in this runtime')(input, { params });
}

const COMPRESSION = compressZstd
  ? ({ codec: 'ZSTD', compressors: { ['ZSTD']: zstd } } as const)
  : ({ codec: 'SNAPPY' } as const);
