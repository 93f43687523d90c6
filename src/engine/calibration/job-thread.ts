// The thread that has the jobs of calibration, kept once it was begun: in Electron the start of a thread can stand still
// behind the end of another. A job is cancelled by a flag that its tasks look at; whoever cancels does not wait for them.
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { CalibrationProgress } from '../../../contracts/calibration.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { Job, JobMessage, JobSettings, JobWork } from './calibration-worker.ts';

interface Waiting {
  readonly resolve: (json: Uint8Array) => void;
  readonly reject: (error: FaultError) => void;
}

const CANCELLED: Fault = { code: 'cancelled', message: 'The calibration was cancelled.' };

export class JobThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<string, Waiting>();
  readonly #onProgress: (progress: CalibrationProgress) => void;
  #ended = false;

  constructor(settings: Omit<JobSettings, 'role'>, onProgress: (progress: CalibrationProgress) => void) {
    const workerData: JobSettings = { role: 'job', ...settings };
    this.#onProgress = onProgress;
    this.#worker = new Worker(new URL('./calibration-worker.ts', import.meta.url), {
      workerData,
      name: 'calibration',
    });
    this.#worker.on('message', (message: JobMessage) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(error.message));
    this.#worker.on('exit', () => this.#end('its thread ended'));
    // After the listeners: each makes the process wait for the thread again.
    this.#worker.unref();
  }

  /** Nothing more can be done here. */
  get ended(): boolean {
    return this.#ended;
  }

  /** JSON of what a job makes. Throws what it throws, and `cancelled` at once where `signal` says so. */
  run(work: JobWork, signal: AbortSignal): Promise<Uint8Array> {
    if (signal.aborted) return Promise.reject(new FaultError(CANCELLED));
    const id = randomUUID();
    const cancelled = new Int32Array(new SharedArrayBuffer(4));
    const job: Job = { id, work, cancelled };
    return new Promise<Uint8Array>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // What was read of a day stays beside it: the next run goes on from there.
      signal.addEventListener('abort', () => {
        Atomics.store(cancelled, 0, 1);
        this.#take(id)?.reject(new FaultError(CANCELLED));
      });
      this.#worker.ref();
      this.#worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: JobMessage): void {
    if (message.type === 'progress') {
      if (this.#waiting.has(message.id)) this.#onProgress(message.progress);
      return;
    }
    const waiting = this.#take(message.id);
    if (message.type === 'done') waiting?.resolve(message.json);
    else waiting?.reject(new FaultError(message.fault));
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  #end(why: string): void {
    this.#ended = true;
    const fault: Fault = { code: 'internal', message: `The calibration failed: ${why}.` };
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(new FaultError(fault));
  }
}
