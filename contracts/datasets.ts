// The datasets: every column of every table that anybody outside may read, declared once. The engine writes tables by
// these declarations, `npm run contracts` makes datasets.yaml, the Avro schemas and docs/fields.md of them, and a test
// fails where those differ. A change of meaning (name, type, unit, range, null, key, formula) needs a new `version`.
// Nothing of Arrow is known here; tables.ts makes bytes of it.
export type ColumnType =
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'texel';

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit: string;
  readonly doc: string;
  /** Values that occur, as an interval or a list; null is not among them. */
  readonly range: string;
  /** How it comes about, where it is computed. */
  readonly formula?: string;
  /** Section that defines it, where that is not the table's own. */
  readonly source?: string;
  /** Present where the column has nulls: the value that stands for one in the typed array. */
  readonly nullAs?: number | bigint;
}

export interface TableSpec {
  readonly id: string;
  readonly doc: string;
  readonly columns: readonly ColumnSpec[];
}

/** A table that is published: exported, described in datasets.yaml, read by other programs. */
export interface DatasetSpec extends TableSpec {
  /** Raised when the meaning of any column changes; scripts/contracts keeps the ledger. */
  readonly version: number;
  /** Columns that tell one row of an instrument-day from all others, and its order; empty where none do. */
  readonly key: readonly string[];
  /** Section that defines its columns. */
  readonly source: string;
  /** What has a row. */
  readonly rows: string;
}

export const NULL_INT16 = -0x8000;
export const NULL_INT32 = -0x80000000;
export const NULL_INT64 = -0x8000000000000000n;
export const NULL_PRICE = 0x7fffffffffffffffn;

export const NANOS_RANGE = '0 … 2^63 - 1';
const INT32_RANGE = '-2^31 + 1 … 2^31 - 1';
const COUNT_RANGE = '0 … 2^31 - 1';
const SILVER_SOURCE = 'field model §2, From MBO to book and flow';
const SPACE_SOURCE = 'field model §1, Space, time, state';

/* Columns of the usual kinds, for all that declare tables. */
type Extra = Partial<Pick<ColumnSpec, 'source' | 'nullAs' | 'range'>>;

export const int32 = (name: string, unit: string, doc: string, extra: Extra = {}): ColumnSpec => ({
  name,
  type: 'int32',
  unit,
  doc,
  range: INT32_RANGE,
  ...extra,
});
export const int32OrNull = (name: string, unit: string, doc: string, extra: Extra = {}): ColumnSpec =>
  int32(name, unit, doc, { ...extra, nullAs: NULL_INT32 });
/** A count of `unit`: lots, orders, records. */
export const count = (name: string, unit: string, doc: string): ColumnSpec => ({
  name,
  type: 'int32',
  unit,
  doc,
  range: COUNT_RANGE,
});
export const code = (name: string, range: string, doc: string): ColumnSpec => ({
  name,
  type: 'uint8',
  unit: '',
  doc,
  range,
});
const flag = (name: string, doc: string): ColumnSpec => code(name, '0 no, 1 yes', doc);
const int64OrNull = (name: string, unit: string, range: string, doc: string): ColumnSpec => ({
  name,
  type: 'int64',
  unit,
  doc,
  range,
  nullAs: NULL_INT64,
});

/** Key of every table by seconds. */
export const WINDOW_END: ColumnSpec = {
  name: 'window_end_ts_ns',
  type: 'int64',
  unit: 'ns',
  doc: 'end of the window, nanoseconds since 1970-01-01T00:00:00Z; the window is the second before it',
  range: NANOS_RANGE,
  source: SPACE_SOURCE,
};
export const PRICE_TICK = int32('price_tick', 'ticks', 'price / tick size, an absolute integer', {
  source: SPACE_SOURCE,
});
const REL_TICKS: ColumnSpec = {
  name: 'rel_ticks',
  type: 'int16',
  unit: 'ticks',
  doc: 'price_tick - spot_tick',
  range: '-32767 … 32767',
  source: SPACE_SOURCE,
};
export const SIDE = code('side', '0 bid, 1 ask', 'side of the book');

