// Opens a DBN file for reading, decoding in a second thread unless told otherwise, or that one is busy.
import type { DbnSource, SourceOptions } from './dbn-source.ts';
import { decodeWorkerUrl } from './decode-thread.ts';
import { InlineSource } from './inline-source.ts';
import { WorkerSource } from './worker-source.ts';

/** Throws a FaultError `file_unreadable`; everything else that can be wrong comes as the source's faults. */
export async function openDbnSource(path: string, options: SourceOptions = {}): Promise<DbnSource> {
  const url = options.threads === 1 ? null : (options.workerUrl ?? decodeWorkerUrl());
  const source = url && (await WorkerSource.open(path, url, options));
  return source ?? InlineSource.open(path, options);
}
