// What a DBN file of a folder claims to hold, from its metadata alone.
import { openDbnSource } from '../source/file-source.ts';

/** Schemas whose files may hold MBO records: what is not known or mixed is looked at record by record. */
const DAY_SCHEMAS = new Set<string | null>(['mbo', 'mixed', null]);

/** False for definitions, bars and the like, and for what only begins like a DBN file. */
export async function isDayFile(path: string): Promise<boolean> {
  const source = await openDbnSource(path, { threads: 1 });
  try {
    const metadata = await source.metadata();
    return metadata.ok ? DAY_SCHEMAS.has(metadata.value.schema) : metadata.error.code !== 'not_dbn';
  } finally {
    await source.close();
  }
}