/** silver/book_snapshot_1s: one row a window (field-model §2). */
export const BOOK_SNAPSHOT: DatasetSpec = {
  id: 'silver/book_snapshot_1s',
  version: 1,
  doc: 'The book at the end of each second, and what traded in it.',
  rows: 'every second from the first record of the instrument to its last, valid or not',
  key: ['window_end_ts_ns'],
  source: SILVER_SOURCE,
  columns: [
    WINDOW_END,
    int32OrNull('best_bid_tick', 'ticks', 'best bid at the end; null where the side is empty'),
    count('best_bid_qty', 'lots', 'quantity at the best bid'),
    count('best_bid_orders', 'orders', 'orders at the best bid'),
    int32OrNull('best_ask_tick', 'ticks', 'best ask at the end; null where the side is empty'),
    count('best_ask_qty', 'lots', 'quantity at the best ask'),
    count('best_ask_orders', 'orders', 'orders at the best ask'),
    int32OrNull('mid2', 'half ticks', 'bid tick + ask tick at the end; null where a side is empty'),
    int32OrNull('mid2_open', 'half ticks', 'bid tick + ask tick at the opening; null where a side is empty'),
    {
      name: 'last_trade_price',
      type: 'int64',
      unit: '1e-9',
      doc: 'price of the last trade up to the end, any side, kept over windows; null before the first',
      range: '-2^63 + 1 … 2^63 - 2',
      nullAs: NULL_PRICE,
    },
    count('traded_volume_buy', 'lots', 'volume whose aggressor bought'),
    count('traded_volume_sell', 'lots', 'volume whose aggressor sold'),
    count('traded_volume_none', 'lots', 'volume with no aggressor'),
    int32OrNull('spot_tick', 'ticks', 'spot anchor after the window; null before the first valid window'),
    flag('book_valid', 'both sides present and no snapshot in progress at the end'),
    flag('window_valid', 'book valid at both edges, no clear and no snapshot inside'),
    flag('crossed', 'bid >= ask at the end'),
    flag('crossed_open', 'bid >= ask at the opening'),
    flag('suspect', 'the feed marked the book as possibly bad'),
    flag('in_snapshot', 'a snapshot is in progress at the end'),
    flag('aggregated', 'rows are levels, not orders: nothing is known of ages'),
    count('crossed_events', 'events', 'event ends at which the book was crossed or locked'),
    count('records_a', 'records', 'adds'),
    count('records_c', 'records', 'cancels'),
    count('records_m', 'records', 'modifies'),
    count('records_r', 'records', 'clears'),
    count('records_t', 'records', 'trades'),
    count('records_f', 'records', 'fills'),
    count('records_n', 'records', 'records without action'),
    count('records_other', 'records', 'records with an unknown action'),
  ],
};

const CELL_COLUMNS: readonly ColumnSpec[] = [
  SIDE,
  PRICE_TICK,
  count('depth_qty_start', 'lots', 'quantity measured at the opening'),
  count('add_qty', 'lots', 'quantity added'),
  count('pull_qty_total', 'lots', 'quantity cancelled'),
  count('fill_qty', 'lots', 'quantity executed'),
  count('depth_qty_end', 'lots', 'quantity measured at the end: start + add - pull - fill'),
  count('depth_qty_rest', 'lots', 'quantity at the end of orders at least 500 ms old'),
  count('pull_qty_rest', 'lots', 'cancelled quantity of orders at least 500 ms old'),
  count('order_count_end', 'orders', 'orders at the end'),
];

const windowInChunk: ColumnSpec = {
  name: 'window',
  type: 'uint8',
  unit: 'windows',
  doc: 'window within the chunk',
  range: '0 … 255',
};

/** `side` of a stored row that has the upper halves of the numbers of another, `price_tick` rows from the first. */
export const UPPER_HALVES = 2;

/**
 * silver/depth_and_flow_1s as stored: sparse rows, window within the chunk, numbers in 16 bits. Behind them, for each row
 * with a number that needs more, a row of side UPPER_HALVES.
 */
