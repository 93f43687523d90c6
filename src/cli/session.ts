// One run of the engine inside the command line: the same requests as the page's, over a link in memory. Opens files and
// waits for them; a command then asks for what it shows.
import { resolve } from 'node:path';
import { type Fault, FaultError, faultText } from '../../contracts/errors.ts';
import type { FragmentSettings } from '../../contracts/fragment.ts';
import {
  type DaySummary,
  type JobProgress,
  jobHasEnded,
  PROTOCOL_VERSION,
} from '../../contracts/messages.ts';
import { memoryLinkPair } from '../../contracts/wire/link.ts';
import { Peer } from '../../contracts/wire/peer.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { createEngine } from '../engine/engine.ts';
import { defaultDataFolder } from '../engine/store/location.ts';
import { type FragmentOption, parseFragment } from './fragment.ts';
import { type CliIo, CommandError } from './output.ts';

export interface SessionOptions extends FragmentOption {
  /** `--data DIR` */
  readonly data?: string;
}

export class Session {
  readonly peer: Peer;
  readonly dataFolder: string;
  readonly #io: CliIo;
  readonly #fragment: FragmentSettings | undefined;
  readonly #close: () => Promise<void>;

  private constructor(
    io: CliIo,
    dataFolder: string,
    fragment: FragmentSettings | undefined,
    peer: Peer,
    close: () => Promise<void>,
  ) {
    this.#io = io;
    this.dataFolder = dataFolder;
    this.#fragment = fragment;
    this.peer = peer;
    this.#close = close;
  }

  static async start(io: CliIo, options: SessionOptions): Promise<Session> {
    const dataFolder = options.data === undefined ? defaultDataFolder() : resolve(io.folder, options.data);
    const fragment = parseFragment(options.fragment);
    const engine = await createEngine({ dataFolder, productVersion: packageJson.version, openPaths: [] });
    const [near, far] = memoryLinkPair();
    engine.connect(far);
    const peer = new Peer(near);
    const { result } = await peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
    for (const fault of result.faults) io.writeError(`${faultText(fault)}\n`);
    return new Session(io, dataFolder, fragment, peer, async () => {
      peer.close();
      await engine.close();
    });
  }

  /** Runs `work` with an engine that is closed afterwards, whatever happens. */
  static async use<T>(
    io: CliIo,
    options: SessionOptions,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const session = await Session.start(io, options);
    try {
      return await work(session);
    } finally {
      await session.#close();
    }
  }

  /** Opens one file and waits until all of it is in the store, or was there before. */
  async open(file: string): Promise<JobProgress> {
    const path = resolve(this.#io.folder, file);
    const { promise, resolve: settle } = Promise.withResolvers<JobProgress>();
    const early: JobProgress[] = [];
    let jobId: string | null = null;
    const take = (progress: JobProgress): void => {
      if (progress.jobId !== jobId) return;
      this.#show(progress);
      if (jobHasEnded(progress)) settle(progress);
    };
    // Events may come before the reply that tells the job's id.
    const listening = this.peer.on('job', (progress) =>
      jobId === null ? early.push(progress) : take(progress),
    );
    const reply = await this.peer.call('source.open', { paths: [path], fragment: this.#fragment });
    jobId = reply.result.jobId;
    early.forEach(take);
    const end = await promise;
    listening.dispose();
    if (this.#io.progress) this.#io.writeError('\r\u001b[K');
    if (end.days.length === 0) throw new FaultError(end.faults[0] ?? end.beside[0] ?? nothingFound(path));
    return { ...end, days: await this.#daysOf(end) };
  }

  /** All of them; an end tells of the most traded. */
  async #daysOf({ days: told, dayCount, sourceIds }: JobProgress): Promise<DaySummary[]> {
    if (told.length >= dayCount) return told;
    const days: DaySummary[] = [];
    for (let stored = dayCount; days.length < stored; ) {
      const { result } = await this.peer.call('days.list', { from: days.length, sourceIds });
      if (result.days.length === 0) break;
      days.push(...result.days);
      stored = result.stored;
    }
    return days;
  }

  /** The day's instrument by symbol or id, the most traded where none is named; all its days, oldest first. */
  daysOf(progress: JobProgress, instrument: string | undefined): DaySummary[] {
    const { days } = progress;
    const chosen = instrument === undefined ? mostTraded(days) : days.find((day) => isNamed(day, instrument));
    if (!chosen) {
      const names = [...new Set(days.map((day) => `${day.symbol} (${day.instrumentId})`))].slice(0, 20);
      throw new CommandError(
        `There is no instrument "${instrument}" in ${progress.sourceName}. It has ${names.join(', ')}.`,
      );
    }
    return days
      .filter((day) => day.instrumentId === chosen.instrumentId && day.publisherId === chosen.publisherId)
      .sort((a, b) => (a.utcDate < b.utcDate ? -1 : 1));
  }

  #show(progress: JobProgress): void {
    if (!this.#io.progress || progress.bytesTotal === 0) return;
    const percent = Math.floor((100 * progress.bytesRead) / progress.bytesTotal);
    const left = progress.secondsLeft === null ? '' : `, ${Math.ceil(progress.secondsLeft)} s left`;
    this.#io.writeError(`\r\u001b[K${progress.sourceName}: ${percent} %, ${progress.records} records${left}`);
  }
}

function tradedLots(day: DaySummary): number {
  return day.volume.B + day.volume.A + day.volume.N;
}

function mostTraded(days: readonly DaySummary[]): DaySummary | undefined {
  return [...days].sort((a, b) => tradedLots(b) - tradedLots(a) || b.records - a.records)[0];
}

function isNamed(day: DaySummary, instrument: string): boolean {
  return day.symbol === instrument || String(day.instrumentId) === instrument;
}

function nothingFound(path: string): Fault {
  return { code: 'no_mbo_records', message: 'There is no market-by-order data in it.', file: path };
}
