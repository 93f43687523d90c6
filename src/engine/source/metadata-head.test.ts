import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { readMetadataHead } from './metadata-head.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function headOf(bytes: Uint8Array) {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return readMetadataHead(path);
}

const whole = encodeMetadata({
  ...emptyMetadata(3, 'GLBX.MDP3', 'definition'),
  symbols: Array.from({ length: 5000 }, (_, i) => `SYM${i}`),
});
const expected = {
  ok: true,
  value: { version: 3, dataset: 'GLBX.MDP3', schema: 'definition', startNanos: null },
};

it('tells dataset and schema of plain and compressed files', async () => {
  expect(await headOf(whole)).toEqual(expected);
  expect(await headOf(zstdCompressSync(whole))).toEqual(expected);
});

it('needs no more than the head: metadata cut after its fixed part is as good', async () => {
  expect(await headOf(whole.subarray(0, 108))).toEqual(expected);
  expect(await headOf(zstdCompressSync(whole).subarray(0, 4096))).toEqual(expected);
});

it('passes over skippable frames, however long', async () => {
  const skippable = new Uint8Array(8 + 10_000);
  new DataView(skippable.buffer).setUint32(0, 0x184d2a50, true);
  new DataView(skippable.buffer).setUint32(4, 10_000, true);
  expect(await headOf(Buffer.concat([skippable, zstdCompressSync(whole)]))).toEqual(expected);
});

it('says what is wrong with a file that has no head', async () => {
  const code = async (bytes: Uint8Array) => {
    const head = await headOf(bytes);
    return head.ok ? null : head.error.code;
  };
  expect(await code(new TextEncoder().encode('{"not": "dbn", "at": "all"}'))).toBe('not_dbn');
  expect(await code(whole.subarray(0, 60))).toBe('metadata_truncated');
  expect(await code(new Uint8Array(0))).not.toBeNull();
  const four = whole.slice();
  four[3] = 4;
  expect(await code(four)).toBe('dbn_version_unsupported');
});
