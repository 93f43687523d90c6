// fieldbook export as typed: where its files lie, what can be asked, how it refuses. What is in the files is proven in
// engine/export.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { datasetsFrom } from '../../contracts/all-datasets.ts';
import { FIELD_PRESETS, paramsHash } from '../../contracts/params.ts';
import { FIELDS } from '../core/fields/registry.ts';
import { runIn } from './run-cli.testkit.ts';

const FIXTURE = resolve('data/fixtures/scenario-8s');
const DAY = join(FIXTURE, 'scenario-8s.mbo.dbn');
const PARTITION = 'symbol=SYNZ5/dt=2025-09-15';
const DATASETS = datasetsFrom(FIELDS.all);
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-export-'));
const duck = await (await DuckDBInstance.create()).connect();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runIn(folder, ['export', DAY, ...args, '--data', join(folder, 'store')]);

/** Exports into a folder of its own and gives the file's path. */
async function exported(table: string, format: string, name: string, ...more: string[]): Promise<string> {
  const { code, err } = await run('--table', table, '--format', format, '-o', name, ...more);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const id = DATASETS.find((dataset) => dataset.id === table || dataset.id.endsWith(`/${table}`))?.id;
  return join(folder, name, id ?? '', PARTITION, `part-1.${format}`);
}

type Row = Record<string, unknown>;

async function query(sql: string): Promise<Row[]> {
  return (await duck.runAndReadAll(sql)).getRowObjects() as Row[];
}

describe('fieldbook export', () => {
  it('lays tables out so that DuckDB finds symbol and day in the path', async () => {
    await exported('silver/book_snapshot_1s', 'parquet', 'book');
    const rows = await query(
      `SELECT * FROM read_parquet('${folder}/book/silver/book_snapshot_1s/**/*.parquet', hive_partitioning = true)`,
    );
    expect(rows).toHaveLength(8);
    expect(rows[7]).toMatchObject({ symbol: 'SYNZ5', window_end_ts_ns: 1_757_946_608_000_000_000n });
    expect(String(rows[7]?.['dt'])).toBe('2025-09-15');
  });

  it('takes times, lattice, columns, ticks and parameters', async () => {
    const path = await exported(
      ...(['physics_surface_1s', 'parquet', 'part', '--from', '14:30:04', '--to', '14:30:06'] as const),
      ...['--columns', 'rho, u_ema_8', '--lattice', 'A', '--range', '7', '--params', 'contrast'],
    );
    const rows = await query(`SELECT * FROM read_parquet('${path}', hive_partitioning = false)`);
    expect(rows).toHaveLength(2 * 15);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['window_end_ts_ns', 'lattice', 'price_tick'],
      ...['rho', 'u_ema_8'],
    ]);
    const metadata = await query(
      `SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata('${path}')`,
    );
    expect(metadata).toContainEqual({ k: 'fieldbook.params_hash', v: paramsHash(FIELD_PRESETS.contrast) });
  });

  it.each([
    [['--table', 'silver'], 2, 'There is no table "silver". Tables: bronze/mbo, silver/book_snapshot_1s'],
    [['--table', 'book_snapshot_1s', '--from', '15:00'], 1, 'its data runs from 2025-09-15T14:30:00'],
    [['--table', 'book_snapshot_1s', '--to', '14:30'], 1, 'has nothing in the time asked for'],
    [['--table', 'book_snapshot_1s', '--from', '14:31', '--to', '14:30'], 2, '--to must be later'],
    [['--table', 'book_snapshot_1s', '--columns', 'mid3'], 1, 'has no column "mid3". Columns: window_end'],
    [['--table', 'book_snapshot_1s', '--format', 'xls'], 2, 'Allowed choices are parquet, arrow, csv'],
    [['--table', 'book_snapshot_1s', '--range', 'far'], 2, 'Give a whole number'],
  ] as const)('%j is refused in words', async (args, code, words) => {
    const refused = await run(...args, '-o', 'refused');
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(words);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  it('says when a folder cannot be made', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const refused = await run('--table', 'book_snapshot_1s', '-o', 'a-file');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('cannot be written: a part of its path is a file. Choose another place.');
  });

  it('replaces what was exported before, and leaves no other file', async () => {
    const first = await exported('book_snapshot_1s', 'parquet', 'again');
    writeFileSync(first, 'something else');
    await exported('book_snapshot_1s', 'parquet', 'again');
    expect(await query(`SELECT count(*)::INT AS n FROM '${first}'`)).toEqual([{ n: 8 }]);
    expect(readdirSync(join(first, '..'))).toEqual(['part-1.parquet']);
  });
});
