// For tests: an engine in a folder of its own and a page's end of its link.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventBody, type JobProgress, jobHasEnded } from '../../contracts/messages.ts';
import { type Column, decodeTable } from '../../contracts/tables.ts';
import { memoryLinkPair } from '../../contracts/wire/link.ts';
import { Peer } from '../../contracts/wire/peer.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';

export interface OpenedJob {
  readonly end: JobProgress;
  readonly progress: readonly JobProgress[];
  readonly grown: readonly EventBody<'day.grown'>[];
}

export class EngineUnderTest {
  readonly dataFolder: string;
  readonly peer: Peer;
  readonly #engine: Engine;

  private constructor(dataFolder: string, engine: Engine) {
    this.dataFolder = dataFolder;
    this.#engine = engine;
    const [near, far] = memoryLinkPair();
    engine.connect(far);
    this.peer = new Peer(near);
  }

  static async start(options: Partial<EngineOptions> = {}): Promise<EngineUnderTest> {
    const dataFolder = options.dataFolder ?? (await newFolder());
    const engine = await createEngine({
      productVersion: '0.0.0',
      openPaths: [],
      threads: 1,
      ...options,
      dataFolder,
    });
    return new EngineUnderTest(dataFolder, engine);
  }

  /** Opens and waits for the end; `during` hears every progress and may act on it. */
  async open(paths: string[], during: (progress: JobProgress) => void = () => {}): Promise<OpenedJob> {
    return this.follow(() => this.peer.call('source.open', { paths }), during);
  }

  /** Waits for the end of the job that `start` begins. */
  async follow(
    start: () => Promise<unknown>,
    during: (progress: JobProgress) => void = () => {},
  ): Promise<OpenedJob> {
    const progress: JobProgress[] = [];
    const grown: EventBody<'day.grown'>[] = [];
    const { promise, resolve } = Promise.withResolvers<JobProgress>();
    const listening = [
      this.peer.on('day.grown', (body) => grown.push(body)),
      this.peer.on('job', (body) => {
        progress.push(body);
        during(body);
        if (jobHasEnded(body)) resolve(body);
      }),
    ];
    await start();
    const end = await promise;
    for (const listener of listening) listener.dispose();
    return { end, progress, grown };
  }

  /** Columns of one window's cells, joined over the table's batches. */
  async cells(
    dayId: string,
    window: number,
    table: 'silver' | 'gold',
    lattice?: 'B' | 'A' | 'L',
  ): Promise<{ valid: boolean; length: number; columns: Readonly<Record<string, Column>> }> {
    const request = { dayId, window, table, ...(lattice ? { lattice } : {}) };
    const { result, payload } = await this.peer.call('day.cells', request);
    const batch = decodeTable(payload ?? new Uint8Array()).batches[0];
    return { valid: result.valid, length: batch?.length ?? 0, columns: batch?.columns ?? {} };
  }

  /** Ends the engine; the store stays. */
  async stop(): Promise<void> {
    await this.#engine.close();
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fieldbook-engine-'));
}
