// What an export writes, read back by programs that know nothing of ours: Parquet and CSV by DuckDB, Arrow by its own
// library. On the hand-made eight seconds, whose truths lie beside them.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { datasetsFrom } from '../../../contracts/all-datasets.ts';
import { BOOK_SNAPSHOT, PHYSICS_SURFACE_ID } from '../../../contracts/datasets.ts';
import type { ExportFormat } from '../../../contracts/exports.ts';
import { FORECAST, FORECAST_MODES } from '../../../contracts/forecast.ts';
import type { RequestParams } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, paramsHash } from '../../../contracts/params.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { ParquetFile } from './parquet-file.ts';

const FIXTURE = resolve('data/fixtures/scenario-8s');
const DAY = join(FIXTURE, 'scenario-8s.mbo.dbn');
const DATASETS = datasetsFrom(FIELDS.all);
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-export-'));
const duck = await (await DuckDBInstance.create()).connect();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Window {
  readonly snapshot: Record<string, unknown> & { readonly bid: number[]; readonly ask: number[] };
  /** Absent where the second is not valid. */
  readonly silver?: (number | string)[][];
  readonly gold_x?: number[];
  readonly gold?: Record<'B' | 'A' | 'L', Record<string, number[]>>;
}
const { windows } = JSON.parse(readFileSync(join(FIXTURE, 'expected.json'), 'utf8')) as { windows: Window[] };
/** End of the first second. */
const FIRST_WINDOW = 14.5 * 3600;
const FIRST_END = 1_757_946_601_000_000_000n;
const endOf = (w: number): bigint => FIRST_END + BigInt(w) * 1_000_000_000n;

const engine = await EngineUnderTest.start();
afterAll(() => engine.dispose());
const { end: opened } = await engine.open([DAY]);
const { dayId } = opened.days[0]!;
let files = 0;
const NO_PRICE = 2n ** 63n - 1n;

type Request = Partial<RequestParams<'day.export'>>;

/** Exports a table into a file of its own and gives the file's path. */
async function exported(table: string, format: ExportFormat, more: Request = {}): Promise<string> {
  const path = join(folder, `${files++}.${format}`);
  const request = { exportId: randomUUID(), dayId, table, format, path, ...more };
  const { result } = await engine.peer.call('day.export', request);
  expect(result.bytes).toBe(statSync(path).size);
  return path;
}

type Row = Record<string, unknown>;

async function query(sql: string): Promise<Row[]> {
  return (await duck.runAndReadAll(sql)).getRowObjects() as Row[];
}

