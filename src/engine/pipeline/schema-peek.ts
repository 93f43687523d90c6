// What a DBN file of a folder claims to hold and from when on, from the head of its metadata alone.
import { readMetadataHead } from '../source/metadata-head.ts';

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
