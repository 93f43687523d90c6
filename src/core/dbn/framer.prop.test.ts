import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata, withTsOut } from './encode.ts';
import { blockBufferFrom, DbnFramer } from './framer.ts';
import { encodeMbo } from './mbo.ts';
import type { DbnVersion } from './record-fields.ts';
import { encodeStatus } from './status.ts';

const BLOCK_BYTES = 4096;

interface Framed {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
  readonly framer: DbnFramer;
}

/** Feeds `stream` in pieces of the given sizes (taken in turn) and joins the blocks. */
function frame(stream: Uint8Array, pieces: readonly number[]): Framed {
  const newBlock = () => blockBufferFrom(new ArrayBuffer(BLOCK_BYTES), 0, BLOCK_BYTES);
  const framer = new DbnFramer(newBlock());
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  const take = () => {
    const block = framer.cut(newBlock());
    if (!block) return;
    expect(block.buffer.u8.byteOffset % 8).toBe(0);
    parts.push(block.buffer.u8.slice(0, block.words * 4));
    offsets.push(block.streamOffset);
  };
  let at = 0;
  for (let turn = 0; at < stream.length && !framer.stopped; turn++) {
    const size = Math.min(pieces[turn % pieces.length] as number, stream.length - at);
    const end = at + size;
    while (at < end && !framer.stopped) {
      const count = Math.min(end - at, framer.to - framer.from);
      framer.target.set(stream.subarray(at, at + count), framer.from);
      framer.commit(count);
      at += count;
      if (framer.full) take();
    }
  }
  framer.finish();
  take();
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of parts) {
    bytes.set(part, length);
    length += part.length;
  }
  return { bytes, offsets, framer };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of parts) {
    bytes.set(part, length);
    length += part.length;
  }
  return bytes;
}

function mboBytes(seed: number): Uint8Array {
  const words = new Int32Array(14);
  encodeMbo(words, 0, {
    publisherId: 1,
    instrumentId: seed,
    tsEventNanos: BigInt(seed) * 1_000_003n,
    orderId: BigInt(seed),
    priceNanos: BigInt(seed) * 250_000_000n,
    sizeLots: seed & 255,
    flags: 130,
    channelId: 0,
    action: 'A',
    side: 'B',
    tsRecvNanos: 1n,
    tsInDeltaNanos: 0,
    sequence: seed,
  });
  return new Uint8Array(words.buffer);
}

function statusBytes(version: DbnVersion): Uint8Array {
  return encodeStatus(
    {
      publisherId: 1,
      instrumentId: 7,
      tsEventNanos: 1n,
      tsRecvNanos: 2n,
      action: 7,
      reason: 0,
      tradingEvent: 0,
      isTrading: 'Y',
      isQuoting: 'Y',
      isShortSellRestricted: '~',
    },
    version,
  );
}

/** A record of a type nobody knows yet. */
function unknownBytes(words: number): Uint8Array {
  const bytes = new Uint8Array(words * 4).fill(0x5a);
  bytes[0] = words;
  bytes[1] = 0x7e;
  return bytes;
}

const stream = fc
  .record({
    version: fc.constantFrom<DbnVersion>(1, 2, 3),
    tsOut: fc.boolean(),
    symbols: fc.integer({ min: 0, max: 120 }),
    kinds: fc.array(fc.oneof(fc.constant(14), fc.constant(10), fc.integer({ min: 4, max: 255 })), {
      maxLength: 150,
    }),
  })
  .map(({ version, tsOut, symbols, kinds }) => {
    const names = Array.from({ length: symbols }, (_, i) => `SYM${i}`);
    const metadata = encodeMetadata({ ...emptyMetadata(version, 'GLBX.MDP3', 'mbo'), tsOut, symbols: names });
    const records = kinds.map((words, i) => {
      if (words !== 14 && words !== 10) return unknownBytes(words);
      const record = words === 14 ? mboBytes(i) : statusBytes(version);
      return tsOut ? withTsOut(record, 9n) : record;
    });
    return { metadata, records: join(records), count: kinds.length };
  });

describe('DbnFramer', () => {
  it('gives the same records however the stream is split', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 }),
        (file, pieces) => {
          const framed = frame(join([file.metadata, file.records]), pieces);
          expect(framed.framer.fault).toBeNull();
          expect(framed.framer.warnings).toEqual([]);
          expect(framed.bytes).toEqual(file.records);
          expect(framed.framer.records.reduce((sum, count) => sum + count, 0)).toBe(file.count);
          expect(framed.framer.account()).toEqual({
            streamBytes: file.metadata.length + file.records.length,
            metadataBytes: file.metadata.length,
            recordBytes: file.records.length,
            tailBytes: 0,
          });
          if (framed.offsets.length > 0) expect(framed.offsets[0]).toBe(file.metadata.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps what came before a cut at any byte, and says where it was', () => {
    fc.assert(
      fc.property(stream, fc.nat(), fc.integer({ min: 1, max: 777 }), (file, seed, piece) => {
        const whole = join([file.metadata, file.records]);
        const cut = seed % whole.length;
        const { framer, bytes } = frame(whole.subarray(0, cut), [piece]);
        const { metadataBytes, recordBytes, tailBytes, streamBytes } = framer.account();
        expect(bytes).toEqual(file.records.subarray(0, recordBytes));
        expect(metadataBytes + recordBytes + tailBytes).toBe(cut);
        expect(streamBytes).toBe(cut);
        if (cut === 0) expect(framer.fault?.code).toBe('file_empty');
        else if (cut < file.metadata.length) expect(framer.fault?.code).toBe('metadata_truncated');
        else if (tailBytes > 0) {
          expect(framer.fault).toMatchObject({
            code: 'record_truncated',
            streamOffset: String(cut - tailBytes),
          });
        } else expect(framer.fault).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('never throws nor asks for much memory, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 99 }),
        (noise, asDbn, piece) => {
          const bytes = asDbn ? join([new Uint8Array([0x44, 0x42, 0x4e, 3]), noise]) : noise;
          const { framer } = frame(bytes, [piece]);
          expect(framer.stopped).toBe(true);
          expect(framer.target.length).toBeLessThanOrEqual(BLOCK_BYTES * 16);
        },
      ),
      { numRuns: 500 },
    );
  });
});
