// The tables as Arrow: the only place that knows the library. A table on disk is an Arrow IPC stream whose record
// batches are chunks; a table on the wire is the same bytes (schema message + batches), so a chunk read from the store
// is sent as it is and viewed in place. Nulls are marked in the validity bitmap, and the value under a null is the
// column's sentinel, so that hot code may read plain typed arrays.
import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Uint8,
  Uint16,
  Uint64,
} from 'apache-arrow';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { assert, ensure } from '../src/base/assert.ts';
import type { ColumnSpec, ColumnType, TableSpec } from './datasets.ts';
import { type BatchNode, BatchTemplate, readRecordBatch, recordBatchesOf } from './record-batch.ts';

export type Column =
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface DecodedTable {
  readonly metadata: ReadonlyMap<string, string>;
  readonly batches: readonly DecodedBatch[];
}

export interface DecodedBatch {
  /** Rows; for `texel` columns the typed array has 4 values a row. */
  readonly length: number;
  readonly columns: Readonly<Record<string, Column>>;
}

export type ColumnsOf = Readonly<Record<string, Column>>;

const EOS_BYTES = 8;

/** A whole stream: schema, one batch, end mark. */
export function encodeTable(
  spec: TableSpec,
  columns: ColumnsOf,
  length: number,
  metadata: Record<string, string> = {},
): Uint8Array {
  return joinStream(encodeSchema(spec, metadata), [encodeBatch(spec, columns, length)]);
}

/** The schema message alone: what opens a table's file. */
export function encodeSchema(spec: TableSpec, metadata: Record<string, string> = {}): Uint8Array {
  const bytes = write(schemaFrom(spec, metadata), []);
  return bytes.subarray(0, bytes.length - EOS_BYTES);
}

/** One record batch message alone: what a chunk appends to its table's file; in memory from `allocate`, if given. */
export function encodeBatch(
  spec: TableSpec,
  columns: ColumnsOf,
  length: number,
  allocate?: (byteLength: number) => Uint8Array,
): Uint8Array {
  return templateOf(spec).encode(nodesFrom(spec, columns, length), length, allocate);
}

/** Columns of a record batch message of this table, as views into it. For stored bytes, once their checksum is right. */
export function decodeBatch(spec: TableSpec, message: Uint8Array): DecodedBatch {
  const { length, buffers } = readRecordBatch(message);
  const columns: Record<string, Column> = {};
  let at = 0;
  for (const { name, type } of spec.columns) {
    at += type === 'texel' ? 2 : 1;
    const values = viewOf(type, ensure(buffers[at], `table ${spec.id}: a batch without ${name}`));
    columns[name] = values.subarray(0, length * (type === 'texel' ? 4 : 1));
    at += 1;
  }
  return { length, columns };
}

/**
 * Batches of a stream of this table that the engine made, without the library's detours: what the page is sent thousands
 * of times. Throws where the stream is cut short.
 */
export function decodeBatches(spec: TableSpec, stream: Uint8Array): DecodedBatch[] {
  return recordBatchesOf(stream).map((message) => decodeBatch(spec, message));
}

/** End-of-stream mark, written when a table's file is complete. */
export function endOfStream(): Uint8Array {
  return new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
}

