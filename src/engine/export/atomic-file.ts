// A file that is there whole or not at all: it grows under another name in the same folder and takes its own when it is
// on the disk. One that is given up leaves nothing behind, not even the folders made for it.
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FaultError } from '../../../contracts/errors.ts';

export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  /** Topmost folder that was made for the file. */
  readonly #made: string | undefined;
  #bytes = 0;

  private constructor(path: string, temporary: string, file: FileHandle, made: string | undefined) {
    this.path = path;
    this.#temporary = temporary;
    this.#file = file;
    this.#made = made;
  }

  /** Throws `file_unwritable` or `disk_full` as a FaultError. */
  static async create(path: string): Promise<AtomicFile> {
    const folder = dirname(path);
    // No reader of `*.parquet` takes a name that begins with a dot and ends otherwise.
    const temporary = join(folder, `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
    try {
      const made = await mkdir(folder, { recursive: true });
      return new AtomicFile(path, temporary, await open(temporary, 'wx'), made);
    } catch (error) {
      throw faultFromWriting(error, path);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      let done = 0;
      while (done < bytes.length) {
        done += (await this.#file.write(bytes, done, bytes.length - done)).bytesWritten;
      }
      this.#bytes += bytes.length;
    } catch (error) {
      throw faultFromWriting(error, this.path);
    }
  }

  /** Gives the file its name; what had that name before is replaced. */
  async commit(): Promise<void> {
    try {
      await this.#file.datasync();
      await this.#file.close();
      await rename(this.#temporary, this.path);
    } catch (error) {
      throw faultFromWriting(error, this.path);
    }
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
    if (this.#made !== undefined) await removeEmpty(dirname(this.path), this.#made);
  }
}

async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== top) await removeEmpty(dirname(folder), top);
}

export function faultFromWriting(error: unknown, path: string): FaultError {
  if (error instanceof FaultError) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new FaultError({
      code: 'disk_full',
      message: 'The disk is full; the export was taken back.',
      file: path,
      hint: 'Free some space, choose another place, or export a shorter time or fewer fields.',
    });
  }
  const reasons: Record<string, string> = {
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'that disk can only be read',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is a file',
    EEXIST: 'a part of its path is a file',
  };
  const why =
    reasons[typeof code === 'string' ? code : ''] ?? (error instanceof Error ? error.message : String(error));
  return new FaultError({
    code: 'file_unwritable',
    message: `The file cannot be written: ${why}.`,
    file: path,
    hint: 'Choose another place.',
  });
}
