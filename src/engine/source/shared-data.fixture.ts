// For tests: where the shared data folder is, and a source read to its end.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fault } from '../../../contracts/errors.ts';
import type { Result } from '../../base/result.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { SourceOptions } from './dbn-source.ts';
import { openDbnSource } from './file-source.ts';
import type { ByteAccount } from './stream-decoder.ts';

export const SHARED_DATA =
  process.env.FIELDBOOK_SHARED_DATA ?? resolve(import.meta.dirname, '../../../../shared/data');

export function hasSharedData(folder: string): boolean {
  return existsSync(join(SHARED_DATA, folder));
}

/** Every way of running a source; all must tell the same. */
export const WAYS: readonly (readonly [name: string, options: SourceOptions])[] = [
  ['native zstd, one thread', { threads: 1, zstd: 'native' }],
  ['wasm zstd, one thread', { threads: 1, zstd: 'wasm' }],
  ['native zstd, two threads', { threads: 2, zstd: 'native' }],
];

export interface WholeRead {
  readonly metadata: Result<DbnMetadata, Fault>;
  /** Records joined. */
  readonly bytes: Uint8Array;
  /** SHA-256 of them, for comparisons of large ones. */
  readonly bytesDigest: string;
  readonly blocks: number;
  readonly faults: readonly Fault[];
  readonly codes: readonly string[];
  readonly account: ByteAccount;
  readonly digest: string | null;
  /** Records by rtype, absent ones left out. */
  readonly counts: Readonly<Record<number, number>>;
}

export async function readWhole(path: string, options: SourceOptions): Promise<WholeRead> {
  const source = await openDbnSource(path, options);
  try {
    const metadata = await source.metadata();
    const parts: Uint8Array[] = [];
    for (let block = await source.next(); block; block = await source.next()) {
      parts.push(block.u8.slice(0, block.words * 4));
      block.release();
    }
    const bytes = Buffer.concat(parts);
    const faults = source.faults();
    const account = source.accounted();
    const records = source.recordCounts();
    if (!account || !records) throw new Error('a source read to its end has its accounts');
    const counts = Object.fromEntries([...records.entries()].filter(([, count]) => count > 0));
    return {
      metadata,
      bytes: new Uint8Array(bytes),
      bytesDigest: createHash('sha256').update(bytes).digest('hex'),
      blocks: parts.length,
      faults,
      codes: faults.map((fault) => fault.code),
      account,
      digest: source.digest(),
      counts,
    };
  } finally {
    await source.close();
  }
}

/** The account's own sums, which must hold whatever happened. */
export function sumsOf(account: ByteAccount): { readonly file: number; readonly stream: number } {
  return {
    file: account.payloadBytes + account.skippableBytes + account.trailingBytes,
    stream: account.metadataBytes + account.recordBytes + account.tailBytes,
  };
}