describe('Parquet read by DuckDB', () => {
  it('has the book of each second, with integers of 64 bits', async () => {
    const path = await exported('silver/book_snapshot_1s', 'parquet');
    const rows = await query(`SELECT * FROM '${path}'`);
    expect(rows).toHaveLength(windows.length);
    windows.forEach(({ snapshot }, w) => {
      const [bid, bidQty, bidOrders] = snapshot.bid;
      const [ask, askQty, askOrders] = snapshot.ask;
      expect(rows[w]).toMatchObject({
        window_end_ts_ns: endOf(w),
        best_bid_tick: bid,
        best_bid_qty: bidQty,
        best_bid_orders: bidOrders,
        best_ask_tick: ask,
        best_ask_qty: askQty,
        best_ask_orders: askOrders,
        mid2: snapshot['mid2'],
        last_trade_price: BigInt(Math.round((snapshot['last_trade'] as number) * 100)) * 10_000_000n,
        traded_volume_buy: snapshot['vol_buy'],
        traded_volume_sell: snapshot['vol_sell'],
        spot_tick: snapshot['spot_tick'],
        window_valid: Number(snapshot['window_valid']),
      });
    });
  });

  it('has the types of the declaration', async () => {
    const path = await exported(PHYSICS_SURFACE_ID, 'parquet');
    const duckTypes = {
      uint8: 'UTINYINT',
      int16: 'SMALLINT',
      int32: 'INTEGER',
      int64: 'BIGINT',
      uint64: 'UBIGINT',
      float32: 'FLOAT',
      float64: 'DOUBLE',
    };
    for (const dataset of DATASETS) {
      const file = dataset.id === PHYSICS_SURFACE_ID ? path : await exported(dataset.id, 'parquet');
      const columns = await query(
        `DESCRIBE SELECT * FROM read_parquet('${file}', hive_partitioning = false)`,
      );
      expect(columns.map((row) => [row['column_name'], row['column_type']])).toEqual(
        dataset.columns.map(({ name, type }) => [name, duckTypes[type as keyof typeof duckTypes]]),
      );
    }
  });

  it('has every cell of silver', async () => {
    const path = await exported('silver/depth_and_flow_1s', 'parquet');
    const rows = await query(`SELECT * FROM '${path}'`);
    const tuples = rows.map((row) => {
      const side = row['side'] === 0 ? 'B' : 'A';
      const names = ['rel_ticks', 'price_tick', 'depth_qty_start', 'add_qty', 'pull_qty_total', 'fill_qty'];
      const ends = ['depth_qty_end', 'depth_qty_rest', 'pull_qty_rest', 'order_count_end'];
      return [row['window_end_ts_ns'], side, ...[...names, ...ends].map((name) => row[name])].join();
    });
    const truth = windows.flatMap(({ silver }, w) =>
      (silver ?? []).map((cell) => [endOf(w), ...cell].join()),
    );
    expect(tuples.sort()).toEqual(truth.sort());
  });

  it('has every field on every lattice', async () => {
    const path = await exported(PHYSICS_SURFACE_ID, 'parquet');
    let compared = 0;
    for (const [w, { gold, gold_x = [] }] of windows.entries()) {
      if (!gold) continue;
      for (const [code, lattice] of (['B', 'A', 'L'] as const).entries()) {
        const rows = await query(
          `SELECT * FROM '${path}' WHERE window_end_ts_ns = ${endOf(w)} AND lattice = ${code} AND rel_ticks BETWEEN -15 AND 15 ORDER BY rel_ticks`,
        );
        for (const [name, values] of Object.entries(gold[lattice])) {
          rows.forEach((row) => {
            const truth = values[gold_x.indexOf(row['rel_ticks'] as number)] as number;
            expect(row[name], `${name} ${lattice} ${w} ${row['rel_ticks']}`).toBeCloseTo(truth, 5);
            compared++;
          });
        }
      }
    }
    expect(compared).toBe(7 * 3 * 32 * 31);
  });

  it('has the markers and events that the page is given', async () => {
    const span = { windowFrom: FIRST_WINDOW, windowEnd: FIRST_WINDOW + 8 };
    const asked = { dayId, params: DEFAULT_FIELD_PARAMS };
    const markers = await engine.peer.call('day.markers', { ...asked, ...span });
    const events = await engine.peer.call('day.events', { ...asked, windowFrom: FIRST_WINDOW });
    for (const [table, { payload }] of [
      ['stream/markers_1s', markers],
      ['stream/marker_events', events],
    ] as const) {
      const rows = await query(`SELECT * FROM '${await exported(table, 'parquet')}'`);
      const told = tableFromIPC(payload ?? new Uint8Array()).toArray();
      expect(rows).toEqual(told.map((row) => ({ ...row.toJSON() })));
    }
  });

  it('has every record of the file', async () => {
    const rows = await query(`SELECT * FROM '${await exported('bronze/mbo', 'parquet')}'`);
    const file = readFileSync(DAY);
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    const told: Row[] = [];
    for (let at = 8 + view.getUint32(4, true); at < file.length; at += 4 * file.readUInt8(at)) {
      if (file.readUInt8(at + 1) !== 0xa0) continue;
      told.push({
        ts_recv: view.getBigInt64(at + 40, true),
        ts_event: view.getBigInt64(at + 8, true),
        ts_in_delta: BigInt(view.getInt32(at + 48, true)),
        sequence: BigInt(view.getUint32(at + 52, true)),
        channel_id: file.readUInt8(at + 37),
        order_id: view.getBigUint64(at + 16, true),
        action: file.readUInt8(at + 38),
        side: file.readUInt8(at + 39),
        price: view.getBigInt64(at + 24, true),
        size: BigInt(view.getUint32(at + 32, true)),
        flags: file.readUInt8(at + 36),
      });
    }
    expect(told.length).toBe(79);
    expect(rows).toEqual(
      told.map((row) => ({ ...row, price: row['price'] === NO_PRICE ? null : row['price'] })),
    );
    const part = await exported('bronze/mbo', 'parquet', {
      windowFrom: FIRST_WINDOW + 2,
      windowEnd: FIRST_WINDOW + 3,
    });
    const second = told.filter(({ ts_recv: at }) => (at as bigint) >= endOf(1) && (at as bigint) < endOf(2));
    expect((await query(`SELECT ts_recv FROM '${part}'`)).map((row) => row['ts_recv'])).toEqual(
      second.map((row) => row['ts_recv']),
    );
  });

  it('has the forecasts that the page is given, both modes', async () => {
    const rows = await query(
      `SELECT * FROM '${await exported(FORECAST.id, 'parquet')}' ORDER BY window_end_ts_ns, mode, horizon_s`,
    );
    const told: unknown[] = [];
    for (let window = FIRST_WINDOW; window < FIRST_WINDOW + 8; window++) {
      for (const mode of FORECAST_MODES) {
        const asked = { dayId, params: DEFAULT_FIELD_PARAMS, window, mode };
        const { payload } = await engine.peer.call('forecast.at', asked);
        if (payload)
          told.push(
            ...tableFromIPC(payload)
              .toArray()
              .map((row) => ({ ...row.toJSON() })),
          );
      }
    }
    expect(told.length).toBeGreaterThan(31 * 2 * 6);
    expect(rows).toEqual(told);
  });

  it('tells its schema, parameters and source in its metadata', async () => {
    const metadata = async (path: string): Promise<Record<string, string>> => {
      const rows = await query(
        `SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata('${path}')`,
      );
      return Object.fromEntries(rows.map(({ k, v }) => [String(k), String(v)]));
    };
    const plain = await metadata(await exported(PHYSICS_SURFACE_ID, 'parquet'));
    expect(plain).toMatchObject({
      'fieldbook.dataset': 'gold/physics_surface_1s',
      'fieldbook.dataset_version': '2',
      'fieldbook.params_hash': paramsHash(DEFAULT_FIELD_PARAMS),
      'fieldbook.symbol': 'SYNZ5',
      'fieldbook.tick_size_nanos': '250000000',
    });
    expect(plain['fieldbook.source_sha256']).toMatch(/^[0-9a-f]{64}$/);
    const schema = JSON.parse(plain['fieldbook.schema'] ?? '{}');
    expect(schema).toEqual(
      JSON.parse(readFileSync(resolve('contracts/avro/gold.physics_surface_1s.avsc'), 'utf8')),
    );
    const contrast = await metadata(
      await exported(PHYSICS_SURFACE_ID, 'parquet', { params: FIELD_PRESETS.contrast, columns: ['rho'] }),
    );
    expect(contrast['fieldbook.params_hash']).toBe(paramsHash(FIELD_PRESETS.contrast));
    const kept = JSON.parse(contrast['fieldbook.schema'] ?? '{}').fields.map(
      ({ name }: { name: string }) => name,
    );
    expect(kept).toEqual(['window_end_ts_ns', 'lattice', 'price_tick', 'rho']);
  });

  it('gives a part the same values as the whole has there', async () => {
    const whole = await exported(PHYSICS_SURFACE_ID, 'parquet');
    const part = await exported(PHYSICS_SURFACE_ID, 'parquet', {
      windowFrom: FIRST_WINDOW + 4,
      windowEnd: FIRST_WINDOW + 6,
      columns: ['rho', 'u_ema_8'],
      lattices: ['A'],
      rangeTicks: 7,
    });
    const rows = await query(`SELECT * FROM '${part}'`);
    expect(rows).toHaveLength(2 * 15);
    const columns = 'window_end_ts_ns, lattice, price_tick, rho, u_ema_8';
    const condition = `lattice = 1 AND abs(rel_ticks) <= 7 AND window_end_ts_ns IN (${endOf(4)}, ${endOf(5)})`;
    const missing = `SELECT ${columns} FROM '${whole}' WHERE ${condition} EXCEPT SELECT ${columns} FROM '${part}'`;
    expect(await query(missing)).toEqual([]);
  });
});

