// Opens a DBN file for reading, decoding in a second thread unless told otherwise, or none can be had.
import type { DbnSource, SourceOptions } from './dbn-source.ts';
import { InlineSource } from './inline-source.ts';
import { decodeWorkerUrl, WorkerSource } from './worker-source.ts';

/** Throws a FaultError `file_unreadable`; everything else that can be wrong comes as the source's faults. */
export async function openDbnSource(path: string, options: SourceOptions = {}): Promise<DbnSource> {
  const url = options.threads === 1 ? null : (options.workerUrl ?? decodeWorkerUrl());
  const source = url && (await WorkerSource.open(path, url, options));
  return source ?? InlineSource.open(path, options);
}
