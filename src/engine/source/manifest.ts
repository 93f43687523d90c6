// manifest.json of a batch job against the files that lie beside it: names, sizes, SHA-256. On request only, since it
// reads every byte.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import { MANIFEST, Manifest, readJson } from './vendor-files.ts';

export const FILE_STATES = ['as listed', 'missing', 'other size', 'other content', 'not listed'] as const;
export type FileState = (typeof FILE_STATES)[number];

export interface CheckedFile {
  readonly name: string;
  readonly state: FileState;
  /** Bytes as listed and as on the disk; null where there is none. */
  readonly listedBytes: number | null;
  readonly foundBytes: number | null;
}

export interface ManifestCheck {
  readonly jobId: string;
  /** By name. */
  readonly files: readonly CheckedFile[];
}

/** Throws a FaultError where the folder has no manifest that can be read. */
export async function checkManifest(folder: string, onFile: (name: string) => void): Promise<ManifestCheck> {
  const faults: Fault[] = [];
  const manifest = await readJson(join(folder, MANIFEST), Manifest, faults);
  if (!manifest) {
    const none: Fault = {
      code: 'not_found',
      message: `There is no ${MANIFEST} in this folder.`,
      file: folder,
      hint: 'It comes with every batch download; put it beside the files.',
    };
    throw new FaultError(faults[0] ?? none);
  }
  const files: CheckedFile[] = [];
  for (const listed of manifest.files) {
    onFile(listed.filename);
    files.push(await checkFile(folder, listed));
  }
  const known = new Set([MANIFEST, ...files.map(({ name }) => name)]);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || known.has(entry.name)) continue;
    const { size: foundBytes } = await stat(join(folder, entry.name));
    files.push({ name: entry.name, state: 'not listed', listedBytes: null, foundBytes });
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { jobId: manifest.job_id, files };
}

async function checkFile(
  folder: string,
  { filename: name, size: listedBytes, hash }: z.infer<typeof Manifest>['files'][number],
): Promise<CheckedFile> {
  const missing: CheckedFile = { name, state: 'missing', listedBytes, foundBytes: null };
  // A name that leads out of the folder is none of the vendor's.
  if (name !== basename(name) || name === '..') return missing;
  try {
    const { size: foundBytes } = await stat(join(folder, name));
    if (foundBytes !== listedBytes) return { name, state: 'other size', listedBytes, foundBytes };
    const same = `sha256:${await sha256Of(join(folder, name))}` === hash;
    return { name, state: same ? 'as listed' : 'other content', listedBytes, foundBytes };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return missing;
    throw error;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(piece as Uint8Array);
  return hash.digest('hex');
}