describe('the other formats', () => {
  it('Arrow has the same rows, with nulls and metadata, as its library reads them', async () => {
    const path = await exported('silver/book_snapshot_1s', 'arrow');
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 6).toString()).toBe('ARROW1');
    const table = tableFromIPC(bytes);
    const parquet = await exported('silver/book_snapshot_1s', 'parquet');
    const rows = await query(`SELECT * FROM read_parquet('${parquet}', hive_partitioning = false)`);
    expect(table.toArray().map((row) => ({ ...row.toJSON() }))).toEqual(rows);
    expect(table.get(0)?.['spot_tick']).toBeNull();
    expect(table.schema.metadata.get('fieldbook.params_hash')).toBe(paramsHash(DEFAULT_FIELD_PARAMS));
  });

  it.each(DATASETS.map(({ id }) => id))('CSV of %s has the same values as Parquet', async (table) => {
    const csv = await exported(table, 'csv');
    const parquet = await exported(table, 'parquet');
    const dataset = DATASETS.find(({ id }) => id === table);
    const types = {
      uint8: 'UTINYINT',
      int16: 'SMALLINT',
      int32: 'INTEGER',
      int64: 'BIGINT',
      uint64: 'UBIGINT',
      float32: 'FLOAT',
      float64: 'DOUBLE',
    };
    const columns = dataset?.columns
      .map(({ name, type }) => `'${name}': '${types[type as 'uint8']}'`)
      .join(', ');
    const fromCsv = `SELECT * FROM read_csv('${csv}', header = true, columns = {${columns}}, hive_partitioning = false)`;
    const fromParquet = `SELECT * FROM read_parquet('${parquet}', hive_partitioning = false)`;
    expect(
      await query(`(${fromCsv} EXCEPT ${fromParquet}) UNION ALL (${fromParquet} EXCEPT ${fromCsv})`),
    ).toEqual([]);
    expect(await query(`SELECT count(*) AS n FROM (${fromCsv})`)).toEqual(
      await query(`SELECT count(*) AS n FROM (${fromParquet})`),
    );
  });

  it('CSV has its facts beside it', async () => {
    const path = await exported('silver/book_snapshot_1s', 'csv');
    const beside = JSON.parse(readFileSync(`${path}-metadata.json`, 'utf8'));
    expect(beside).toMatchObject({ 'dc:title': 'silver/book_snapshot_1s' });
    expect(beside.tableSchema.columns).toHaveLength(BOOK_SNAPSHOT.columns.length);
  });
});

