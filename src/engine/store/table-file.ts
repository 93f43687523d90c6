// One table of one instrument-day on disk: an append-only Arrow IPC stream. Messages go in at known offsets, far from
// the loop that makes them; whatever lies past the last recorded message is not part of the table.
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { FaultError } from '../../../contracts/errors.ts';

/** Where a message lies in its file, and what its bytes must add up to. */
export interface MessageExtent {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly crc32: number;
}

export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes);
}

/**
 * Writes `parts` one after the other from `byteOffset` on, cuts off what an earlier process may have left behind, and
 * returns once the bytes are on the disk. Throws `disk_full` as a FaultError; the file's recorded part stays whole.
 */
export async function appendMessages(
  path: string,
  byteOffset: number,
  parts: readonly Uint8Array[],
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      let at = byteOffset;
      for (let i = 0; i < parts.length; i += MAX_VECTORS)
        at += await writeFully(file, parts.slice(i, i + MAX_VECTORS), at);
      await file.truncate(at);
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw faultFromDisk(error, path);
  }
}

/** Reads one message and checks it. Throws `store_damaged` as a FaultError where bytes are missing or changed. */
export async function readMessage(path: string, extent: MessageExtent): Promise<Uint8Array> {
  const bytes = new Uint8Array(extent.byteLength);
  try {
    const file = await open(path, 'r');
    try {
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, extent.byteOffset + done);
        if (bytesRead === 0)
          throw damaged(path, extent.byteOffset + done, 'the file is shorter than recorded');
        done += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw damaged(path, extent.byteOffset, error instanceof Error ? error.message : String(error));
  }
  if (checksumOf(bytes) !== extent.crc32)
    throw damaged(path, extent.byteOffset, 'its checksum does not match');
  return bytes;
}

/** Most buffers the systems take in one call. */
const MAX_VECTORS = 1024;

interface VectorFile {
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
}

async function writeFully(file: VectorFile, parts: readonly Uint8Array[], position: number): Promise<number> {
  let rest = parts.filter((part) => part.length > 0);
  let done = 0;
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest, position + done);
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
  if (code === 'ENOSPC' || code === 'EDQUOT') {
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
