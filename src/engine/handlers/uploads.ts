// Files that the page holds and the host cannot reach by path, piece by piece into the store's folder. They are removed
// once they were opened: what they hold is in the store then.
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FaultError } from '../../../contracts/errors.ts';
import { faultFromDisk } from '../store/table-file.ts';

const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** Uploads side by side in a folder, and what they were called where they came from. */
export interface CollectedUploads {
  readonly paths: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

interface Upload {
  /** As the user knows it. */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  readonly file: FileHandle;
  readonly sizeBytes: number;
  received: number;
}

export class Uploads {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'uploads');
  }

  /** Removes what earlier runs left behind; what is younger may be another window's. */
  async clean(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const folder = join(this.#folder, name);
      const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
    }
  }

  async begin(name: string, sizeBytes: number): Promise<string> {
    const uploadId = randomUUID();
    const folder = join(this.#folder, uploadId);
    const path = join(folder, safeName(name));
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(path, 'wx');
      this.#uploads.set(uploadId, { name, folder, path, file, sizeBytes, received: 0 });
    } catch (error) {
      throw faultFromDisk(error, path);
    }
    return uploadId;
  }

  /** Pieces come in order; returns the bytes received so far. */
  async take(uploadId: string, offset: number, bytes: Uint8Array): Promise<number> {
    const upload = this.#require(uploadId);
    if (offset !== upload.received || offset + bytes.length > upload.sizeBytes) {
      throw new FaultError({ code: 'bad_request', message: 'A piece of the file came out of order.' });
    }
    upload.received += bytes.length;
    try {
      let done = 0;
      while (done < bytes.length) {
        done += (await upload.file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
      }
    } catch (error) {
      await this.#drop(uploadId, upload);
      throw faultFromDisk(error, upload.path);
    }
    return upload.received;
  }

  /** Ends uploads and lays their files side by side, so that definitions lie beside what they define. */
  async collect(uploadIds: readonly string[]): Promise<CollectedUploads> {
    const uploads = uploadIds.map((uploadId) => this.#require(uploadId));
    const short = uploads.find((upload) => upload.received !== upload.sizeBytes);
    if (short) throw new FaultError({ code: 'bad_request', message: `${short.name} has not come whole.` });
    const folder = join(
      this.#folder,
      createHash('sha256').update(uploadIds.join()).digest('hex').slice(0, 16),
    );
    await mkdir(folder, { recursive: true });
    const names = new Map<string, string>();
    for (const [i, upload] of uploads.entries()) {
      await upload.file.close();
      this.#uploads.delete(uploadIds[i]);
      const name = basename(upload.path);
      const path = join(folder, names.has(join(folder, name)) ? `${i}-${name}` : name);
      await rename(upload.path, path);
      await rm(upload.folder, { recursive: true, force: true });
      names.set(path, upload.name);
    }
    return { paths: [...names.keys()], names, remove: () => rm(folder, { recursive: true, force: true }) };
  }

  async close(): Promise<void> {
    for (const [uploadId, upload] of [...this.#uploads]) await this.#drop(uploadId, upload);
  }

  #require(uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (!upload) throw new FaultError({ code: 'not_found', message: 'There is no such upload.' });
    return upload;
  }

  async #drop(uploadId: string, upload: Upload): Promise<void> {
    this.#uploads.delete(uploadId);
    await upload.file.close();
    await rm(upload.folder, { recursive: true, force: true });
  }
}

/** The name alone, without what a path or a file system could take amiss. */
function safeName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[^\w.@+ -]/g, '_')
    .replace(/^\.+/, '_');
  return plain === '' ? 'upload' : plain.slice(-200);
}
