// Opens in progress: each has an id, tells everybody how far it is, and can be cancelled. A day whose stored bytes turn
// out to be damaged is opened again from its own file.
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import type { EventBody, EventName, JobProgress } from '../../../contracts/messages.ts';
import { strikesOfDayId } from '../../../contracts/options.ts';
import type { Store } from '../store/store.ts';
import { makeDemoDay } from '../synth/demo-day.ts';
import type { Gold } from './gold.ts';
import { stampOf } from './identity.ts';
import { OpenJob } from './open-job.ts';

export interface JobsOptions {
  readonly store: Store;
  readonly gold: Gold;
  /** Where the demo day is made; it is made once. */
  readonly demoFolder: string;
  /** 2 decodes in a worker of its own; by default where there is more than one core. */
  readonly threads?: 1 | 2 | undefined;
  emit<N extends EventName>(name: N, body: EventBody<N>): void;
  /** What the first file must not wait behind is brought to its end. */
  clearTheWay?(): Promise<void>;
}

export interface OpenRequest {
  /** The files are bare records. */
  readonly fragment?: FragmentSettings | undefined;
  /** Names of files that lie elsewhere than where the user has them, by path. */
  readonly names?: ReadonlyMap<string, string>;
  /** Runs when the job has ended, however it did. */
  afterwards?(): Promise<void>;
}

export class Jobs {
  readonly #options: JobsOptions;
  readonly #running = new Map<string, { job: OpenJob; ended: Promise<void> }>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Opens files and folders. */
  open(paths: readonly string[], options: OpenRequest = {}): string {
    return this.#start((job) => job.run(paths), options);
  }

  openDemo(): string {
    const { demoFolder } = this.#options;
    return this.#start(async (job) => {
      try {
        const stored = await this.#storedDemo();
        if (!stored) job.announceMaking('Demo day');
        await job.run(stored ?? (await makeDemoDay(demoFolder)).paths);
      } catch (error) {
        job.fail(error);
      }
    });
  }

  cancel(jobId: string): void {
    this.#running.get(jobId)?.job.cancel();
  }

  isReading(sourceId: string): boolean {
    return this.#options.store.isGrowing(sourceId);
  }

  /** Runs a read of a day's stored bytes. Where they are damaged the source is read anew from its file; the fault stays. */
  async guard<T>(dayId: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof FaultError && error.fault.code === 'store_damaged')
        this.#readAnew(dayId, error.fault);
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const { job } of this.#running.values()) job.cancel();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #start(run: (job: OpenJob) => Promise<void>, { fragment, names, afterwards }: OpenRequest = {}): string {
    const { store, threads } = this.#options;
    const jobId = randomUUID();
    const job = new OpenJob({
      jobId,
      store,
      fragment,
      names: names ?? new Map(),
      threads: threads ?? (availableParallelism() > 1 ? 2 : 1),
      serve: (work) => this.#options.gold.serve(work),
      onProgress: (progress) => this.#tell(progress),
      onGrown: (grown) => {
        this.#options.emit('day.grown', grown);
        this.#options.gold.grown(grown.dayId);
      },
      onTakenOver: (dayIds) => this.#options.gold.forget(dayIds),
    });
    // The reply with the job's id goes out before its first event.
    const ended = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#options.clearTheWay?.())
      .then(() => run(job))
      .finally(() => afterwards?.())
      .finally(() => this.#running.delete(jobId));
    this.#running.set(jobId, { job, ended });
    return jobId;
  }

  /** The demo day's file where it was made and read to its end before; a file that was not may be half written. */
  async #storedDemo(): Promise<string[] | null> {
    const { demoFolder, store } = this.#options;
    for (const name of await readdir(demoFolder).catch(() => [])) {
      const path = join(demoFolder, name);
      if (store.sourceByPath(path, (await stampOf(path)).stamp)?.state === 'complete') return [path];
    }
    return null;
  }

  #tell(progress: JobProgress): void {
    this.#options.emit('job', progress);
    // The day that is shown first.
    const [first] = progress.days;
    if (progress.phase === 'done' && first) this.#options.gold.advance(first.dayId);
  }

  #readAnew(dayId: string, fault: Fault): void {
    const { store, gold } = this.#options;
    const { sourceId } = store.day(strikesOfDayId(dayId)?.dayId ?? dayId).summary;
    const source = store.source(sourceId);
    if (!source || this.isReading(sourceId)) return;
    gold.forget(store.daysOf(sourceId).map((day) => day.dayId));
    store.markDamaged(sourceId, fault);
    this.open([source.details.path], { fragment: source.details.fragment });
  }
}
