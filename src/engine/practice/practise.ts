// What takes long the first time, done before the first file is opened: code is compiled once it has run for a while, the
// runtime loads its time zones, libraries make what they check messages with. So an engine of its own, in a folder that is
// thrown away, opens an invented file (practice-day.ts) and shows it, as a page has it do (docs/decisions/0007).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobProgress, jobHasEnded } from '../../../contracts/messages.ts';
import { type ByteLink, memoryLinkPair } from '../../../contracts/wire/link.ts';
import { Peer } from '../../../contracts/wire/peer.ts';
import { writePracticeDay } from './practice-day.ts';

/** What practice asks of an engine. */
export interface Practised {
  connect(link: ByteLink): unknown;
  close(): Promise<void>;
}

export type StartEngine = (dataFolder: string) => Promise<Practised>;

export class Practice {
  readonly #start: StartEngine;
  readonly #stop = new AbortController();
  #run: Promise<unknown> | null = null;

  constructor(start: StartEngine) {
    this.#start = start;
  }

  /** Resolves once it is over. Throws the system's error where there is no room for the file. */
  async begin(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#run ??= practise(this.#start, this.#stop.signal);
    await this.#run;
  }

  /** Nobody waits for it any more: ends with the block in hand. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#run?.catch(() => {});
  }
}

/** How the opening ended, and how many tiles were got. */
export interface PracticeEnd {
  readonly end: JobProgress;
  readonly tiles: number;
}

/** Opens the invented file and looks at it until its end, or until the signal says so. */
export async function practise(start: StartEngine, signal: AbortSignal): Promise<PracticeEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-practice-'));
  try {
    const path = writePracticeDay(folder);
    const engine = await start(join(folder, 'store'));
    try {
      return await openAndLook(engine, path, signal);
    } finally {
      await engine.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openAndLook(engine: Practised, path: string, signal: AbortSignal): Promise<PracticeEnd> {
  const [near, far] = memoryLinkPair();
  engine.connect(far);
  const page = new Peer(near);
  const ended = Promise.withResolvers<JobProgress>();
  const looks: Promise<void>[] = [];
  let tiles = 0;
  // A tile that fails is nobody's loss, and may do so long before the end.
  const look = async (dayId: string, index: number): Promise<void> => {
    try {
      await page.call('day.tile', { dayId, lattice: 'L', group: 0, level: 0, index, band: 0 });
      tiles += 1;
    } catch {}
  };
  page.on('job', (progress) => {
    if (jobHasEnded(progress)) ended.resolve(progress);
  });
  page.on('day.grown', ({ dayId, chunks }) => {
    for (const { chunk } of chunks) looks.push(look(dayId, chunk));
  });
  const { jobId } = (await page.call('source.open', { paths: [path] })).result;
  const cancel = (): void => void page.call('job.cancel', { jobId }).catch(() => {});
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  const end = await ended.promise;
  // Tiles of a day that was left are nobody's.
  if (end.phase === 'cancelled') page.close();
  await Promise.all(looks);
  return { end, tiles };
}
