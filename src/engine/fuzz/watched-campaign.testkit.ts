// Runs a campaign in a worker with little memory, and watches it: a case that takes too long, or more memory than there
// is, is a failure like a broken rule, and the campaign goes on with the next.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface FuzzOrder {
  readonly seed: number;
  readonly folder: string;
  readonly from: number;
  readonly to: number;
  /** Milliseconds since 1970 after which no case begins. */
  readonly until: number;
}

export type FuzzMessage =
  | { readonly kind: 'begin'; readonly number: number }
  | {
      readonly kind: 'end';
      readonly number: number;
      readonly millis: number;
      readonly codes: readonly string[];
      readonly records: number;
      readonly windows: number;
    }
  | { readonly kind: 'broken'; readonly number: number; readonly what: string }
  | { readonly kind: 'done' };

export interface FuzzFailure {
  readonly number: number;
  readonly what: string;
}

export interface FuzzReport {
  readonly cases: number;
  readonly failures: readonly FuzzFailure[];
  /** Cases by fault code; `none` for those without. */
  readonly codes: ReadonlyMap<string, number>;
  readonly slowest: { readonly number: number; readonly millis: number };
  readonly records: number;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Longest a case may take. */
  readonly caseMillis: number;
  /** Longest that new cases begin. */
  readonly millis: number;
  onFailure?(failure: FuzzFailure): void;
  onCase?(report: FuzzReport): void;
}

const HEAP_MIB = 256;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-fuzz-'));
  const run = new Run(options);
  const until = Date.now() + options.millis;
  try {
    let from = options.from;
    while (from < options.to && Date.now() < until) {
      const { seed, to } = options;
      from = await run.worker({ seed, folder: join(folder, String(from)), from, to, until });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return run;
}

class Run implements FuzzReport {
  cases = 0;
  records = 0;
  slowest = { number: 0, millis: 0 };
  readonly failures: FuzzFailure[] = [];
  readonly codes = new Map<string, number>();
  readonly #options: FuzzOptions;

  constructor(options: FuzzOptions) {
    this.#options = options;
  }

  /** Runs cases until the end or the first that the worker does not survive; returns the next one's number. */
  worker(order: FuzzOrder): Promise<number> {
    const worker = new Worker(new URL('./fuzz-worker.testkit.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
      execArgv: [],
    });
    return new Promise((resolve) => {
      let current = order.from;
      let done = false;
      let timer: NodeJS.Timeout | undefined;
      const end = (what: string | null): void => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        if (what !== null) this.#fail({ number: current, what });
        void worker.terminate().then(() => resolve(what === null ? order.to : current + 1));
      };
      worker.on('message', (message: FuzzMessage) => {
        clearTimeout(timer);
        if (message.kind === 'done') return end(null);
        if (message.kind === 'begin') {
          current = message.number;
          const { caseMillis } = this.#options;
          timer = setTimeout(() => end(`took more than ${caseMillis / 1000} s`), caseMillis);
        } else this.#take(message);
      });
      worker.on('error', (error) => end(String(error)));
      worker.on('exit', (code) => end(`the worker ended with ${code}`));
    });
  }

  #take(message: FuzzMessage & { kind: 'end' | 'broken' }): void {
    this.cases += 1;
    if (message.kind === 'broken') {
      this.#fail(message);
      return;
    }
    this.records += message.records;
    for (const code of message.codes.length > 0 ? message.codes : ['none'])
      this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    if (message.millis > this.slowest.millis)
      this.slowest = { number: message.number, millis: message.millis };
    this.#options.onCase?.(this);
  }

  #fail({ number, what }: FuzzFailure): void {
    const failure = { number, what };
    this.failures.push(failure);
    this.#options.onFailure?.(failure);
  }
}
