// What makes a file the same file: its content. A stamp of its directory entry saves reading it again; where the stamp
// does not match, only the hash of the bytes tells.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FaultError } from '../../../contracts/errors.ts';

export interface FileStamp {
  readonly sizeBytes: number;
  /** Changes whenever the file was written to, replaced or moved. */
  readonly stamp: string;
}

/** Throws `file_unreadable` as a FaultError. */
export async function stampOf(path: string): Promise<FileStamp> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return { sizeBytes: Number(size), stamp: `${size}:${mtimeNs}:${ctimeNs}:${ino}` };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** SHA-256 of a file's bytes, hexadecimal. `onBytes` hears how far it is. */
export async function digestOf(
  path: string,
  onBytes: (bytesRead: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let bytesRead = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      hash.update(piece as Uint8Array);
      bytesRead += (piece as Uint8Array).length;
      onBytes(bytesRead);
    }
  } catch (error) {
    if (signal.aborted) throw new FaultError({ code: 'cancelled', message: 'Opening was cancelled.' });
    throw unreadable(path, error);
  }
  return hash.digest('hex');
}

export function unreadable(path: string, error: unknown): FaultError {
  const code = (error as { code?: unknown }).code;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'you may not read it',
    EPERM: 'you may not read it',
    EISDIR: 'it is a folder',
  };
  const why =
    reasons[typeof code === 'string' ? code : ''] ?? (error instanceof Error ? error.message : String(error));
  return new FaultError({
    code: 'file_unreadable',
    message: `The file cannot be read: ${why}.`,
    file: path,
    hint: 'Check the path and the rights on it.',
  });
}
