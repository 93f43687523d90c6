// The stored bytes of one file, front to back, with their SHA-256 on the way; notices when the file changes under the
// reader. Reading is left to the caller's taste: `read` awaits the thread pool, `readSync` is for a thread of its own.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import type { Fault } from '../../../contracts/errors.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';

const readAt = promisify(read);
/** A named pipe must not hold up the thread until somebody writes to it. Windows knows no such flag. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export class RawFile {
  readonly path: string;
  readonly bytesTotal: number;
  bytesRead = 0;
  /** Hex SHA-256 of the whole file after `end`; null if the file changed or was not read to its end. */
  digest: string | null = null;
  readonly #fd: number;
  readonly #opened: Stats;
  readonly #hash = createHash('sha256');

  private constructor(path: string, fd: number, opened: Stats) {
    this.path = path;
    this.#fd = fd;
    this.#opened = opened;
    this.bytesTotal = opened.size;
  }

  /** Opens a regular file; `file_unreadable` if there is none. */
  static open(path: string): Result<RawFile, Fault> {
    let fd: number | null = null;
    try {
      fd = openSync(path, OPEN_FLAGS);
      const opened = fstatSync(fd);
      if (!opened.isFile()) throw new Error('it is not a file');
      return ok(new RawFile(path, fd, opened));
    } catch (error) {
      if (fd !== null) closeSync(fd);
      return err(unreadableFault(path, error));
    }
  }

  /** The next bytes, in `buffer`; empty at the end of the file as it was when it was opened. */
  async read(buffer: Uint8Array): Promise<Uint8Array> {
    const wanted = Math.min(buffer.length, this.bytesTotal - this.bytesRead);
    if (wanted === 0) return buffer.subarray(0, 0);
    const { bytesRead } = await readAt(this.#fd, buffer, 0, wanted, this.bytesRead);
    return this.#take(buffer, bytesRead);
  }

  readSync(buffer: Uint8Array): Uint8Array {
    const wanted = Math.min(buffer.length, this.bytesTotal - this.bytesRead);
    if (wanted === 0) return buffer.subarray(0, 0);
    return this.#take(buffer, readSync(this.#fd, buffer, 0, wanted, this.bytesRead));
  }

  /** After the last read: a Fault if the file is not the one that was opened any more, else the digest is set. */
  end(): Fault | null {
    const now = fstatSync(this.#fd);
    const { size, mtimeMs } = this.#opened;
    if (this.bytesRead !== size || now.size !== size || now.mtimeMs !== mtimeMs) {
      return {
        code: 'file_changed',
        message: `The file changed while it was read: ${size} bytes at first, ${now.size} at the end.`,
        file: this.path,
        byteOffset: String(this.bytesRead),
        hint: 'Wait until it is written completely, then open it again.',
      };
    }
    this.digest = this.#hash.digest('hex');
    return null;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #take(buffer: Uint8Array, count: number): Uint8Array {
    const bytes = buffer.subarray(0, count);
    this.#hash.update(bytes);
    this.bytesRead += count;
    return bytes;
  }
}

export function unreadableFault(path: string, error: unknown): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return { code: 'file_unreadable', message: `The file cannot be read: ${why}.`, file: path };
}