export const FLOW_STORED: TableSpec = {
  id: 'silver/flow_rows',
  doc: 'Cells in which something flowed or a stored quantity changed, valid windows only. Side 2: upper 16 bits of the numbers of row price_tick.',
  columns: [windowInChunk, ...CELL_COLUMNS.map(inSixteenBits)],
};

/** As older versions stored it. */
export const FLOW_STORED_BEFORE: TableSpec = {
  id: 'silver/depth_and_flow_1s',
  doc: 'Cells in which something flowed or a stored quantity changed, valid windows only.',
  columns: [windowInChunk, ...CELL_COLUMNS],
};

function inSixteenBits(column: ColumnSpec): ColumnSpec {
  return column.range === COUNT_RANGE ? { ...column, type: 'uint16', range: '0 … 65535' } : column;
}

/** As published: a book of levels has no ages, so nothing is known of its rest. */
const PUBLISHED_CELL_COLUMNS = CELL_COLUMNS.map((column) =>
  column.name === 'depth_qty_rest'
    ? { ...column, doc: `${column.doc}; null on feeds of levels`, nullAs: NULL_INT32 }
    : column,
);

/** silver/depth_and_flow_1s as published: every cell whose start, end or any flow is not 0. */
export const DEPTH_AND_FLOW: DatasetSpec = {
  id: 'silver/depth_and_flow_1s',
  version: 1,
  doc: 'Depth and flow by second, price and side.',
  rows: 'every cell of a valid second whose start, end or any flow is not 0',
  key: ['window_end_ts_ns', 'side', 'price_tick'],
  source: SILVER_SOURCE,
  columns: [
    WINDOW_END,
    { ...REL_TICKS, doc: `${REL_TICKS.doc}; null where it lies farther off`, nullAs: NULL_INT16 },
    ...PUBLISHED_CELL_COLUMNS,
  ],
};

/** The whole book at the opening of the windows from which rows are read on. */
export const LEVEL_KEYFRAME: TableSpec = {
  id: 'silver/level_keyframe',
  doc: 'Every level at the opening of a window: where reading may begin.',
  columns: [
    windowInChunk,
    SIDE,
    PRICE_TICK,
    count('depth_qty', 'lots', 'quantity at the opening'),
    count('depth_qty_rest', 'lots', 'of it, orders at least 500 ms old'),
    count('order_count', 'orders', 'orders at the opening'),
  ],
};

/** silver/session_events: what the exchange said besides orders, in order of time. */
export const SESSION_EVENTS: DatasetSpec = {
  id: 'silver/session_events',
  version: 1,
  doc: 'Status and statistics records of the day.',
  rows: 'every status and statistics record of the instrument, in order of receipt',
  key: [],
  source: 'DBN §5, Layouts of StatusMsg and StatMsg',
  columns: [
    { name: 'ts_ns', type: 'int64', unit: 'ns', doc: 'when it was received, UTC', range: NANOS_RANGE },
    code('kind', '0 status, 1 statistic', 'type of the record'),
    int32('code', '', 'action of a status, type of a statistic, as DBN numbers them'),
    int32('flags', '', 'trading event of a status, flags of a statistic'),
    code('update', '0 of a status, 1 new, 2 deleted', 'what a statistic does to an earlier one'),
    int64OrNull('ref_ts_ns', 'ns', NANOS_RANGE, 'the date that a statistic is about'),
    int64OrNull('price', '1e-9', '-2^63 + 1 … 2^63 - 1', 'of a statistic'),
    int64OrNull('quantity', 'lots', '-2^63 + 1 … 2^63 - 1', 'of a statistic'),
  ],
};

/**
 * Raised when the same records give other sweeps or refills: days stored under an older one are read again when their
 * file is opened.
 */
export const TAPE_VERSION = 1;

