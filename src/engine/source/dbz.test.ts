// Legacy DBZ files: those of the shared data against the same records as DBN, and what becomes of damaged ones.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { FIXED_END } from '../../core/dbn/metadata.ts';
import { readMetadataHead } from './metadata-head.ts';
import { hasSharedData, readWhole, SHARED_DATA, sumsOf, WAYS } from './shared-data.fixture.ts';

const FOLDER = 'dbn-tests';
const present = hasSharedData(FOLDER);
const pathOf = (file: string) => join(SHARED_DATA, FOLDER, file);
const files = present ? readdirSync(pathOf('')).filter((name) => name.endsWith('.dbz')) : [];

/** Records by the README's row: `| name | bytes | DBZ (…), 2 records, rtype/len [('0xa0', 56)] |`. */
function expectedOf(file: string): { size: number; records: number; rtype: number | null } {
  const row = readFileSync(pathOf('README.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${file} |`));
  const match = /\| (\d+) \| DBZ .*, (\d+) records, rtype\/len \[(?:\('(0x\w+)', \d+\))?\]/.exec(row ?? '');
  if (!match) throw new Error(`no row for ${file}`);
  return { size: Number(match[1]), records: Number(match[2]), rtype: match[3] ? Number(match[3]) : null };
}

describe.skipIf(!present).each(WAYS)('(skipped without the shared data) DBZ, %s', (_, options) => {
  it('has files to read', () => expect(files.length).toBe(10));

  it.each(files)('%s', async (file) => {
    const expected = expectedOf(file);
    const read = await readWhole(pathOf(file), options);
    expect(read.codes).toEqual([]);
    expect(read.metadata).toMatchObject({ ok: true, value: { version: 1, tsOut: false } });
    expect(read.counts).toEqual(expected.rtype === null ? {} : { [expected.rtype]: expected.records });
    expect(sumsOf(read.account)).toEqual({ file: expected.size, stream: read.account.streamBytes });
    expect(read.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells the same of orders as the same records in DBN version 1', async () => {
    const old = await readWhole(pathOf('test_data.mbo.dbz'), options);
    const dbn = await readWhole(pathOf('test_data.mbo.v1.dbn.zst'), options);
    expect(old.bytesDigest).toBe(dbn.bytesDigest);
    const { metadata } = old;
    expect(metadata.ok && metadata.value).toEqual(dbn.metadata.ok && dbn.metadata.value);
  });
});

describe('DBZ files made up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbook-dbz-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const metadata = {
    ...emptyMetadata(1, 'GLBX.MDP3', 'mbo'),
    symbols: Array.from({ length: 5000 }, (_, i) => `ESH${i}`),
  };
  const variable = encodeMetadata(metadata).subarray(FIXED_END);

  function dbzOf(compressed: Uint8Array, claimed = 96 + compressed.length, records = new Uint8Array(0)) {
    const v1 = encodeMetadata(metadata);
    const content = new Uint8Array(96 + compressed.length);
    content.set([0x44, 0x42, 0x5a, 1]);
    content.set(v1.subarray(8, 58), 4);
    content.set(v1.subarray(58, 60), 55);
    content.set(compressed, 96);
    const head = new Uint8Array(8);
    new DataView(head.buffer).setUint32(0, 0x184d2a51, true);
    new DataView(head.buffer).setUint32(4, claimed, true);
    return Buffer.concat([head, content, zstdCompressSync(records)]);
  }

  async function read(bytes: Uint8Array, options = WAYS[0]![1]) {
    const path = join(folder, 'made.dbz');
    writeFileSync(path, bytes);
    return readWhole(path, options);
  }

  it.each(WAYS)('reads thousands of symbols, %s', async (_, options) => {
    const { codes, metadata: read_, account } = await read(dbzOf(zstdCompressSync(variable)), options);
    expect(codes).toEqual([]);
    expect(read_.ok && read_.value.symbols.length).toBe(5000);
    expect(sumsOf(account)).toEqual({ file: account.fileBytes, stream: account.streamBytes });
  });

  it('knows dataset and schema from the head alone', async () => {
    const path = join(folder, 'head.dbz');
    writeFileSync(path, dbzOf(zstdCompressSync(variable)));
    expect(await readMetadataHead(path)).toMatchObject({
      ok: true,
      value: { dataset: 'GLBX.MDP3', schema: 'mbo' },
    });
  });

  it('says what is wrong with a damaged, a cut and a boastful one', async () => {
    const good = dbzOf(zstdCompressSync(variable));
    const damaged = good.slice();
    damaged.fill(0x55, 120, 200);
    expect((await read(damaged)).codes).toEqual(['metadata_invalid']);
    for (const length of [12, 60, 105, 500]) {
      expect((await read(good.subarray(0, length))).codes, `cut to ${length}`).toEqual([
        'metadata_truncated',
      ]);
    }
    expect((await read(dbzOf(zstdCompressSync(variable), 0xfffffff0))).codes).toEqual(['metadata_too_large']);
    expect((await read(dbzOf(zstdCompressSync(variable), 40))).codes).toEqual(['metadata_invalid']);
    expect((await read(dbzOf(variable))).codes).toEqual(['metadata_invalid']);
  });
});
