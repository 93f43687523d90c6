// Exact answers about stored days: sees that a day's bronze file is there, made by a second pass over the source where it
// is not, and answers from it. One pass at a time; those who ask for the same day wait for the same pass.
import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import { FaultError } from '../../../contracts/errors.ts';
import type {
  BookAt,
  BookAtParams,
  CellOrders,
  CellOrdersParams,
  ExactProgress,
  OrderLife,
} from '../../../contracts/exact.ts';
import type { MarketReplay } from '../../core/exact/market-replay.ts';
import type { Store, StoredSource } from '../store/store.ts';
import { answerBook } from './book-answer.ts';
import { buildBronze } from './bronze-build.ts';
import { BronzeFile } from './bronze-file.ts';
import { DayReplay } from './day-replay.ts';
import { answerCellOrders, answerOrderLife } from './order-answer.ts';

export interface ExactDaysOptions {
  readonly store: Store;
  readonly threads: 1 | 2;
  /** Work that somebody waits for: the background rests. */
  serve<T>(work: () => Promise<T>): Promise<T>;
  onProgress(progress: ExactProgress): void;
}

/** Days whose index and unpacked blocks stay in memory. */
const DAYS_KEPT = 2;
const PROGRESS_MILLIS = 100;
/** Of a file that goes once it was read. */
const DAYS_MADE_AHEAD = 4;

/** A second pass that is under way or in line. */
interface Pass {
  readonly done: Promise<void>;
  readonly abort: AbortController;
  /** Who wants it; it ends once nobody does. */
  waiting: number;
}

interface OpenDay {
  readonly replay: DayReplay;
  /** Behind the last answer. */
  kept: MarketReplay | null;
}

export class ExactDays {
  readonly #options: ExactDaysOptions;
  readonly #open = new Map<string, OpenDay>();
  readonly #making = new Map<string, Pass>();
  #lastPass: Promise<unknown> = Promise.resolve();

  constructor(options: ExactDaysOptions) {
    this.#options = options;
  }

  /** Throws FaultErrors: `not_found`, `not_ready`, `file_unreadable`, `file_changed`, the source's and the disk's. */
  async book(request: z.output<typeof BookAtParams>, signal?: AbortSignal): Promise<BookAt> {
    const work = (day: OpenDay): BookAt => {
      const { answer, replay } = answerBook(day.replay, request, day.kept);
      day.kept = replay;
      return answer;
    };
    return this.#answer(request.dayId, work, signal);
  }

  async orderLife(dayId: string, orderId: string, signal: AbortSignal): Promise<OrderLife> {
    return this.#answer(dayId, (day) => answerOrderLife(day.replay, orderId, signal), signal);
  }

  async cellOrders(request: z.output<typeof CellOrdersParams>, signal?: AbortSignal): Promise<CellOrders> {
    return this.#answer(request.dayId, (day) => answerCellOrders(day.replay, request), signal);
  }

  /** Sees that the day's file of orders is there. Throws as `book` does. */
  async ready(dayId: string): Promise<void> {
    await this.#answer(dayId, () => undefined);
  }

  /**
   * Makes what exact answers need of the most traded days of files that are about to go. A day that it cannot be made for
   * says so when it is asked.
   */
  async keep(paths: readonly string[]): Promise<void> {
    const { store } = this.#options;
    const days = paths.flatMap((path) => store.daysAt(path).slice(0, DAYS_MADE_AHEAD));
    for (const { dayId } of days) {
      if (BronzeFile.open(store.bronzePath(dayId))) continue;
      await this.#make(dayId).catch(() => undefined);
    }
  }

  /** Days that are taken out of the store. */
  forget(dayIds: readonly string[]): void {
    for (const dayId of dayIds) this.#open.delete(dayId);
  }

  async close(): Promise<void> {
    for (const { abort } of this.#making.values()) abort.abort();
    await this.#lastPass;
  }

  async #answer<T>(dayId: string, work: (day: OpenDay) => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await work(await this.#day(dayId, signal));
    } catch (error) {
      // What is damaged is made again at the next request.
      if (error instanceof FaultError && error.fault.code === 'store_damaged') {
        this.#open.delete(dayId);
        await rm(this.#options.store.bronzePath(dayId), { force: true });
      }
      throw error;
    }
  }

