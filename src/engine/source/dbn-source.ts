// What the ingest reads a DBN file through, whichever thread decodes it: metadata once, then blocks of whole records in
// file order, then null. Faults are collected, not thrown: what came before one is good and stays.
import type { Fault } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import type { Result } from '../../base/result.ts';
import { emptyMetadata } from '../../core/dbn/encode.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { ByteAccount } from './stream-decoder.ts';
import type { ZstdEngine } from './zstd.ts';

/** Whole records, the first 8-byte aligned; both views show the same memory. All arrays are valid until `release`. */
export interface Block {
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  /** 32-bit words of records in the views, from their beginning. */
  readonly words: number;
  /** Where the first record stands in the decompressed stream. */
  readonly streamOffset: number;
  /** What is odd of the sequence numbers, in order, for `oddityAt` and `oddityKind` (core/dbn/sequence-watch.ts). */
  readonly oddities: Int32Array;
  /** Whether the file's sequence numbers have followed each other up to the end of the block, so that a gap would show. */
  readonly gapsVisible: boolean;
  /** Gives the memory back for later blocks. */
  release(): void;
}

export interface SourceProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface DbnSource {
  readonly path: string;
  /** The file's metadata, or why there is none. Can be asked for at any time. */
  metadata(): Promise<Result<DbnMetadata, Fault>>;
  /** The next block; null at the end or after `close`. One call at a time; hold no more than two blocks unreleased. */
  next(): Promise<Block | null>;
  progress(): SourceProgress;
  /** Complete once `next` has returned null. */
  faults(): readonly Fault[];
  /** SHA-256 of the file as stored, hex; null until it has been read whole, and if it changed while it was read. */
  digest(): string | null;
  /** Where every byte of the file went; null until `next` has returned null. */
  accounted(): ByteAccount | null;
  /** Records by rtype, index 0..255; null until `next` has returned null. */
  recordCounts(): Float64Array | null;
  /** Stops at once; nothing of the source is left running when it resolves. */
  close(): Promise<void>;
}

export interface SourceOptions {
  /** 2: decoding in the kept second thread where it is free, so that it overlaps with the caller's work. 1: in the caller's thread. */
  readonly threads?: 1 | 2;
  readonly fragment?: FragmentSettings;
  /** For tests; the best that works is taken. */
  readonly zstd?: ZstdEngine;
  /** Bytes of a block, a multiple of 8. */
  readonly blockBytes?: number;
  /** Where the decoding worker's script is; `decodeWorkerUrl()` by default. */
  readonly workerUrl?: URL;
  /** How long its thread may take to begin; then the caller's thread decodes. */
  readonly startMillis?: number;
}

export const DEFAULT_BLOCK_BYTES = 256 * 1024;
export const READ_BYTES = 128 * 1024;

/** Metadata in place of the one that a fragment lacks. */
export function metadataFromFragment(fragment: FragmentSettings): DbnMetadata {
  return {
    ...emptyMetadata(fragment.version, fragment.dataset, 'mixed'),
    tsOut: fragment.tsOut ?? false,
    symbols: fragment.symbol === undefined ? [] : [fragment.symbol],
  };
}