/** Makes a stream of a schema message and batch messages as stored. */
export function joinStream(schema: Uint8Array, batches: readonly Uint8Array[]): Uint8Array {
  const parts = [schema, ...batches, endOfStream()];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What an Arrow file (as opposed to a stream) begins with; messages follow, each a multiple of 8 bytes. */
export function startOfFile(): Uint8Array {
  return new TextEncoder().encode('ARROW1\0\0');
}

/** Where a record batch message lies in an Arrow file: its header with prefix, then its body. */
export interface BatchExtent {
  readonly offset: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

export function batchExtent(message: Uint8Array, offset: number): BatchExtent {
  const headBytes = 8 + new DataView(message.buffer, message.byteOffset).getInt32(4, true);
  return { offset, headBytes, bodyBytes: message.length - headBytes };
}

/** What ends an Arrow file after the end mark: where each batch lies, so that readers may take one without the others. */
export function endOfFile(
  spec: TableSpec,
  metadata: Record<string, string>,
  batches: readonly BatchExtent[],
): Uint8Array {
  const blocks = batches.map(
    ({ offset, headBytes, bodyBytes }) => new FileBlock(headBytes, bodyBytes, offset),
  );
  const footer = Footer.encode(new Footer(schemaFrom(spec, metadata), undefined, blocks, []));
  const bytes = new Uint8Array(footer.length + 10);
  bytes.set(footer);
  new DataView(bytes.buffer).setInt32(footer.length, footer.length, true);
  bytes.set(new TextEncoder().encode('ARROW1'), footer.length + 4);
  return bytes;
}

/** Reads a stream; columns are views into `bytes` where its alignment allows. Throws on bytes that are not Arrow. */
export function decodeTable(bytes: Uint8Array): DecodedTable {
  const table = tableFromIPC(bytes);
  return {
    metadata: table.schema.metadata,
    batches: table.batches.map((batch) => ({
      length: batch.numRows,
      columns: Object.fromEntries(
        batch.schema.fields.map((field, i) => [field.name, columnFrom(batch.data.children[i] as Data)]),
      ),
    })),
  };
}

function columnFrom(data: Data): Column {
  const leaf = data.typeId === TYPES.texel.typeId ? (data.children[0] as Data) : data;
  const perRow = leaf === data ? 1 : 4;
  return (leaf.values as Column).subarray(leaf.offset, leaf.offset + data.length * perRow) as Column;
}

const TYPES: Record<ColumnType, DataType> = {
  uint8: new Uint8(),
  int16: new Int16(),
  uint16: new Uint16(),
  int32: new Int32(),
  int64: new Int64(),
  uint64: new Uint64(),
  float32: new Float32(),
  float64: new Float64(),
  texel: new FixedSizeList(4, new Field('v', new Float32(), false)),
};

function schemaFrom(spec: TableSpec, metadata: Record<string, string>): Schema {
  const fields = spec.columns.map(
    (column) =>
      new Field(
        column.name,
        TYPES[column.type],
        column.nullAs !== undefined,
        new Map([
          ['unit', column.unit],
          ['doc', column.doc],
        ]),
      ),
  );
  return new Schema(fields, new Map([['table', spec.id], ...Object.entries(metadata)]));
}

/** Batches' headers by table, made once by the library: a chunk is encoded for every 256 windows of every instrument. */
const templates = new WeakMap<TableSpec, BatchTemplate>();

function templateOf(spec: TableSpec): BatchTemplate {
  const known = templates.get(spec);
  if (known) return known;
  const columns = Object.fromEntries(
    spec.columns.map(({ name, type }) => [name, viewOf(type, new Uint8Array(32))]),
  );
  const template = new BatchTemplate(encodeBatchByLibrary(spec, columns, 1));
  templates.set(spec, template);
  return template;
}

/** The same batch by the library's own writer: the template's origin, and what the tests compare with. */
export function encodeBatchByLibrary(spec: TableSpec, columns: ColumnsOf, length: number): Uint8Array {
  const schema = schemaFrom(spec, {});
  const bytes = write(schema, [batchFrom(schema, spec, columns, length)]);
  return bytes.subarray(write(schema, []).length - EOS_BYTES, bytes.length - EOS_BYTES);
}

function nodesFrom(spec: TableSpec, columns: ColumnsOf, length: number): BatchNode[] {
  const nodes: BatchNode[] = [];
  for (const { name, type, nullAs } of spec.columns) {
    const values = ensure(columns[name], `table ${spec.id}: column ${name} is missing`);
    const perRow = type === 'texel' ? 4 : 1;
    assert(values.length >= length * perRow, `table ${spec.id}: column ${name} is short`);
    if (type === 'texel') nodes.push({ length, nullCount: 0, validity: null });
    const data = values.subarray(0, length * perRow);
    const nulls = nullAs === undefined ? null : validityFrom(data, nullAs, length);
    nodes.push({
      length: length * perRow,
      nullCount: nulls?.count ?? 0,
      validity: nulls?.bitmap ?? null,
      values: data,
    });
  }
  return nodes;
}

function viewOf(type: ColumnType, bytes: Uint8Array): Column {
  const { buffer, byteOffset, byteLength } = bytes;
  if (type === 'uint8') return bytes;
  if (type === 'int16') return new Int16Array(buffer, byteOffset, byteLength / 2);
  if (type === 'uint16') return new Uint16Array(buffer, byteOffset, byteLength / 2);
  if (type === 'int32') return new Int32Array(buffer, byteOffset, byteLength / 4);
  if (type === 'int64') return new BigInt64Array(buffer, byteOffset, byteLength / 8);
  if (type === 'uint64') return new BigUint64Array(buffer, byteOffset, byteLength / 8);
  if (type === 'float64') return new Float64Array(buffer, byteOffset, byteLength / 8);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

function batchFrom(schema: Schema, spec: TableSpec, columns: ColumnsOf, length: number): RecordBatch {
  const children = spec.columns.map((column) => {
    const values = columns[column.name];
    assert(values, `table ${spec.id}: column ${column.name} is missing`);
    return dataFrom(column, values, length);
  });
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  );
}

function dataFrom(column: ColumnSpec, values: Column, length: number): Data {
  const type = TYPES[column.type];
  if (column.type === 'texel') {
    assert(values.length >= length * 4, `column ${column.name} is short`);
    const child = makeData({ type: new Float32(), data: values.subarray(0, length * 4) as Float32Array });
    return makeData({ type: type as FixedSizeList<Float32>, length, nullCount: 0, child });
  }
  assert(values.length >= length, `column ${column.name} is short`);
  const data = values.subarray(0, length);
  const nulls = column.nullAs === undefined ? null : validityFrom(data, column.nullAs, length);
  return makeData({
    type,
    length,
    data,
    ...(nulls ? { nullBitmap: nulls.bitmap, nullCount: nulls.count } : { nullCount: 0 }),
  } as never);
}

function validityFrom(
  values: Column,
  nullAs: number | bigint,
  length: number,
): { bitmap: Uint8Array; count: number } | null {
  let count = 0;
  const bitmap = new Uint8Array(((length + 63) >> 6) << 3);
  for (let i = 0; i < length; i++) {
    if (values[i] === nullAs) count++;
    else bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
  }
  return count > 0 ? { bitmap, count } : null;
}

function write(schema: Schema, batches: readonly RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}
