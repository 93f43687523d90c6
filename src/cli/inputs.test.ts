// Files that are not like the vendor's day files, from the command line: legacy DBZ, bare records, live captures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, SHARED_DATA } from '../engine/source/shared-data.fixture.ts';
import { runCli } from './program.ts';

const FRAGMENT = ['--fragment', 'dataset=GLBX.MDP3,version=1,symbol=ESH4'] as const;
const DAY = resolve(import.meta.dirname, '../../data/fixtures/scenario-8s/scenario-8s.mbo.dbn');
let folder: string;
let data: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbook-inputs-'));
  data = ['--data', join(folder, 'store')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    write: (text: string) => (out += text),
    writeError: (text: string) => (err += text),
    folder,
    progress: false,
  };
  const code = await runCli(args, io);
  return { code, out, err };
}

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
