// The thread that an export runs in, so that the engine answers the page meanwhile. It reads the store and writes the
// file; `cancel` stops it.
import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { ExportProgress, ExportResult } from '../../../contracts/exports.ts';
import { ensure } from '../../base/assert.ts';
import { Store } from '../store/store.ts';
import { type ExportJob, exportDay } from './export-day.ts';

export type ExportThreadJob = Pick<ExportJob, 'request' | 'set' | 'productVersion'> & {
  readonly dataFolder: string;
};

export type ExportThreadMessage =
  | { readonly type: 'progress'; readonly progress: ExportProgress }
  | { readonly type: 'done'; readonly result: ExportResult }
  | { readonly type: 'failed'; readonly fault: Fault };

const engine = ensure(parentPort, 'an export runs in a worker thread');
const job = workerData as ExportThreadJob;
const abort = new AbortController();
engine.on('message', () => abort.abort());

function tell(message: ExportThreadMessage): void {
  engine.postMessage(message);
}

try {
  const store = Store.reading(job.dataFolder);
  try {
    const { signal } = abort;
    const onProgress = (progress: ExportProgress): void => tell({ type: 'progress', progress });
    tell({ type: 'done', result: await exportDay({ ...job, store, signal, onProgress }) });
  } finally {
    store.close();
  }
} catch (error) {
  tell({ type: 'failed', fault: faultFrom(error) });
}
engine.close();
