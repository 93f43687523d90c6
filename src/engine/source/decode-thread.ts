// The thread that decodes files for their sources (pipeline/decode-worker.ts), one file after another. It is started once
// and kept as long as the process: starting one costs as much as reading a small file, and in Electron a start can stand
// still for good behind the end of another thread.
import { Worker } from 'node:worker_threads';
import { FaultError } from '../../../contracts/errors.ts';
import type { DecodeJob, DecodeMessage } from '../pipeline/decode-worker.ts';
import { allocateRing, clearRing } from '../pipeline/ring.ts';
import { DEFAULT_BLOCK_BYTES } from './dbn-source.ts';

/** Where the decoding worker's script is: the build points this address at the built file. */
export function decodeWorkerUrl(): URL {
  return new URL('../pipeline/decode-worker.ts', import.meta.url);
}

/** Whoever has the thread to itself. */
export interface DecodeUser {
  hear(message: DecodeMessage): void;
  /** The thread is gone; nothing will be heard any more. */
  lost(why: string): void;
}

const START_MILLIS = 5000;
const kept = new Map<string, DecodeThread>();

export class DecodeThread {
  readonly #worker: Worker;
  readonly #href: string;
  /** Resolves once the thread takes jobs, or to why it never will. */
  readonly #begun = Promise.withResolvers<'ready' | Error>();
  #ring: SharedArrayBuffer | null = null;
  #user: DecodeUser | null = null;
  #taken = false;

  private constructor(url: URL) {
    this.#href = url.href;
    this.#worker = new Worker(url, { name: 'decode' });
    this.#worker.on('message', (message: DecodeMessage | 'ready') => {
      if (message === 'ready') this.#begun.resolve(message);
      else this.#user?.hear(message);
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the decoding thread ended unexpectedly')));
    // After the listeners: each makes the process wait for the thread again.
    this.#worker.unref();
  }

  /** The thread of that script, begun if there is none yet. */
  static at(url: URL): DecodeThread {
    const thread = kept.get(url.href) ?? new DecodeThread(url);
    kept.set(url.href, thread);
    return thread;
  }

  /**
   * Takes the thread to oneself until `release`. False where another has it, or where it has not begun `withinMillis`:
   * then it counts as taken until it does. Throws a FaultError `internal` where it cannot begin.
   */
  async take(withinMillis = START_MILLIS): Promise<boolean> {
    if (this.#taken) return false;
    this.#taken = true;
    this.#worker.ref();
    const begun = await this.#beginning(withinMillis);
    if (begun instanceof Error)
      throw new FaultError({ code: 'internal', message: `Decoding stopped: ${begun.message}.` });
    if (begun === 'ready') return true;
    this.#worker.unref();
    void this.#begun.promise.then(() => this.release());
    return false;
  }

  /** A ring as good as new. The thread keeps one: each file's own would gather until the collector comes by. */
  ring(blockBytes: number): SharedArrayBuffer {
    if (blockBytes !== DEFAULT_BLOCK_BYTES) return allocateRing(blockBytes);
    this.#ring ??= allocateRing(blockBytes);
    clearRing(this.#ring);
    return this.#ring;
  }

  /** Begins a job; `report` is the last that is heard of it. */
  begin(job: DecodeJob, user: DecodeUser): void {
    this.#user = user;
    this.#worker.postMessage(job);
  }

  /** To be called after the report, when nobody looks at the ring any more. */
  release(): void {
    this.#user = null;
    this.#taken = false;
    this.#worker.unref();
  }

  async #beginning(withinMillis: number): Promise<'ready' | Error | 'silent'> {
    const silence = Promise.withResolvers<'silent'>();
    // What the thread said while this one was busy comes before the second look.
    const timer = setTimeout(() => setImmediate(() => silence.resolve('silent')), withinMillis);
    const begun = await Promise.race([this.#begun.promise, silence.promise]);
    clearTimeout(timer);
    return begun;
  }

  #end(why: Error): void {
    if (kept.get(this.#href) === this) kept.delete(this.#href);
    this.#begun.resolve(why);
    const user = this.#user;
    this.#user = null;
    user?.lost(why.message);
  }
}
