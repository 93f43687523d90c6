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
} from 'apache-arrow';
import { assert, ensure } from '../src/base/assert.ts';
import { type BatchNode, BatchTemplate, readRecordBatch } from './record-batch.ts';

export type ColumnType = 'uint8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'texel';
export type Column = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit: string;
  readonly doc: string;
  /** Present where the column has nulls: the value that stands for one in the typed array. */
  readonly nullAs?: number | bigint;
}

export interface TableSpec {
  readonly id: string;
  readonly doc: string;
  readonly columns: readonly ColumnSpec[];
}

export const NULL_INT16 = -0x8000;
export const NULL_INT32 = -0x80000000;
export const NULL_PRICE = 0x7fffffffffffffffn;

const int32 = (name: string, unit: string, doc: string): ColumnSpec => ({ name, type: 'int32', unit, doc });
const int32OrNull = (name: string, unit: string, doc: string): ColumnSpec => ({
  ...int32(name, unit, doc),
  nullAs: NULL_INT32,
});
const uint8 = (name: string, unit: string, doc: string): ColumnSpec => ({ name, type: 'uint8', unit, doc });

/** silver/book_snapshot_1s: one row a window (field-model §2). */
export const BOOK_SNAPSHOT: TableSpec = {
  id: 'silver/book_snapshot_1s',
  doc: 'The book at the end of each second, and what traded in it.',
  columns: [
    { name: 'window_end_ts_ns', type: 'int64', unit: 'ns', doc: 'end of the window, UTC' },
    int32OrNull('best_bid_tick', 'ticks', 'best bid at the end; null where the side is empty'),
    int32('best_bid_qty', 'lots', 'quantity at the best bid'),
    int32('best_bid_orders', 'orders', 'orders at the best bid'),
    int32OrNull('best_ask_tick', 'ticks', 'best ask at the end; null where the side is empty'),
    int32('best_ask_qty', 'lots', 'quantity at the best ask'),
    int32('best_ask_orders', 'orders', 'orders at the best ask'),
    int32OrNull('mid2', 'half ticks', 'bid tick + ask tick at the end'),
    int32OrNull('mid2_open', 'half ticks', 'bid tick + ask tick at the opening'),
    {
      name: 'last_trade_price',
      type: 'int64',
      unit: '1e-9',
      doc: 'last trade up to the end',
      nullAs: NULL_PRICE,
    },
    int32('traded_volume_buy', 'lots', 'volume whose aggressor bought'),
    int32('traded_volume_sell', 'lots', 'volume whose aggressor sold'),
    int32('traded_volume_none', 'lots', 'volume with no aggressor'),
    int32OrNull('spot_tick', 'ticks', 'spot anchor; null before the first valid window'),
    uint8('book_valid', '0/1', 'both sides present and no snapshot in progress at the end'),
    uint8('window_valid', '0/1', 'book valid at both edges, no clear and no snapshot inside'),
    uint8('crossed', '0/1', 'bid >= ask at the end'),
    uint8('crossed_open', '0/1', 'bid >= ask at the opening'),
    uint8('suspect', '0/1', 'the feed marked the book as possibly bad'),
    uint8('in_snapshot', '0/1', 'a snapshot is in progress at the end'),
    uint8('aggregated', '0/1', 'rows are levels, not orders: no ages'),
    int32('crossed_events', 'events', 'event ends at which the book was crossed or locked'),
    int32('records_a', 'records', 'adds'),
    int32('records_c', 'records', 'cancels'),
    int32('records_m', 'records', 'modifies'),
    int32('records_r', 'records', 'clears'),
    int32('records_t', 'records', 'trades'),
    int32('records_f', 'records', 'fills'),
    int32('records_n', 'records', 'records without action'),
    int32('records_other', 'records', 'records with an unknown action'),
  ],
};

const CELL_COLUMNS: readonly ColumnSpec[] = [
  uint8('side', '0 bid, 1 ask', 'side of the book'),
  int32('price_tick', 'ticks', 'price / tick size'),
  int32('depth_qty_start', 'lots', 'quantity measured at the opening'),
  int32('add_qty', 'lots', 'quantity added'),
  int32('pull_qty_total', 'lots', 'quantity cancelled'),
  int32('fill_qty', 'lots', 'quantity executed'),
  int32('depth_qty_end', 'lots', 'quantity measured at the end'),
  int32('depth_qty_rest', 'lots', 'quantity at the end of orders at least 500 ms old'),
  int32('pull_qty_rest', 'lots', 'cancelled quantity of orders at least 500 ms old'),
  int32('order_count_end', 'orders', 'orders at the end'),
];

/** silver/depth_and_flow_1s as stored: sparse rows, window within the chunk. */
export const DEPTH_AND_FLOW_STORED: TableSpec = {
  id: 'silver/depth_and_flow_1s',
  doc: 'Cells in which something flowed or a stored quantity changed, valid windows only.',
  columns: [uint8('window', 'windows', 'window within the chunk'), ...CELL_COLUMNS],
};