describe('an export that does not come about', () => {
  const request = (): RequestParams<'day.export'> & { path: string } => ({
    exportId: randomUUID(),
    dayId,
    table: PHYSICS_SURFACE_ID,
    format: 'parquet',
    path: join(folder, 'none', 'deep', 'x.parquet'),
  });

  it.each([
    ['bad_request', { table: 'gold/none' }],
    ['bad_request', { columns: ['none'] }],
    ['bad_request', { format: 'xls' }],
    ['bad_request', { exportId: '../..' }],
    ['not_found', { dayId: 'none' }],
    ['range_empty', { windowFrom: 0, windowEnd: FIRST_WINDOW }],
  ])('is told as %s for %j and leaves nothing', async (code, change) => {
    const asked = { ...request(), ...change } as RequestParams<'day.export'>;
    await expect(engine.peer.call('day.export', asked)).rejects.toMatchObject({ fault: { code } });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('tells that the disk is full and takes back what it wrote and made', async () => {
    const handle = await open(join(folder, 'probe'), 'w');
    const write = vi.spyOn(Object.getPrototypeOf(handle), 'write');
    await handle.close();
    write.mockRejectedValue(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    const refused = engine.peer.call('day.export', request());
    await expect(refused).rejects.toMatchObject({
      fault: { code: 'disk_full', file: request().path, message: expect.stringContaining('taken back') },
    });
    write.mockRestore();
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('takes all of it back when it is cancelled', async () => {
    const abort = new AbortController();
    const asked = request();
    const listening = engine.peer.on('export', () => abort.abort());
    const write = vi.spyOn(ParquetFile.prototype, 'finish').mockImplementation(async () => {
      abort.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const cancelled = engine.peer.call('day.export', asked, { signal: abort.signal });
    await expect(cancelled).rejects.toMatchObject({ fault: { code: 'cancelled' } });
    await eventually(() => expect(existsSync(join(folder, 'none'))).toBe(false));
    write.mockRestore();
    listening.dispose();
  });

  it('keeps a file for the host to hand over where no path is given', async () => {
    const { path: _, ...asked } = request();
    const { result } = await engine.peer.call('day.export', asked);
    const name = 'SYNZ5 2025-09-15 physics_surface_1s.parquet';
    expect(result.path).toBe(join(engine.dataFolder, 'exports', asked.exportId, name));
    expect(existsSync(result.path)).toBe(true);
  });
});
