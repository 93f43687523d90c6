// Status and statistics that lie in the folder of a data file, as the vendor delivers them: any DBN file there of the
// same dataset with one of these schemas, known by its metadata, never by its name.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { RTYPE } from '../../core/dbn/layout.ts';
import type { DbnMetadata, MetadataHead } from '../../core/dbn/metadata.ts';
import type { DbnSource } from './dbn-source.ts';
import { brokenHead, filesBeside, wantedIds } from './definitions.ts';
import { openDbnSource } from './file-source.ts';
import { readMetadataHead } from './metadata-head.ts';

const SCHEMAS = ['status', 'statistics'];

/** Takes a record: its type, the block's bytes, where in them it begins, and its file's metadata. */
export type TakeRecord = (rtype: number, bytes: Uint8Array, offset: number, metadata: DbnMetadata) => void;

/** Looks through the folder of `path`; `metadata` is that file's own. Never throws; returns what was wrong. */
export async function readSessionFiles(
  path: string,
  metadata: DbnMetadata,
  take: TakeRecord,
  signal?: AbortSignal,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const wanted = wantedIds(metadata);
  // That a folder cannot be looked through is told by the search for definitions.
  for (const file of await filesBeside(path, [])) {
    if (signal?.aborted) break;
    try {
      const head = await readMetadataHead(file);
      if (!head.ok) faults.push(...brokenHead(file, SCHEMAS, head.error));
      if (!head.ok || !isOfUse(head.value, metadata.dataset)) continue;
      const source = await openDbnSource(file, { threads: 1 });
      try {
        const own = await source.metadata();
        if (own.ok) await readRecords(source, own.value, wanted, take);
        faults.push(...(own.ok ? source.faults() : [own.error]));
      } finally {
        await source.close();
      }
    } catch (error) {
      faults.push({ ...faultFrom(error), file });
    }
  }
  return faults;
}

function isOfUse({ schema, dataset }: MetadataHead, wanted: string): boolean {
  return schema !== null && SCHEMAS.includes(schema) && dataset === wanted;
}

async function readRecords(
  source: DbnSource,
  metadata: DbnMetadata,
  wanted: ReadonlySet<number> | null,
  take: TakeRecord,
): Promise<void> {
  for (let block = await source.next(); block; block = await source.next()) {
    const { i32, u8, words } = block;
    for (let at = 0; at < words; at += (i32[at] as number) & 255) {
      const rtype = ((i32[at] as number) >>> 8) & 255;
      if (rtype !== RTYPE.status && rtype !== RTYPE.statistics) continue;
      if (!wanted || wanted.has((i32[at + 1] as number) >>> 0)) take(rtype, u8, at * 4, metadata);
    }
    block.release();
  }
}
