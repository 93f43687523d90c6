// For tests: the Nasdaq day of ARL of the shared data, and its MBO rows as a DBN file.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import { SHARED_DATA } from '../source/shared-data.fixture.ts';
import { mboRecordsOfCsv } from './market-csv.ts';

export const ARL_MBO = join(SHARED_DATA, 'blockhouse-arl-mbo-mbp10/mbo.csv');
export const ARL_TRUTH = join(SHARED_DATA, 'blockhouse-arl-mbo-mbp10/mbp10_reference.csv');

/** Writes it into `folder` and returns where. */
export async function arlAsDbn(folder: string): Promise<string> {
  const parts: Uint8Array[] = [encodeMetadata(emptyMetadata(3, 'XNAS.ITCH', 'mbo'))];
  for await (const record of mboRecordsOfCsv(ARL_MBO)) {
    const words = new Int32Array(MBO_WORDS);
    encodeMbo(words, 0, record);
    parts.push(new Uint8Array(words.buffer));
  }
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'mbo.dbn');
  await writeFile(path, Buffer.concat(parts));
  return path;
}
