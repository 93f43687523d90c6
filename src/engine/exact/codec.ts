// Compression of what is kept for exact books: zstd where the runtime writes it, else deflate. What this runtime cannot
// read back counts as not there and is made again.
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

export const CODECS = ['zstd', 'deflate'] as const;
export type CodecName = (typeof CODECS)[number];

export interface Codec {
  readonly name: CodecName;
  /** In another thread: the bytes must not change until then. */
  pack(bytes: Uint8Array): Promise<Uint8Array>;
  /** `rawBytes` is what `pack` was given. Throws on bytes that are not `pack`'s. */
  unpack(bytes: Uint8Array, rawBytes: number): Uint8Array;
}

const FASTEST = 1;

const zstd: Codec = {
  name: 'zstd',
  pack: (bytes) =>
    promisify(zlib.zstdCompress)(bytes, {
      params: { [zlib.constants.ZSTD_c_compressionLevel]: FASTEST },
      chunkSize: Math.max(64, bytes.length),
    }),
  // One output buffer of the right size: the default grows by 16 KiB pieces and takes twice as long.
  unpack: (bytes, rawBytes) => zlib.zstdDecompressSync(bytes, { chunkSize: Math.max(64, rawBytes) }),
};

const deflate: Codec = {
  name: 'deflate',
  pack: (bytes) => promisify(zlib.deflateRaw)(bytes, { level: FASTEST }),
  unpack: (bytes, rawBytes) => zlib.inflateRawSync(bytes, { chunkSize: Math.max(64, rawBytes) }),
};

/** The codec of that name, the best there is without one; null where the runtime has none of that name. */
export function codecFrom(name?: CodecName): Codec | null {
  const hasZstd = typeof zlib.zstdCompress === 'function';
  if (name === 'deflate' || (name === undefined && !hasZstd)) return deflate;
  return hasZstd ? zstd : null;
}
