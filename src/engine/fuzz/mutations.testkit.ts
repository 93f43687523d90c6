// Hostile changes to files, by what stands where: metadata's version, length and counts; a record's length, type, ids,
// times, price, size, flags, action and side; the order of records; bytes; and the zstd frames around it all.
import { constants, zstdCompressSync } from 'node:zlib';
import type { Random } from '../synth/random.ts';
import type { FileParts } from './corpus.testkit.ts';

const HOSTILE_U32 = [0, 1, 2, 3, 0x7f, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const HOSTILE_U64 = [
  0n,
  1n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_ffff_fffen,
  0xffff_ffff_ffff_ffffn,
  1n << 53n,
  (1n << 53n) * 250_000_000n,
];
/** 1 ns, 1 s, a day, 399 days, 401 days, a century. */
const TIME_STEPS = [
  1n,
  1_000_000_000n,
  86_400_000_000_000n,
  34_473_600_000_000_000n,
  34_646_400_000_000_000n,
  3n << 60n,
];

type Change<T> = (it: T, random: Random) => void;

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.between(0, from.length - 1)] as T;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function anyU32(random: Random): number {
  return random.chance(0.7) ? pick(random, HOSTILE_U32) : random.uint32();
}

function anyU64(random: Random): bigint {
  if (random.chance(0.7)) return pick(random, HOSTILE_U64);
  return (BigInt(random.uint32()) << 32n) | BigInt(random.uint32());
}

/** Changes of one MBO-sized record, by field (dbn-format §5). */
const RECORD_CHANGES: readonly Change<DataView>[] = [
  (record, random) => record.setUint8(0, random.between(0, 255)), // length in words
  (record, random) => record.setUint8(1, random.between(0, 255)), // type
  (record, random) => record.setUint16(2, random.between(0, 0xffff), true), // publisher
  (record, random) => record.setUint32(4, anyU32(random), true), // instrument
  (record, random) => record.setBigUint64(8, anyU64(random), true), // ts_event
  (record, random) => record.setBigUint64(16, anyU64(random), true), // order id
  (record, random) => record.setBigUint64(24, anyU64(random), true), // price
  (record, random) => record.setBigInt64(24, BigInt(random.between(-40_000, 40_000)) * 250_000_000n, true),
  (record, random) => record.setUint32(32, anyU32(random), true), // size
  (record, random) => record.setUint8(36, random.between(0, 255)), // flags
  (record, random) => record.setUint8(38, pick(random, [...'ACMRTFNX\0'].map(codeOf))), // action
  (record, random) => record.setUint8(39, pick(random, [...'BANX\0'].map(codeOf))), // side
  (record, random) => record.setBigUint64(40, anyU64(random), true), // ts_recv
  (record, random) => {
    const step = pick(random, TIME_STEPS) * (random.chance(0.2) ? -1n : 1n);
    record.setBigUint64(40, BigInt.asUintN(64, record.getBigUint64(40, true) + step), true);
  },
  (record, random) => record.setUint32(48, anyU32(random), true), // ts_in_delta
];
const MBO_BYTES = 56;

function codeOf(letter: string): number {
  return letter.charCodeAt(0);
}

