// Files that are not like the vendor's day files, from the command line: legacy DBZ, bare records, live captures.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, SHARED_DATA } from '../engine/source/shared-data.fixture.ts';
import { type LiveRow, liveFile } from './live-file.testkit.ts';
import { runIn } from './run-cli.testkit.ts';

const FRAGMENT = ['--fragment', 'dataset=GLBX.MDP3,version=1,symbol=ESH4'] as const;
const DAY = resolve(import.meta.dirname, '../../data/fixtures/scenario-8s/scenario-8s.mbo.dbn');
let folder: string;
let data: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbook-inputs-'));
  data = ['--data', join(folder, 'store')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runIn(folder, args);

async function json(...args: string[]) {
  const { code, out, err } = await run(...args, '--json');
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe.skipIf(!hasSharedData('dbn-tests'))('(skipped without the shared data) DBZ', () => {
  const file = join(SHARED_DATA, 'dbn-tests/test_data.mbo.dbz');

  it('is told about and opened', async () => {
    const info = await json('info', file);
    expect(info).toMatchObject({ records: 2, metadata: { version: 1, dataset: 'GLBX.MDP3', schema: 'mbo' } });
    const { instruments } = await json('ingest', file, ...data);
    expect(instruments).toMatchObject([{ symbol: 'ESH1', records: 2, state: 'complete' }]);
  });
});

describe.skipIf(!hasSharedData('malformed-derived'))('(skipped without the shared data) bare records', () => {
  it.each(['28-fragment-no-metadata.mbo.dbn.frag', '29-fragment.mbo.dbn.frag.zst'])(
    '%s opens once it is said what it is',
    async (name) => {
      const file = join(SHARED_DATA, 'malformed-derived', name);
      const plain = await run('ingest', file, ...data);
      expect(plain.code).toBe(1);
      expect(plain.err).toContain('fragment');
      const info = await json('info', file, ...FRAGMENT);
      expect(info).toMatchObject({
        records: 1000,
        instruments: [{ symbol: 'ESH4' }],
        metadata: { dataset: 'GLBX.MDP3' },
      });
      const { instruments } = await json('ingest', file, ...FRAGMENT, ...data);
      expect(instruments).toMatchObject([{ symbol: 'ESH4', records: 1000, from_store: false }]);
      const again = await json('ingest', file, ...FRAGMENT, ...data);
      expect(again.instruments).toMatchObject([{ symbol: 'ESH4', from_store: true }]);
    },
  );

  it('is another source when something else is said of it', async () => {
    const file = join(SHARED_DATA, 'malformed-derived/28-fragment-no-metadata.mbo.dbn.frag');
    const { instruments } = await json(
      'ingest',
      file,
      '--fragment',
      'dataset=XNAS.ITCH,version=2,symbol=AAPL',
      ...data,
    );
    expect(instruments).toMatchObject([{ symbol: 'AAPL', from_store: false }]);
  });
});

describe.skipIf(!hasSharedData('databento-python-tests'))('(skipped without the shared data) live', () => {
  const file = join(SHARED_DATA, 'databento-python-tests/LIVE/test_data.live.dbn.zst');

  it('has the symbols that its stream tells', async () => {
    const info = await json('info', file);
    expect(info).toMatchObject({
      records: 46,
      metadata: { schema: 'mixed', stype_in: null, mappings: [] },
      records_by_type: { symbolMapping: 20, statistics: 9, definition: 2, mbo: 5, trades: 2, mbp10: 2 },
      instruments: [{ symbol: 'ESZ4', records: 5 }],
    });
    const { instruments } = await json('ingest', file, ...data);
    expect(instruments).toMatchObject([
      { symbol: 'ESZ4', tick_size: '250000000', tick_size_from: 'definition', records: 5 },
    ]);
  });
});

describe('live captures made up', () => {
  const order = (day: number, id: number, price: bigint): LiveRow => ({ kind: 'order', day, id, price });

  async function ingested(name: string, rows: readonly LiveRow[]) {
    const file = join(folder, name);
    writeFileSync(file, liveFile(rows));
    const { instruments } = await json('ingest', file, ...data);
    return instruments.map((row: Record<string, unknown>) => [
      row['utc_date'],
      row['instrument_id'],
      row['symbol'],
      row['tick_size_from'],
    ]);
  }

  it('names each day as the mappings stood then, by out_symbol unless that is the id again', async () => {
    const days = await ingested('mapped.dbn', [
      { kind: 'mapping', day: 0, id: 7, inSymbol: 'ES.c.0', outSymbol: 'ESH4' },
      { kind: 'mapping', day: 0, id: 8, inSymbol: 'NQH4', outSymbol: '8' },
      order(0, 7, 4_800_000_000_000n),
      order(0, 8, 17_000_000_000_000n),
      { kind: 'mapping', day: 1, id: 7, inSymbol: 'ES.c.0', outSymbol: 'ESM4' },
      order(1, 7, 4_800_250_000_000n),
    ]);
    expect(days.sort()).toEqual([
      ['2023-12-25', 7, 'ESH4', 'inferred'],
      ['2023-12-25', 8, 'NQH4', 'inferred'],
      ['2023-12-26', 7, 'ESM4', 'inferred'],
    ]);
  });

  it('takes the tick from a definition in the stream, even one after the first orders', async () => {
    const days = await ingested('defined.dbn', [
      order(0, 7, 4_800_000_000_000n),
      { kind: 'definition', day: 0, id: 7, symbol: 'ESH4', tick: 250_000_000n },
      order(0, 7, 4_801_000_000_000n),
    ]);
    expect(days).toEqual([['2023-12-25', 7, 'ESH4', 'definition']]);
  });
});

describe('feeds of levels', () => {
  it.each([
    ['F_MBP', 16],
    ['F_TOB', 64],
  ])('%s: cells say nothing of rest, windows say that rows are levels', async (name, flags) => {
    const file = join(folder, `${name}.dbn`);
    const level = (side: 'B' | 'A', price: bigint): LiveRow => ({
      kind: 'order',
      day: 0,
      id: 7,
      price,
      side,
      flags,
    });
    const [bid, ask] = [level('B', 100_000_000_000n), level('A', 100_250_000_000n)];
    writeFileSync(file, liveFile([bid, ask, bid, ask, bid], 'mbo'));
    const { rows } = await json('windows', file, ...data);
    expect(rows.at(-1)).toMatchObject({
      aggregated: 1,
      window_valid: 1,
      best_bid_qty: 1,
      best_bid_orders: 0,
    });
    const cells = await json('cells', file, '--at', '12:00:03', '--table', 'silver', ...data);
    expect(
      cells.rows.map((row: Record<string, unknown>) => [row['depth_qty_end'], row['depth_qty_rest']]),
    ).toEqual([
      [1, null],
      [1, null],
    ]);
  });
});

describe('side files of the vendor', () => {
  it('name instruments that the file does not, and tell that a day is degraded', async () => {
    const job = join(folder, 'job');
    mkdirSync(job);
    const file = join(job, 'glbx-mdp3-20231225.mbo.dbn');
    writeFileSync(file, liveFile([{ kind: 'order', day: 0, id: 7, price: 4_800_000_000_000n }], 'mbo'));
    writeFileSync(join(job, 'metadata.json'), JSON.stringify({ query: { dataset: 'GLBX.MDP3' } }));
    writeFileSync(
      join(job, 'condition.json'),
      JSON.stringify([{ date: '2023-12-25', condition: 'degraded', last_modified_date: null }]),
    );
    const interval = { d0: '2023-12-01', d1: '2024-01-01', s: '7' };
    const symbology = { result: { ESH4: [interval] }, stype_in: 'raw_symbol', stype_out: 'instrument_id' };
    writeFileSync(join(job, 'symbology.json'), JSON.stringify(symbology));
    const { instruments } = await json('ingest', file, ...data);
    expect(instruments).toMatchObject([{ symbol: 'ESH4', vendor_condition: 'degraded' }]);
    const { code, err } = await run('verify-files', job);
    expect(code).toBe(1);
    expect(err).toContain('no manifest.json');
  });

  it('that are broken are told, cost the data nothing, and are looked at again once they are mended', async () => {
    const job = join(folder, 'broken-job');
    mkdirSync(job);
    const file = join(job, 'glbx-mdp3-20231225.mbo.dbn');
    writeFileSync(file, liveFile([{ kind: 'order', day: 0, id: 9, price: 4_700_000_000_000n }], 'mbo'));
    const broken = {
      'condition.json': '[{"date": "2023-12-25", "condi',
      'manifest.json': '',
      'metadata.json': '{"query": 5}',
      'symbology.json': '<html>not found</html>',
    };
    const cut = {
      'x.definition.dbn.zst': '(\u00b5/\u00fdcut',
      'x.statistics.dbn': 'DBN\u0003cut',
      'x.status.dbn': '',
    };
    for (const [name, text] of Object.entries(cut)) writeFileSync(join(job, name), text, 'latin1');
    for (const [name, text] of Object.entries(broken)) writeFileSync(join(job, name), text);
    const told = await run('ingest', file, '--json', ...data);
    expect(told.code).toBe(0);
    const { instruments, faults, side_files: sideFiles } = JSON.parse(told.out);
    expect(instruments).toMatchObject([{ state: 'complete', records: 1 }]);
    expect(faults).toEqual([]);
    const names = [...Object.keys(broken), ...Object.keys(cut)];
    const filesOf = (isJson: boolean) =>
      sideFiles
        .filter(({ code }: { code: string }) => (code === 'side_file_invalid') === isJson)
        .map(({ file: path }: { file: string }) => path)
        .sort();
    expect(filesOf(true)).toEqual(Object.keys(broken).map((name) => join(job, name)));
    expect(filesOf(false)).toEqual(Object.keys(cut).map((name) => join(job, name)));
    for (const name of names) expect(told.err).toContain(name);
    // From the store too, and in the audit.
    const again = await run('ingest', file, '--json', ...data);
    expect(JSON.parse(again.out).side_files).toEqual(sideFiles);
    expect((await run('audit', file, ...data)).out).toContain('condition.json');
    for (const name of names) rmSync(join(job, name));
    expect((await json('ingest', file, ...data)).side_files).toEqual([]);
  });
});

describe('bare records made up', () => {
  it('gives the same windows as the whole file', async () => {
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(DAY);
    const start = 8 + bytes.readUInt32LE(4);
    const file = join(folder, 'tail.frag');
    writeFileSync(file, bytes.subarray(start));
    const whole = await json('windows', DAY, ...data);
    const bare = await json('windows', file, '--fragment', 'dataset=SYNTH,version=3', ...data);
    expect(bare.rows.length).toBeGreaterThan(0);
    expect(bare.rows.map(({ best_bid_qty: qty }: Record<string, unknown>) => qty)).toEqual(
      whole.rows.map(({ best_bid_qty: qty }: Record<string, unknown>) => qty),
    );
  });

  it.each([
    'dataset=GLBX.MDP3',
    'version=3',
    'dataset=GLBX.MDP3,version=4',
    'dataset=GLBX.MDP3,version=3,colour=red',
    '',
  ])('refuses --fragment "%s"', async (settings) => {
    const { code, err } = await run('info', DAY, '--fragment', settings);
    expect(code).toBe(2);
    expect(err).toContain('dataset=GLBX.MDP3,version=3');
  });
});
