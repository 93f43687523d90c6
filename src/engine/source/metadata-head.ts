// What a file says of itself in its first bytes: dataset and schema, decoded from the head of the file alone. For looking
// over a folder: metadata of a whole exchange's symbols is megabytes long, and most files there are of no interest.
import type { Fault } from '../../../contracts/errors.ts';
import { FaultError } from '../../../contracts/errors.ts';
import type { Result } from '../../base/result.ts';
import { err } from '../../base/result.ts';
import { FIXED_END, type MetadataHead, parseMetadataHead } from '../../core/dbn/metadata.ts';
import { Container } from './container.ts';
import { RawFile } from './raw-file.ts';
import { createZstdDecoder } from './zstd.ts';

/** Compressed or not, the fixed part lies within this, but for skippable frames before it. */
const PIECE_BYTES = 4096;

/** Throws a FaultError `file_unreadable`; a file that is not DBN, or breaks before its metadata begin, is a result. */
export async function readMetadataHead(path: string): Promise<Result<MetadataHead, Fault>> {
  const file = RawFile.open(path);
  if (!file.ok) throw new FaultError(file.error);
  const zstd = await createZstdDecoder();
  try {
    const container = new Container(zstd);
    const head = new Uint8Array(FIXED_END);
    const piece = new Uint8Array(PIECE_BYTES);
    let got = 0;
    while (got < head.length && !container.ended) {
      got += container.pull(head, got, head.length);
      if (got === head.length || !container.wantsInput) continue;
      const bytes = await file.value.read(piece);
      if (bytes.length === 0) container.finish();
      else container.push(bytes);
    }
    return container.fault && got < head.length
      ? err(container.fault)
      : parseMetadataHead(head.subarray(0, got));
  } finally {
    zstd.close();
    await file.value.close();
  }
}
