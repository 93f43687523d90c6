// Cuts and flipped bits at every place of small files: a coded fault or sound data, never a throw, a hang or wrong data
// that goes unnoticed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_CODES } from '../../../contracts/errors.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { blockBufferFrom } from '../../core/dbn/framer.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import { openDbnSource } from './file-source.ts';
import { readWhole, sumsOf } from './shared-data.fixture.ts';
import { DbnStreamDecoder } from './stream-decoder.ts';
import { createZstdDecoder, type ZstdEngine } from './zstd.ts';

const ENGINES: readonly ZstdEngine[] = ['native', 'wasm'];
const BLOCK_BYTES = 4096;

function sampleRecords(count: number): Uint8Array {
  const words = new Int32Array(count * 14);
  for (let i = 0; i < count; i++) {
    encodeMbo(words, i * 14, {
      publisherId: 1,
      instrumentId: 17077,
      tsEventNanos: 1_703_462_400_000_000_000n + BigInt(i * i),
      orderId: 6_412_777_264_941n + BigInt(i * 7919),
      priceNanos: 4_800_000_000_000n + BigInt((i * 37) % 41) * 250_000_000n,
      sizeLots: 1 + ((i * 13) % 29),
      flags: 130,
      channelId: 0,
      action: 'ACMTF'[i % 5] as string,
      side: 'BA'[i % 2] as string,
      tsRecvNanos: 1_703_462_400_000_100_000n + BigInt(i * i),
      tsInDeltaNanos: 11_000 + (i % 97),
      sequence: i,
    });
  }
  return new Uint8Array(words.buffer);
}

const metadata = encodeMetadata({ ...emptyMetadata(3, 'GLBX.MDP3', 'mbo'), symbols: ['ESH4'] });
const records = sampleRecords(40);
const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);
const PLAIN = Buffer.concat([metadata, records]);
const FRAMES = Buffer.concat([
  zstdCompressSync(metadata, checked),
  skippable,
  zstdCompressSync(records.subarray(0, 1000), checked),
  zstdCompressSync(records.subarray(1000), checked),
]);

interface Outcome {
  readonly bytes: Buffer;
  readonly codes: readonly string[];
  readonly decoder: DbnStreamDecoder;
}

async function decode(engine: ZstdEngine, file: Uint8Array, pieceBytes: number): Promise<Outcome> {
  const zstd = await createZstdDecoder(engine);
  const newBlock = () => blockBufferFrom(new ArrayBuffer(BLOCK_BYTES), 0, BLOCK_BYTES);
  const decoder = new DbnStreamDecoder(zstd, newBlock(), null);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let turns = 0; ; turns++) {
    expect(turns).toBeLessThan(10_000);
    const state = decoder.run();
    const block = state === 'input' ? null : decoder.cut(state === 'end' ? null : newBlock());
    if (block) parts.push(block.buffer.u8.slice(0, block.words * 4));
    if (state === 'end') break;
    if (state !== 'input') continue;
    if (at >= file.length) decoder.finish();
    else decoder.push(file.subarray(at, at + pieceBytes));
    at += pieceBytes;
  }
  if (at < file.length) decoder.skip(file.length - at);
  zstd.close();
  return { bytes: Buffer.concat(parts), codes: decoder.faults().map((fault) => fault.code), decoder };
}

function expectSound(outcome: Outcome, file: Uint8Array): void {
  for (const code of outcome.codes) {
    expect(FAULT_CODES).toContain(code);
    expect(code).not.toBe('internal');
  }
  const account = outcome.decoder.account();
  expect(sumsOf(account)).toEqual({ file: file.length, stream: account.streamBytes });
}

