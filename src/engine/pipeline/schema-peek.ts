// What a DBN file of a folder claims to hold, from the head of its metadata alone.
import { readMetadataHead } from '../source/metadata-head.ts';

/** Schemas whose files may hold MBO records: what is not known or mixed is looked at record by record. */
const DAY_SCHEMAS = new Set<string | null>(['mbo', 'mixed', null]);

/** False for definitions, bars and the like, and for what only begins like a DBN file. */
export async function isDayFile(path: string): Promise<boolean> {
  const head = await readMetadataHead(path);
  return head.ok ? DAY_SCHEMAS.has(head.value.schema) : head.error.code !== 'not_dbn';
}