/** Changes that know the metadata and the records. */
export const PART_CHANGES: readonly Change<FileParts>[] = [
  ({ metadata }, random) => metadata.fill(pick(random, [0, 1, 2, 3, 4, 255]), 3, 4), // version
  ({ metadata }, random) => viewOf(metadata).setUint32(4, anyU32(random), true), // length
  // The counts of symbols, partial, unresolved and mappings, and what stands between them.
  ({ metadata }, random) => {
    const at = random.between(8, Math.floor(metadata.length / 4) - 1) * 4;
    viewOf(metadata).setUint32(at, anyU32(random), true);
  },
  ({ metadata }, random) => viewOf(metadata).setUint16(53, pick(random, [0, 1, 22, 71, 0xffff]), true), // symbol length
  ({ metadata }, random) => {
    metadata[random.between(0, metadata.length - 1)] = random.between(0, 255);
  },
  ...RECORD_CHANGES.map(
    (change): Change<FileParts> =>
      ({ records }, random) => {
        // One record, or the same field of many.
        const share = random.chance(0.3) ? 0.5 : 0;
        const one = random.between(0, records.length - 1);
        records.forEach((record, i) => {
          if (record.length >= MBO_BYTES && (i === one || random.chance(share)))
            change(viewOf(record), random);
        });
      },
  ),
  ({ records }, random) => records.splice(random.between(0, records.length - 1), random.between(1, 5)),
  ({ records }, random) => {
    const record = pick(random, records.length > 0 ? records : [new Uint8Array(MBO_BYTES)]);
    const copies = Array.from({ length: pick(random, [1, 3, 500]) }, () => record.slice());
    records.splice(random.between(0, records.length), 0, ...copies);
  },
  ({ records }, random) => {
    for (let i = records.length - 1; i > 0; i--) {
      const j = random.between(0, i);
      [records[i], records[j]] = [records[j] as Uint8Array, records[i] as Uint8Array];
    }
  },
  // Every record another instrument, or another order.
  ({ records }, random) => {
    const field = pick(random, [2, 4, 16, 24]);
    records.forEach((record, i) => {
      if (record.length >= MBO_BYTES) viewOf(record).setUint16(field, i * 31, true);
    });
  },
];

/** Changes of bytes that know nothing. Each returns the file as it is then. */
export const BYTE_CHANGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => bytes.subarray(0, random.between(0, bytes.length)),
  (bytes, random) => bytes.subarray(random.between(0, Math.min(64, bytes.length))),
  (bytes, random) => flipped(bytes, random, 1),
  (bytes, random) => flipped(bytes, random, random.between(2, 200)),
  (bytes, random) => {
    const at = random.between(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), noise(random, random.between(1, 70)), bytes.subarray(at)]);
  },
  (bytes, random) => {
    const at = random.between(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.between(1, 70))]);
  },
  (bytes, random) =>
    Buffer.concat([bytes, random.chance(0.5) ? bytes : noise(random, random.between(1, 300))]),
];

function flipped(bytes: Uint8Array, random: Random, bits: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < bits && copy.length > 0; i++) {
    const at = random.between(0, copy.length - 1);
    copy[at] = (copy[at] as number) ^ (1 << random.between(0, 7));
  }
  return copy;
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.between(0, 255));
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** zstd around a file: in one frame or many, with skippable frames, and with headers that promise gigabytes. */
export function compressed(bytes: Uint8Array, random: Random): Uint8Array {
  const frames: Uint8Array[] = [];
  const pieces = random.between(1, 5);
  for (let i = 0, from = 0; i < pieces; i++) {
    const to = i === pieces - 1 ? bytes.length : random.between(from, bytes.length);
    const flag = random.chance(0.7) ? 1 : 0;
    frames.push(
      zstdCompressSync(bytes.subarray(from, to), { params: { [constants.ZSTD_c_checksumFlag]: flag } }),
    );
    from = to;
    if (random.chance(0.15)) frames.push(skippable(random));
    if (random.chance(0.1)) frames.push(hostileFrame(random));
  }
  return Buffer.concat(frames);
}

function skippable(random: Random): Uint8Array {
  const body = noise(random, random.between(0, 40));
  const said = random.chance(0.8) ? body.length : anyU32(random);
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, 0x184d2a50 + random.between(0, 15), true);
  head.setUint32(4, said, true);
  return Buffer.concat([new Uint8Array(head.buffer), body]);
}

/** A frame head of any flags, window and content size, and blocks of noise. */
function hostileFrame(random: Random): Uint8Array {
  return Buffer.concat([Uint8Array.from(MAGIC), noise(random, random.between(1, 60))]);
}
