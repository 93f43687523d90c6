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

/** Throws a FaultError `cancelled` once nobody waits for the work any more. */
export function refuseCancelled(cancelled: Int32Array | null): void {
  if (isCancelled(cancelled)) throw new FaultError(CANCELLED);
}

const CANCELLED: Fault = { code: 'cancelled', message: 'The work was cancelled.' };

function isCancelled(cancelled: Int32Array | null): boolean {
  return cancelled !== null && Atomics.load(cancelled, 0) !== 0;
}

interface Waiting extends PoolTask {
  readonly resolve: (result: Tasks[TaskKind]['result']) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: (windows: number) => void;
}

export class ThreadPool {
  readonly #size: number;
  readonly #dataFolder: string;
  readonly #threads = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];

  /** Threads are begun as tasks come, up to `size` of them. */
  constructor(size: number, dataFolder: string) {
    this.#size = size;
    this.#dataFolder = dataFolder;
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
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  #next(): void {
    while (this.#queue[0] && isCancelled(this.#queue[0].cancelled))
      this.#queue.shift()?.reject(new FaultError(CANCELLED));
    if (this.#queue.length === 0) return;
    const thread = this.#idle.pop() ?? (this.#threads.size < this.#size ? this.#begin() : undefined);
    const waiting = thread && this.#queue.shift();
    if (!waiting) return;
    this.#running.set(thread, waiting);
    const { task, cancelled } = waiting;
    const asked: PoolTask = { task, cancelled };
    thread.postMessage(asked);
  }

  #begin(): Worker {
    const workerData: ThreadSettings = { role: 'tasks', dataFolder: this.#dataFolder };
    const thread = new Worker(new URL('./calibration-worker.ts', import.meta.url), {
      workerData,
      name: `calibration ${this.#threads.size + 1}`,
    });
    thread.on('message', (message: ThreadMessage) => this.#take(thread, message));
    thread.on('error', (error) => this.#lost(thread, error));
    this.#threads.add(thread);
    return thread;
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

  /** Its place is free for another. */
  #lost(thread: Worker, error: unknown): void {
    this.#threads.delete(thread);
    const idle = this.#idle.indexOf(thread);
    if (idle >= 0) this.#idle.splice(idle, 1);
    this.#running.get(thread)?.reject(error);
    this.#running.delete(thread);
    this.#next();
  }
}
