// The threads of a calibration: each does one task after the other. Ending them ends what they do.
import { Worker } from 'node:worker_threads';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { TaskKind, Tasks } from './tasks.ts';

export interface ThreadSettings {
  readonly role: 'tasks';
  readonly dataFolder: string;
}

export type ThreadMessage =
  | { readonly type: 'progress'; readonly windows: number }
  | { readonly type: 'done'; readonly result: Tasks[TaskKind]['result'] }
  | { readonly type: 'failed'; readonly fault: Fault };

interface Waiting {
  readonly task: Tasks[TaskKind]['task'];
  readonly resolve: (result: Tasks[TaskKind]['result']) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: (windows: number) => void;
}

export class ThreadPool {
  readonly #threads: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];

  constructor(size: number, dataFolder: string) {
    for (let i = 0; i < size; i++) {
      const workerData: ThreadSettings = { role: 'tasks', dataFolder };
      const thread = new Worker(new URL('./calibration-worker.ts', import.meta.url), {
        workerData,
        name: `calibration ${i + 1}`,
      });
      thread.on('message', (message: ThreadMessage) => this.#take(thread, message));
      thread.on('error', (error) => this.#lost(thread, error));
      this.#threads.push(thread);
      this.#idle.push(thread);
    }
  }

  run<K extends TaskKind>(
    task: Tasks[K]['task'],
    onProgress: (windows: number) => void = () => {},
  ): Promise<Tasks[K]['result']> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject, onProgress });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #next(): void {
    const thread = this.#queue.length > 0 ? this.#idle.pop() : undefined;
    const waiting = thread && this.#queue.shift();
    if (!waiting) return;
    this.#running.set(thread, waiting);
    thread.postMessage(waiting.task);
  }

  #take(thread: Worker, message: ThreadMessage): void {
    const waiting = this.#running.get(thread);
    if (!waiting) return;
    if (message.type === 'progress') {
      waiting.onProgress(message.windows);
      return;
    }
    this.#running.delete(thread);
    this.#idle.push(thread);
    if (message.type === 'done') waiting.resolve(message.result);
    else waiting.reject(new FaultError(message.fault));
    this.#next();
  }

  #lost(thread: Worker, error: unknown): void {
    this.#running.get(thread)?.reject(error);
    this.#running.delete(thread);
  }
}
