// Starts the engine in its worker thread and hands out ports to it. Both hosts use this; the command line runs the
// engine in its own thread instead.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

/** A thread in the middle of long work is ended without waiting: what it had stored stays. */
const CLOSE_MILLIS = 3000;

/** What the worker is told at its start (workerData). */
export interface EngineThreadOptions {
  readonly dataFolder: string;
  readonly productVersion: string;
  /** Files and folders named on the command line; the page opens them once it is ready. */
  readonly openPaths: readonly string[];
}

export interface EngineThread {
  /** One port a page; the engine serves whatever speaks the protocol on its other end. */
  connect(): MessagePort;
  /** Resolves with a reason when the thread ends without being asked to. */
  readonly crashed: Promise<string>;
  close(): Promise<void>;
}

/** Two halves of 16 MB; left alone Node takes 128 MB once thousands of instruments are read, for nothing. */
const YOUNG_MB = 48;

export function startEngineThread(options: EngineThreadOptions): EngineThread {
  const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), {
    workerData: options,
    name: 'engine',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  let closing = false;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const crashed = new Promise<string>((resolve) => {
    worker.on('error', (error) => resolve(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => {
      if (!closing) resolve(`the engine ended with code ${code}`);
    });
  });
  return {
    crashed,
    connect() {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ type: 'link', port: port2 }, [port2]);
      return port1;
    },
    async close() {
      closing = true;
      worker.postMessage({ type: 'close' });
      const timer = setTimeout(() => void worker.terminate(), CLOSE_MILLIS);
      await exited;
      clearTimeout(timer);
    },
  };
}
