// Exports in progress, each in a thread of its own, and the files that wait in the store's folder to be handed over by
// a host whose page cannot name a place.
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import {
  type ExportProgress,
  type ExportRequest,
  type ExportResult,
  exportFileName,
} from '../../../contracts/exports.ts';
import type { Gold } from '../pipeline/gold.ts';
import type { Store } from '../store/store.ts';
import { faultFromWriting } from './atomic-file.ts';
import { exportDay } from './export-day.ts';
import type { ExportThreadJob, ExportThreadMessage } from './export-worker.ts';
import { handoverFolder } from './handover.ts';

const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

export interface ExportsOptions {
  readonly dataFolder: string;
  readonly store: Store;
  readonly gold: Gold;
  readonly productVersion: string;
  /** 1 exports in the engine's own thread. */
  readonly threads?: 1 | 2 | undefined;
  onProgress(progress: ExportProgress): void;
}

export class Exports {
  readonly #options: ExportsOptions;
  readonly #running = new Map<AbortController, Promise<unknown>>();

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  /** Removes what earlier runs left behind; what is younger may be another window's. */
  async clean(): Promise<void> {
    const folder = handoverFolder(this.#options.dataFolder);
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
    }
  }

  /** Exports one table of one day. Throws as exportDay does. */
  async run(request: ExportRequest, signal: AbortSignal): Promise<ExportResult> {
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    const work = this.#work(request, abort.signal);
    this.#running.set(
      abort,
      work.catch(() => {}),
    );
    try {
      return await work;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#running.delete(abort);
    }
  }

  async close(): Promise<void> {
    for (const abort of this.#running.keys()) abort.abort();
    await Promise.all(this.#running.values());
  }

  async #work(request: ExportRequest, signal: AbortSignal): Promise<ExportResult> {
    const { store, gold, productVersion, threads, onProgress } = this.#options;
    const path = request.path ?? (await this.#handoverPath(request));
    const job = { request: { ...request, path }, set: gold.setOf(request.params), productVersion };
    if (threads === 1) return exportDay({ ...job, store, signal, onProgress });
    return this.#inThread({ ...job, dataFolder: this.#options.dataFolder }, signal);
  }

  async #handoverPath(request: ExportRequest): Promise<string> {
    const { summary } = this.#options.store.day(request.dayId);
    const folder = join(handoverFolder(this.#options.dataFolder), request.exportId);
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw faultFromWriting(error, folder);
    }
    return join(folder, exportFileName(request.table, summary, request.format));
  }

  #inThread(job: ExportThreadJob, signal: AbortSignal): Promise<ExportResult> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./export-worker.ts', import.meta.url), {
        workerData: job,
        name: 'export',
      });
      const cancel = (): void => worker.postMessage('cancel');
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      worker.on('message', (message: ExportThreadMessage) => {
        if (message.type === 'progress') this.#options.onProgress(message.progress);
        else if (message.type === 'done') resolve(message.result);
        else reject(new FaultError(message.fault));
      });
      worker.on('error', (error) => reject(new FaultError(lost(error.message))));
      worker.on('exit', () => {
        signal.removeEventListener('abort', cancel);
        reject(new FaultError(lost('its thread ended')));
      });
    });
  }
}

function lost(why: string): Fault {
  return { code: 'internal', message: `The export failed: ${why}.` };
}