/** As published: a book of levels has no ages, so nothing is known of its rest. */
const PUBLISHED_CELL_COLUMNS = CELL_COLUMNS.map((column) =>
  column.name === 'depth_qty_rest' ? int32OrNull(column.name, column.unit, column.doc) : column,
);

/** silver/depth_and_flow_1s as published: every cell whose start, end or any flow is not 0. */
export const DEPTH_AND_FLOW: TableSpec = {
  id: 'silver/depth_and_flow_1s',
  doc: 'Depth and flow by second, price and side (field-model §2).',
  columns: [
    { name: 'window_end_ts_ns', type: 'int64', unit: 'ns', doc: 'end of the window, UTC' },
    { name: 'rel_ticks', type: 'int16', unit: 'ticks', doc: 'price_tick - spot_tick', nullAs: NULL_INT16 },
    ...PUBLISHED_CELL_COLUMNS,
  ],
};

/** The whole book at the opening of the windows from which rows are read on. */
export const LEVEL_KEYFRAME: TableSpec = {
  id: 'silver/level_keyframe',
  doc: 'Every level at the opening of a window: where reading may begin.',
  columns: [
    uint8('window', 'windows', 'window within the chunk'),
    uint8('side', '0 bid, 1 ask', 'side of the book'),
    int32('price_tick', 'ticks', 'price / tick size'),
    int32('depth_qty', 'lots', 'quantity at the opening'),
    int32('depth_qty_rest', 'lots', 'of it, orders at least 500 ms old'),
    int32('order_count', 'orders', 'orders at the opening'),
  ],
};

export const NULL_INT64 = -0x8000000000000000n;
const int64OrNull = (name: string, unit: string, doc: string): ColumnSpec => ({
  name,
  type: 'int64',
  unit,
  doc,
  nullAs: NULL_INT64,
});

/** silver/session_events: what the exchange said besides orders, in order of time. */
export const SESSION_EVENTS: TableSpec = {
  id: 'silver/session_events',
  doc: 'Status and statistics records of the day.',
  columns: [
    { name: 'ts_ns', type: 'int64', unit: 'ns', doc: 'when it was received, UTC' },
    uint8('kind', '0 status, 1 statistic', 'type of the record'),
    int32('code', '', 'action of a status, type of a statistic, as DBN numbers them'),
    int32('flags', '', 'trading event of a status, flags of a statistic'),
    uint8('update', '1 new, 2 deleted', 'of a statistic; 0 for a status'),
    int64OrNull('ref_ts_ns', 'ns', 'the date that a statistic is about'),
    int64OrNull('price', '1e-9', 'of a statistic'),
    int64OrNull('quantity', 'lots', 'of a statistic'),
  ],
};

/**
 * One tile as a texture: row-major texels, row = tick, 256 columns. Schema metadata: tick_lo, rows, window_from,
 * windows_per_column, validity (64 hex digits, bit c of byte c >> 3 = column c is valid), field_0..field_3.
 */
export const TILE: TableSpec = {
  id: 'gold/tile',
  doc: 'Four fields of 256 columns × n ticks, interleaved.',
  columns: [
    { name: 'texels', type: 'texel', unit: '', doc: 'RGBA of four fields; ABSENT_TEXEL where not published' },
  ],
};

/** gold/physics_surface_1s: the keys, then one Float32 column a field. */
export function physicsSurfaceSpec(
  fields: readonly { id: string; unit: string; label: string }[],
): TableSpec {
  return {
    id: 'gold/physics_surface_1s',
    doc: 'Every field by second, lattice and price (field-model §3).',
    columns: [
      { name: 'window_end_ts_ns', type: 'int64', unit: 'ns', doc: 'end of the window, UTC' },
      uint8('lattice', '0 B, 1 A, 2 L', 'bids, asks or the line'),
      int32('price_tick', 'ticks', 'price / tick size'),
      { name: 'rel_ticks', type: 'int16', unit: 'ticks', doc: 'price_tick - spot_tick' },
      {
        name: 'rel_ticks_side',
        type: 'int16',
        unit: 'ticks',
        doc: 'price_tick - best tick of the side at the end; null for L and where the side is empty',
        nullAs: NULL_INT16,
      },
      ...fields.map(
        (field): ColumnSpec => ({ name: field.id, type: 'float32', unit: field.unit, doc: field.label }),
      ),
    ],
  };
}

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

/** One record batch message alone: what a chunk appends to its table's file. */
export function encodeBatch(spec: TableSpec, columns: ColumnsOf, length: number): Uint8Array {
  return templateOf(spec).encode(nodesFrom(spec, columns, length), length);
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
  int32: new Int32(),
  int64: new Int64(),
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
  if (type === 'int32') return new Int32Array(buffer, byteOffset, byteLength / 4);
  if (type === 'int64') return new BigInt64Array(buffer, byteOffset, byteLength / 8);
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
