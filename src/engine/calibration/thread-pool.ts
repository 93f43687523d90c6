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

/** What a thread is asked to do. */
export interface PoolTask {
  readonly task: Tasks[TaskKind]['task'];
  /** Shared: 1 once nobody waits for it any more. */
  readonly cancelled: Int32Array | null;
}

/** Who takes tasks: a pool, or a job's part in it. */
export type TaskRunner = Pick<ThreadPool, 'run'>;

export function refuseCancelled(cancelled: Int32Array | null): void {
  if (cancelled && Atomics.load(cancelled, 0) !== 0)
    throw new FaultError({ code: 'cancelled', message: 'The work was cancelled.' });
}

interface Waiting extends PoolTask {
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
    cancelled: Int32Array | null = null,
  ): Promise<Tasks[K]['result']> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, cancelled, resolve, reject, onProgress });
      this.#next();
    });
  }

  /** The pool for a job that ends once the flag is set: what it has queued is not begun any more. */
  until(cancelled: Int32Array): TaskRunner {
    return { run: (task, onProgress) => this.run(task, onProgress, cancelled) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #next(): void {
    const thread = this.#queue.length > 0 ? this.#idle.pop() : undefined;
    const waiting = thread && this.#queue.shift();
    if (!waiting) return;
    const { task, cancelled } = waiting;
    try {
      refuseCancelled(cancelled);
    } catch (error) {
      this.#idle.push(thread);
      waiting.reject(error);
      this.#next();
      return;
    }
    this.#running.set(thread, waiting);
    const asked: PoolTask = { task, cancelled };
    thread.postMessage(asked);
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