/** silver/tape_events: what the records themselves tell of aggressors and icebergs, to the nanosecond. */
export const TAPE_EVENTS: DatasetSpec = {
  id: 'silver/tape_events',
  version: 1,
  doc: 'Sweeps through several prices and refills of icebergs, from the tape.',
  rows: 'every run of trades of one aggressor through two prices or more, and every refill, in order of time',
  key: [],
  source: 'field model §2, From MBO to book and flow; DBN §10, Book rules',
  columns: [
    {
      name: 'ts_ns',
      type: 'int64',
      unit: 'ns',
      doc: 'when its last row was received, UTC: known from then on',
      range: NANOS_RANGE,
    },
    {
      name: 'ts_event_ns',
      type: 'int64',
      unit: 'ns',
      doc: "the exchange's time of a sweep's first trade, of the row that refills",
      range: NANOS_RANGE,
    },
    int32('duration_ns', 'ns', "from a sweep's first trade to its last; 0 of a refill", {
      range: '0 … 1000000',
    }),
    code('kind', '0 sweep, 1 refill', 'what it is'),
    SIDE,
    PRICE_TICK,
    int32('tick_lo', 'ticks', 'lowest price that traded'),
    int32('tick_hi', 'ticks', 'highest price that traded'),
    {
      name: 'order_id',
      type: 'int64',
      unit: '',
      doc: "the 64 bits of the id: the aggressor's where it is told, else 0; the iceberg's",
      range: 'int64',
    },
    count('events', '', 'prices of a sweep; how often the order has been refilled by now'),
    count('qty', 'lots', 'swept; executed of the order from its first refill on'),
    count('shown_qty', 'lots', 'the most that the order ever showed; 0 of a sweep'),
    count('shows_qty', 'lots', 'what the order shows now; 0 of a sweep'),
  ],
};

/** silver/edge_orders: kept to check one file against the next, not published. */
export const EDGE_ORDERS: TableSpec = {
  id: 'silver/edge_orders',
  doc: 'Orders of the snapshot that opens a file, and at rest at its end.',
  columns: [
    code('edge', '0 opening snapshot, 1 end of the file', 'when they were at rest'),
    { name: 'order_id', type: 'int64', unit: '', doc: 'the 64 bits of the id', range: 'int64' },
    SIDE,
    { name: 'price', type: 'int64', unit: '1e-9', doc: 'price of the order', range: 'int64' },
    count('size', 'lots', 'quantity at rest'),
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
    {
      name: 'texels',
      type: 'texel',
      unit: '',
      doc: 'RGBA of four fields; ABSENT_TEXEL where not published',
      range: 'Float32',
    },
  ],
};

/** What the gold table needs to know of a field. */
export interface FieldColumn {
  readonly id: string;
  readonly unit: string;
  readonly label: string;
  readonly formula: string;
  readonly range: string;
}

export const PHYSICS_SURFACE_ID = 'gold/physics_surface_1s';

/** gold/physics_surface_1s: the keys, then one Float32 column a field. */
export function physicsSurfaceSpec(fields: readonly FieldColumn[]): DatasetSpec {
  return {
    id: PHYSICS_SURFACE_ID,
    version: 2,
    doc: 'Every field by second, lattice and price.',
    rows: 'every price within xMax ticks of spot, each lattice, of a valid second',
    key: ['window_end_ts_ns', 'lattice', 'price_tick'],
    source: 'field model §3, Fields (gold)',
    columns: [
      WINDOW_END,
      code('lattice', '0 B, 1 A, 2 L', 'bids, asks, or the line: both summed before every formula'),
      PRICE_TICK,
      { ...REL_TICKS, range: '-xMax … xMax, 200 by default' },
      {
        name: 'rel_ticks_side',
        type: 'int16',
        unit: 'ticks',
        doc: 'price_tick - best tick of the side at the end; null for L and where the side is empty',
        range: '-32767 … 32767',
        nullAs: NULL_INT16,
      },
      ...fields.map(
        (field): ColumnSpec => ({
          name: field.id,
          type: 'float32',
          unit: field.unit,
          doc: field.label,
          range: field.range,
          formula: field.formula,
        }),
      ),
    ],
  };
}

/** What a Hive layout puts into the names of folders, not into the files. */
export const PARTITION_COLUMNS = [
  { name: 'symbol', doc: 'instrument as the vendor names it' },
  { name: 'dt', doc: 'UTC day, YYYY-MM-DD' },
] as const;