describe.each(ENGINES)('a damaged file, %s zstd', (engine) => {
  it.each([1, 7, 100_000])('decodes whole when it comes in pieces of %d bytes', async (piece) => {
    for (const file of [PLAIN, FRAMES]) {
      const outcome = await decode(engine, file, piece);
      expect(outcome.codes).toEqual([]);
      expect(outcome.bytes.equals(records)).toBe(true);
    }
  });

  it('cut at any byte keeps a true beginning and says that it was cut', async () => {
    for (const [file, frameEnds] of [
      [PLAIN, frameEndsOf('plain')],
      [FRAMES, frameEndsOf('frames')],
    ] as const) {
      for (let cut = 0; cut < file.length; cut += engine === 'native' ? 1 : 5) {
        const outcome = await decode(engine, file.subarray(0, cut), 512);
        expectSound(outcome, file.subarray(0, cut));
        expect(outcome.bytes.equals(records.subarray(0, outcome.bytes.length))).toBe(true);
        if (!frameEnds.has(cut)) expect(outcome.codes.length, `cut at ${cut}`).toBeGreaterThan(0);
      }
    }
  });

  it('with any bit of a zstd frame flipped never passes for sound', async () => {
    for (let bit = 0; bit < FRAMES.length * 8; bit += engine === 'native' ? 3 : 17) {
      const file = Buffer.from(FRAMES);
      file[bit >> 3] = (file[bit >> 3] as number) ^ (1 << (bit & 7));
      const outcome = await decode(engine, file, 4096);
      expectSound(outcome, file);
      if (outcome.codes.length === 0) expect(outcome.bytes.equals(records), `bit ${bit}`).toBe(true);
    }
  });
});

/** Cuts after which nothing is missing as far as the format can tell: between frames, between records. */
function frameEndsOf(kind: 'plain' | 'frames'): Set<number> {
  if (kind === 'plain') return new Set(Array.from({ length: 40 }, (_, i) => metadata.length + i * 56));
  const first = zstdCompressSync(metadata, checked).length;
  return new Set([first, first + skippable.length]);
}

describe('a frame that asks for too much', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function codesOf(bytes: readonly number[] | Uint8Array): Promise<readonly string[]> {
    const path = join(folder, 'frame.zst');
    await writeFile(path, Uint8Array.from(bytes));
    return (await readWhole(path, { threads: 1 })).codes;
  }
  const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

  it('is refused by its window, its dictionary, its reserved bits, its block type and size', async () => {
    expect(await codesOf([...MAGIC, 0x00, 0xff, 1, 0, 0])).toEqual(['zstd_window_too_large']);
    expect(await codesOf([...MAGIC, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0])).toEqual([
      'zstd_window_too_large',
    ]);
    expect(await codesOf([...MAGIC, 0x21, 7, 0, 1, 0, 0])).toEqual(['compression_unsupported']);
    expect(await codesOf([...MAGIC, 0x28, 0, 1, 0, 0])).toEqual(['zstd_corrupt']);
    expect(await codesOf([...MAGIC, 0x00, 0x58, 7, 0, 0])).toEqual(['zstd_corrupt']);
    expect(await codesOf([...MAGIC, 0x00, 0x58, 0xfd, 0xff, 0xff])).toEqual(['zstd_corrupt']);
  });

  it('is decoded in flat memory when a few bytes stand for many', async () => {
    const recordBytes = 56 * 1_000_000;
    const path = join(folder, 'much.zst');
    await writeFile(
      path,
      zstdCompressSync(Buffer.concat([metadata, Buffer.alloc(recordBytes, 0x0e)]), checked),
    );
    const source = await openDbnSource(path, { threads: 1 });
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let block = await source.next(); block; block = await source.next()) {
      block.release();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(source.progress().bytesTotal).toBeLessThan(20_000);
    expect(source.accounted()).toMatchObject({ recordBytes, tailBytes: 0 });
    expect(most).toBeLessThan(2 << 20);
    await source.close();
  });

  it('is told when it is compressed twice', async () => {
    expect(await codesOf(zstdCompressSync(zstdCompressSync(PLAIN)))).toEqual(['compression_unsupported']);
  });
});
