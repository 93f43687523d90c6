// What a DBN file of a folder claims to hold and from when on, from the head of its metadata alone.
import { stat } from 'node:fs/promises';
import type { Fault } from '../../../contracts/errors.ts';
import { readMetadataHead } from '../source/metadata-head.ts';
import { DBN_NAME } from './discover.ts';

/** Schemas whose files may hold MBO records: what is not known or mixed is looked at record by record. */
const DAY_SCHEMAS = new Set<string | null>(['mbo', 'mixed', null]);

/** False for definitions, bars and the like, and for what only begins like a DBN file. */
export async function isDayFile(path: string): Promise<boolean> {
  const head = await readMetadataHead(path);
  return head.ok ? DAY_SCHEMAS.has(head.value.schema) : head.error.code !== 'not_dbn';
}

/** The files in the order of their first index time; those that tell none stay behind, in the order they came in. */
export async function inTimeOrder<T extends { readonly path: string }>(files: readonly T[]): Promise<T[]> {
  if (files.length < 2) return [...files];
  const dated = await Promise.all(files.map(async (file) => ({ file, start: await startOf(file.path) })));
  dated.sort((a, b) => {
    if (a.start === null || b.start === null) return Number(a.start === null) - Number(b.start === null);
    return a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
  });
  return dated.map(({ file }) => file);
}

async function startOf(path: string): Promise<bigint | null> {
  try {
    const head = await readMetadataHead(path);
    return head.ok ? head.value.startNanos : null;
  } catch {
    // What is wrong with it is told when it is opened.
    return null;
  }
}

/** What keeps a file that is called a DBN file from being read as one; null where nothing does, or it is not called so. */
export async function strangerFault(path: string): Promise<Fault | null> {
  if (!DBN_NAME.test(path)) return null;
  try {
    const { size } = await stat(path);
    if (size === 0) return { code: 'file_empty', message: 'There is no data in the file.', file: path };
    const head = await readMetadataHead(path);
    if (head.ok) return null;
    if (head.error.code !== 'not_dbn' || !path.includes('.frag')) return { ...head.error, file: path };
    return {
      code: 'fragment_needs_settings',
      message: 'The file seems to hold bare records without metadata (a fragment).',
      file: path,
      hint: 'Open it by itself to say what its records are.',
    };
  } catch {
    // A file of a folder that cannot be opened is none that was asked for.
    return null;
  }
}