  async #day(dayId: string, signal?: AbortSignal): Promise<OpenDay> {
    const known = this.#open.get(dayId);
    this.#open.delete(dayId);
    const day = known ?? { replay: await this.#opened(dayId, signal), kept: null };
    this.#open.set(dayId, day);
    const [oldest] = this.#open.keys();
    if (this.#open.size > DAYS_KEPT && oldest !== undefined) this.#open.delete(oldest);
    return day;
  }

  async #opened(dayId: string, signal?: AbortSignal): Promise<DayReplay> {
    const { store, serve } = this.#options;
    const { summary } = store.day(dayId);
    const path = store.bronzePath(dayId);
    let file = BronzeFile.open(path);
    if (!file) {
      await serve(() => this.#make(dayId, signal));
      file = BronzeFile.open(path);
    }
    if (!file) throw notFound(dayId);
    const { dayStartNanos, tickSizeNanos } = summary;
    return new DayReplay(file, {
      dayStartNanos: BigInt(dayStartNanos),
      tickSizeNanos: BigInt(tickSizeNanos),
    });
  }

  /** Waits for the day's pass, and begins it where there is none. `signal`: this one waits no longer. */
  async #make(dayId: string, signal?: AbortSignal): Promise<void> {
    const pass = this.#making.get(dayId) ?? this.#begin(dayId);
    const leave = (): void => {
      pass.waiting -= 1;
      if (pass.waiting > 0) return;
      pass.abort.abort();
      // Who asks from now on gets a pass of its own.
      if (this.#making.get(dayId) === pass) this.#making.delete(dayId);
    };
    pass.waiting += 1;
    signal?.addEventListener('abort', leave, { once: true });
    try {
      await pass.done;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #begin(dayId: string): Pass {
    const abort = new AbortController();
    const done = this.#lastPass.then(() => this.#pass(dayId, abort.signal));
    const pass: Pass = { done, abort, waiting: 0 };
    this.#making.set(dayId, pass);
    this.#lastPass = done
      .catch(() => undefined)
      .then(() => {
        if (this.#making.get(dayId) === pass) this.#making.delete(dayId);
      });
    return pass;
  }

  async #pass(dayId: string, signal: AbortSignal): Promise<void> {
    const { store, threads } = this.#options;
    const { summary } = store.day(dayId);
    if (summary.state === 'growing') {
      throw new FaultError({
        code: 'not_ready',
        message: 'The day is still being read; its exact book can be told once it is complete.',
      });
    }
    const source = store.source(summary.sourceId);
    if (!source) throw notFound(dayId);
    const { path, sha256 } = findSource(store, source);
    const tell = this.#teller(dayId);
    try {
      await buildBronze({
        path,
        sha256,
        fragment: source.details.fragment,
        threads,
        day: {
          publisherId: summary.publisherId,
          instrumentId: summary.instrumentId,
          dayStartNanos: BigInt(summary.dayStartNanos),
          tickSizeNanos: BigInt(summary.tickSizeNanos),
        },
        into: store.bronzePath(dayId),
        signal,
        onProgress: (bytesRead, bytesTotal) => tell('reading', bytesRead, bytesTotal),
      });
      tell('ready');
    } catch (error) {
      tell('failed');
      throw error;
    }
  }

  /** Tells the end at once, and what comes before it ten times a second. */
  #teller(dayId: string): (phase: ExactProgress['phase'], bytesRead?: number, bytesTotal?: number) => void {
    let lastMillis = Number.NEGATIVE_INFINITY;
    return (phase, bytesRead = 0, bytesTotal = 0) => {
      const now = performance.now();
      if (phase === 'reading' && now - lastMillis < PROGRESS_MILLIS) return;
      lastMillis = now;
      this.#options.onProgress({ dayId, phase, bytesRead, bytesTotal });
    };
  }
}

/** Where the day's file is, and what it must hash to. */
function findSource(store: Store, source: StoredSource): { path: string; sha256: string } {
  const { path } = source.details;
  if (source.sha256 === null) {
    throw new FaultError({
      code: 'not_ready',
      message: 'The file of this day was not read to its end, so its exact book is not known.',
      file: path,
      hint: 'Open the file again and let it be read to its end.',
    });
  }
  const found = store.pathsOf(source.sourceId);
  if (found.length === 0) {
    throw new FaultError({
      code: 'file_unreadable',
      message: 'The exact book needs the file that this day was read from, which is not there any more.',
      file: path,
      hint: 'Put it back, or open it again from where it is now.',
    });
  }
  // A fragment is known by its hash and by what was said of it.
  return { path: found[0] as string, sha256: source.sha256.split(' ')[0] as string };
}

function notFound(dayId: string): FaultError {
  return new FaultError({ code: 'not_found', message: `There is no day ${dayId} in the store.` });
}
