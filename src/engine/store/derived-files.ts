// Small files beside a day that only save time: gold's checkpoints, ranges, zoomed-out tiles. Each is checked when it is
// read; one that is missing, damaged or cannot be written costs its making again and nothing else.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumOf } from './table-file.ts';

const TRAILER_BYTES = 4;

export class DerivedFiles {
  readonly #dayFolder: string;
  readonly #folder: string;

  /** `version` names what the files depend on besides the day itself. */
  constructor(dayFolder: string, version: string) {
    this.#dayFolder = dayFolder;
    this.#folder = join(dayFolder, 'gold', version);
  }

  async list(): Promise<string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  async read(name: string): Promise<Uint8Array | null> {
    try {
      const file = await readFile(join(this.#folder, name));
      const bytes = new Uint8Array(file).subarray(0, file.length - TRAILER_BYTES);
      return file.length >= TRAILER_BYTES && file.readUInt32LE(bytes.length) === checksumOf(bytes)
        ? bytes
        : null;
    } catch {
      return null;
    }
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#folder, name);
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.writeUInt32LE(checksumOf(bytes));
    try {
      // Not recursive from the day's folder on: a day forgotten in the meantime must not come back.
      await mkdir(join(this.#dayFolder, 'gold')).catch(ignoreExisting);
      await mkdir(this.#folder).catch(ignoreExisting);
      await writeFile(`${path}.tmp`, [bytes, trailer]);
      await rename(`${path}.tmp`, path);
    } catch {
      // Made again when it is missed.
    }
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
}
