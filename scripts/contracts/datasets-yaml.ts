// contracts/datasets.yaml: which tables there are, how they lie on the disk, and how to read them.
import { type DatasetSpec, PARTITION_COLUMNS } from '../../contracts/datasets.ts';

const HEAD = `# The datasets that Fieldbook writes. Made by \`npm run contracts\` from contracts/datasets.ts; do not edit.
#
# \`fieldbook export FILE --table <id> --format parquet -o DIR\` lays a table out as
#   DIR/<id>/symbol=<symbol>/dt=<UTC day>/part-<publisher>.parquet
# What a file says of itself (Parquet key-value metadata, Arrow schema metadata, beside a CSV): fieldbook.dataset,
# .dataset_version, .schema (the Avro schema of its columns), .field_model_version, .params and .params_hash, .forecast_params and .forecast_hash,
# .marker_params and .marker_hash, .symbol,
# .utc_date, .publisher_id, .instrument_id, .vendor_dataset, .tick_size_nanos, .source_name, .source_sha256, .day_state,
# .product_version.
# Times, prices and ids of 64 bits are integers in every format: nanoseconds, and prices in 1e-9.
`;

const READING = `reading:
  duckdb: |
    SELECT make_timestamp_ns(window_end_ts_ns) AS window_end, price_tick, viscosity_nu
    FROM read_parquet('DIR/gold/physics_surface_1s/**/*.parquet', hive_partitioning = true)
    WHERE symbol = 'ESH4' AND dt = '2023-12-25' AND lattice = 2;
    -- what the file says of itself:
    SELECT decode(key) AS key, decode(value) AS value
    FROM parquet_kv_metadata('DIR/gold/physics_surface_1s/**/*.parquet');
  pandas: |
    import pandas as pd, pyarrow.parquet as pq
    frame = pd.read_parquet("DIR/silver/book_snapshot_1s", dtype_backend="pyarrow")  # keeps int64 with nulls exact
    frame["window_end"] = pd.to_datetime(frame["window_end_ts_ns"], unit="ns", utc=True)
    pq.read_schema("DIR/silver/book_snapshot_1s/symbol=ESH4/dt=2023-12-25/part-1.parquet").metadata
  polars: |
    import polars as pl
    frame = (
        pl.scan_parquet("DIR/silver/depth_and_flow_1s/**/*.parquet", hive_partitioning=True)
        .filter((pl.col("symbol") == "ESH4") & (pl.col("rel_ticks").abs() <= 20))
        .with_columns(pl.from_epoch("window_end_ts_ns", time_unit="ns").alias("window_end"))
        .collect()
    )
  arrow: |
    import pyarrow as pa
    with pa.ipc.open_file("part-1.arrow") as file:   # polars: pl.scan_ipc("part-1.arrow")
        table = file.read_all()
  csv: |
    -- a header, no quotes, nothing where a value is null; metadata in part-1.csv-metadata.json (W3C CSV on the Web)
    SELECT * FROM read_csv('DIR/silver/book_snapshot_1s/**/*.csv', hive_partitioning = true);
`;

export function datasetsYaml(datasets: readonly DatasetSpec[]): string {
  const partitions = PARTITION_COLUMNS.map(({ name, doc }) => `  - { name: ${name}, doc: ${quoted(doc)} }\n`);
  return `${HEAD}partitions:\n${partitions.join('')}datasets:\n${datasets.map(entry).join('')}${READING}`;
}

function entry(dataset: DatasetSpec): string {
  const { id, version, doc, rows, key, source, columns } = dataset;
  const lines = [
    `  - id: ${id}`,
    `    version: ${version}`,
    `    schema: avro/${id.replace('/', '.')}.avsc`,
    `    doc: ${quoted(doc)}`,
    `    rows: ${quoted(rows)}`,
    `    key: [${key.join(', ')}]`,
    `    source: ${quoted(source)}`,
    '    columns:',
    ...columns.map(
      ({ name, type, unit, nullAs }) =>
        `      - { name: ${name}, type: ${type}${unit === '' ? '' : `, unit: ${quoted(unit)}`}${nullAs === undefined ? '' : ', nullable: true'} }`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
