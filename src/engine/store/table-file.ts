// One table of one instrument-day on disk: an append-only Arrow IPC stream. Messages go in at known offsets, far from
// the loop that makes them; whatever lies past the last recorded message is not part of the table.
import {
  closeSync,
  constants,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writev,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { FaultError } from '../../../contracts/errors.ts';

const writevAt = promisify(writev);
const datasync = promisify(fdatasync);

/** Where a message lies in its file, and what its bytes must add up to. */
export interface MessageExtent {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly crc32: number;
}

export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes);
}

/** Messages that follow each other without a gap, from `byteOffset` on. */
export interface MessageRun {
  readonly byteOffset: number;
  readonly parts: readonly Uint8Array[];
}

export interface WriteOptions {
  /** What lies past it is cut off: an earlier process may have left it behind; null leaves it. */
  readonly cutAt: number | null;
  /** Wait until the bytes are on the disk; else the system writes them when it likes, and checksums tell what it lost. */
  readonly synced: boolean;
}

/**
 * Writes runs of messages; a run at the file's beginning makes it. What takes long, writing and syncing, is done far from
 * this thread; opening and closing here, since handing them over costs more than they do. Throws `disk_full` as a FaultError; the file's
 * recorded part stays whole.
 */
export async function writeMessages(
  path: string,
  runs: readonly MessageRun[],
  { cutAt, synced }: WriteOptions,
): Promise<void> {
  try {
    if (runs[0]?.byteOffset === 0) mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT);
    try {
      for (const { byteOffset, parts } of runs) {
        let at = byteOffset;
        for (let i = 0; i < parts.length; i += MAX_VECTORS)
          at += await writeFully(file, parts.slice(i, i + MAX_VECTORS), at);
      }
      if (cutAt !== null) ftruncateSync(file, cutAt);
      if (synced) await datasync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw faultFromDisk(error, path);
  }
}

/**
 * Reads messages, ascending by offset, and checks each. Neighbours are read at once; what is returned are views. Reads
 * are synchronous: a chunk is small and mostly in the system's cache, and a walk over a day reads a thousand of them.
 * Throws `store_damaged` as a FaultError where bytes are missing or changed.
 */
export function readMessages(path: string, extents: readonly MessageExtent[]): Uint8Array[] {
  try {
    const file = openSync(path, 'r');
    try {
      return contiguousRuns(extents).flatMap((run) => readRun(file, path, run));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw damaged(path, extents[0]?.byteOffset ?? 0, error instanceof Error ? error.message : String(error));
  }
}

function contiguousRuns(extents: readonly MessageExtent[]): MessageExtent[][] {
  const runs: MessageExtent[][] = [];
  let end = -1;
  for (const extent of extents) {
    if (extent.byteOffset === end) runs[runs.length - 1].push(extent);
    else runs.push([extent]);
    end = extent.byteOffset + extent.byteLength;
  }
  return runs;
}

function readRun(file: number, path: string, run: readonly MessageExtent[]): Uint8Array[] {
  const from = run[0].byteOffset;
  const last = run[run.length - 1];
  const bytes = new Uint8Array(last.byteOffset + last.byteLength - from);
  let done = 0;
  while (done < bytes.length) {
    const bytesRead = readSync(file, bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) throw damaged(path, from + done, 'the file is shorter than recorded');
    done += bytesRead;
  }
  return run.map((extent) => {
    const at = extent.byteOffset - from;
    const message = bytes.subarray(at, at + extent.byteLength);
    if (checksumOf(message) !== extent.crc32) {
      throw damaged(path, extent.byteOffset, 'its checksum does not match');
    }
    return message;
  });
}

/** Most buffers the systems take in one call. */
const MAX_VECTORS = 1024;

async function writeFully(file: number, parts: readonly Uint8Array[], position: number): Promise<number> {
  let rest = parts.filter((part) => part.length > 0);
  let done = 0;
  while (rest.length > 0) {
    let { bytesWritten } = await writevAt(file, rest, position + done);
    done += bytesWritten;
    while (rest.length > 0 && bytesWritten >= rest[0].length) {
      bytesWritten -= rest[0].length;
      rest = rest.slice(1);
    }
    if (rest.length > 0 && bytesWritten > 0) rest = [rest[0].subarray(bytesWritten), ...rest.slice(1)];
  }
  return done;
}

function damaged(path: string, byteOffset: number, why: string): FaultError {
  return new FaultError({
    code: 'store_damaged',
    message: `A stored chunk cannot be used: ${why}.`,
    file: path,
    byteOffset: String(byteOffset),
    hint: 'Open the original file again; it is read anew.',
  });
}

export function faultFromDisk(error: unknown, path: string): FaultError {
  if (error instanceof FaultError) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new FaultError({
      code: 'disk_full',
      message: 'The disk of the store is full; what was stored until now stays usable.',
      file: path,
      hint: 'Free some space or choose another data folder, then open the file again.',
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new FaultError({
    code: 'file_unreadable',
    message: `The store cannot be written: ${detail}.`,
    file: path,
  });
}
