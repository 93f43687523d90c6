// A source that is being read now, on its way to the disk. Files are written and the index updated in the background,
// some chunks at a time: first the bytes, synced, then the rows that say where they lie, so that a row never points at
// bytes that may be missing. Of thousands of instruments every file is synced once, at the source's end: waiting for the
// disk at each chunk took longer than all the rest. What a power cut costs them before, their checksums tell.
import { randomBytes } from 'node:crypto';
import type { AuditFindings } from '../../../contracts/audit.ts';
import { TAPE_VERSION } from '../../../contracts/datasets.ts';
import { type Fault, FaultError, faultFrom } from '../../../contracts/errors.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { assert } from '../../base/assert.ts';
import type { SessionEvent } from '../../core/silver/session.ts';
import type { TapeColumns } from '../../core/tape/tape-rows.ts';
import { BatchMemory } from './batch-memory.ts';
import { DayWriter, tradedLots } from './day-writer.ts';
import type { BatchRow, SourceRow } from './db.ts';
import type { DayDetails, SourceDetails, StoreFiles } from './details.ts';
import { EarlierChunks } from './earlier-chunks.ts';
import { type DayEdges, writeEdges } from './edge-table.ts';
import { writeSession } from './session-table.ts';
import { STORED_TABLES } from './silver-codec.ts';
import { writeTape } from './tape-table.ts';

const SHARED = new BatchMemory();
const FLUSH_CHUNKS = 32;
const FLUSH_BYTES = 8 * 1024 * 1024;
const FLUSH_MILLIS = 1000;
/** Days written at a time, each with three open files: a file of a whole exchange has thousands. */
const FILES_AT_ONCE = 8;
/** Days of a source whose files are synced with every flush. */
const MOST_SYNCED = 64;
/** Days recorded at a time: the memory of what they wrote is free for the next. */
const DAYS_AT_ONCE = 256;
/** A reader that waits for a slow disk is alive all the same. */
const HEARTBEAT_MILLIS = 10_000;
const DISAGREES: Fault = {
  code: 'store_damaged',
  message: 'What was stored of this file before is not what it holds.',
  hint: 'It is read anew.',
};

export interface SourceInit {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its directory entry, when reading began. */
  readonly stamp: string;
  /** What tells the definitions apart that stood beside the file when it was read. */
  readonly definitionsKey: string;
  /** A source that an earlier reading of the same file left unfinished: this one goes on with its chunks. */
  readonly takesOver?: string | null;
}

/** How a source ended. */
export interface SourceEnd {
  readonly state: 'complete' | 'partial';
  /** Hash of the whole file; null where it is not known. */
  readonly sha256: string | null;
  readonly stamp: string;
  readonly details: SourceDetails;
  /** Status and statistics records of one of its days. */
  sessionOf?(day: DaySummary): readonly SessionEvent[];
  /** Orders at the edges of the source, of one of its days. */
  edgesOf?(day: DaySummary): DayEdges;
}

export class SourceWriter {
  readonly sourceId: string;
  readonly #store: StoreFiles;
  readonly #init: SourceInit;
  readonly #onEnd: () => void;
  readonly #openedAtMillis = Date.now();
  readonly #days = new Map<string, DayWriter>();
  readonly #memory = SHARED;
  #details: SourceDetails;
  #lastFlushMillis = Date.now();
  #flushing: Promise<void> | null = null;
  #failure: Fault | null = null;
  /** Days of the earlier reading that this one has not come to. */
  readonly #earlierDays: Set<string>;
  readonly #heart: NodeJS.Timeout;

  /** Throws `store_locked` as a FaultError where another program has taken the earlier reading over. */
  constructor(store: StoreFiles, init: SourceInit, onEnd: () => void) {
    const { db } = store;
    this.#store = store;
    this.#init = init;
    this.sourceId = init.takesOver ?? randomBytes(8).toString('hex');
    this.#earlierDays = new Set(db.daysOf(this.sourceId).map((row) => row.day_id));
    this.#details = {
      path: init.path,
      records: 0,
      recordTypes: {},
      faults: [],
      beside: [],
      cancelled: false,
      bytes: null,
      gapsVisible: false,
    };
    db.transaction(() => {
      if (init.takesOver) db.takeOver(this.sourceId, process.pid);
      db.putSource(this.#row('growing', null));
      db.putPath(init.path, init.stamp, this.sourceId);
    });
    this.#heart = setInterval(() => db.beat(this.sourceId, process.pid), HEARTBEAT_MILLIS).unref();
    this.#onEnd = () => {
      clearInterval(this.#heart);
      onEnd();
    };
  }

  /** Why nothing can be written any more; the reader should stop. */
  get failure(): Fault | null {
    return this.#failure ?? (this.#someDayDisagrees ? DISAGREES : null);
  }

  /**
   * Whether the earlier reading told something else than this one: it cannot be taken over then. Ask once the reading has
   * ended; `toTheEnd`: it was not stopped before.
   */
  disagrees(toTheEnd: boolean): boolean {
    if (this.#someDayDisagrees) return true;
    if (!toTheEnd) return false;
    return this.#earlierDays.size > 0 || [...this.#days.values()].some((day) => day.earlierLeft > 0);
  }

  get #someDayDisagrees(): boolean {
    for (const day of this.#days.values()) if (day.disagrees) return true;
    return false;
  }

  addDay(
    details: DayDetails,
    findings: () => AuditFindings,
    tape: () => TapeColumns | null = () => null,
    refresh: () => void = () => undefined,
  ): DayWriter {
    const { dayId } = details.summary;
    const tables = STORED_TABLES.map((spec) => ({ spec, path: this.#store.tablePath(dayId, spec) }));
    const earlier = this.#earlierDays.delete(dayId)
      ? EarlierChunks.load(this.#store.db, dayId, tables)
      : null;
    const day = new DayWriter(this.#store, this.#memory, details, { findings, tape, refresh }, earlier);
    assert(!this.#days.has(day.dayId), `day ${day.dayId} was begun twice`);
    this.#days.set(day.dayId, day);
    return day;
  }

  dayWriter(dayId: string): DayWriter | undefined {
    return this.#days.get(dayId);
  }

  /** Most traded first; days of options are not among them. */
  summaries(): DaySummary[] {
    const days = [...this.#days.values()].filter((day) => !day.details.options);
    return days.map((day) => day.details.summary).sort(byTrading);
  }

  /** Starts writing what has gathered, if it is enough; returns a promise only where the caller should wait for it. */
  flushIfDue(): Promise<void> | null {
    if (this.#failure) return null;
    let chunks = 0;
    let bytes = 0;
    for (const day of this.#days.values()) {
      chunks += day.pendingChunks;
      bytes += day.pendingBytes;
    }
    if (this.#flushing) return bytes > 4 * FLUSH_BYTES ? this.#flushing : null;
    if (this.#someDayDisagrees) return null;
    const due =
      chunks >= FLUSH_CHUNKS || bytes >= FLUSH_BYTES || Date.now() - this.#lastFlushMillis >= FLUSH_MILLIS;
    if (due && chunks > 0) this.#flushing = this.#flush().finally(() => (this.#flushing = null));
    return null;
  }

  /** Writes the rest and closes the source. What could not be written is left out of the days, which are then partial. */
  async complete(end: SourceEnd): Promise<void> {
    await this.#flushing;
    // The disk begins with what is made already.
    const flushed = this.#failure ? null : this.#flush(end.state === 'complete');
    const [tables] = await Promise.all([this.#writeWholeTables(end), flushed]);
    const failed = this.#failure;
    const known = end.details.faults.some((fault) => fault.code === failed?.code);
    this.#details =
      failed && !known ? { ...end.details, faults: [...end.details.faults, failed] } : end.details;
    try {
      this.#store.db.transaction(() => {
        for (const day of this.#days.values()) day.recordEnd(this.sourceId, failed ? 'partial' : end.state);
        for (const row of failed ? [] : tables)
          if (this.#store.db.day(row.day_id)) this.#store.db.putBatch(row);
        this.#store.db.putSource(this.#row(failed ? 'partial' : end.state, failed ? null : end.sha256));
        this.#store.db.putPath(this.#init.path, end.stamp, this.sourceId);
      });
    } catch (error) {
      if (!failed) throw error;
      // The index cannot be written either: the source is found abandoned later.
    } finally {
      this.#onEnd();
    }
  }

  /** What is known of a day only now. */
  async #writeWholeTables({ sessionOf, edgesOf }: SourceEnd): Promise<BatchRow[]> {
    const rows: BatchRow[] = [];
    if (this.#failure) return rows;
    try {
      const days = [...this.#days.values()].filter(({ details }) => !details.options);
      await eachOf(days, FILES_AT_ONCE, async (day) => {
        const { dayId } = day;
        const { summary } = day.details;
        const tape = day.tape();
        const written = await Promise.all([
          tape ? writeTape(this.#store, dayId, tape, summary) : [],
          sessionOf ? writeSession(this.#store, dayId, sessionOf(summary)) : [],
          edgesOf ? writeEdges(this.#store, dayId, edgesOf(summary)) : [],
        ]);
        rows.push(...written.flat());
        if (tape) day.details = { ...day.details, tape: TAPE_VERSION };
      });
    } catch (error) {
      this.#failure = faultFrom(error);
    }
    return rows;
  }

  /** Gives up: nothing of the source stays. */
  async discard(): Promise<void> {
    await this.#flushing;
    await this.#store.forget(this.sourceId);
    this.#onEnd();
  }

  /** `last`: nothing follows, and the tables' files are ended. */
  async #flush(last = false): Promise<void> {
    this.#lastFlushMillis = Date.now();
    const days = [...this.#days.values()].filter((day) => last || day.pendingChunks > 0);
    try {
      for (let at = 0; at < days.length; at += DAYS_AT_ONCE)
        await this.#flushDays(days.slice(at, at + DAYS_AT_ONCE), last);
    } catch (error) {
      this.#failure =
        error instanceof FaultError ? error.fault : { code: 'internal', message: String(error) };
    }
  }

  async #flushDays(days: readonly DayWriter[], last: boolean): Promise<void> {
    const taken = new Map<DayWriter, number>();
    const synced = last || this.#days.size <= MOST_SYNCED;
    await eachOf(days, FILES_AT_ONCE, async (day) => {
      taken.set(day, await day.writePending(last, synced));
    });
    this.#store.db.transaction(() => {
      this.#store.db.putSource(this.#row('growing', null));
      for (const [day, count] of taken) day.record(this.sourceId, count);
    });
    for (const [day, count] of taken) day.dropWritten(count);
  }

  #row(state: SourceRow['state'], sha256: string | null): SourceRow {
    return {
      source_id: this.sourceId,
      sha256,
      name: this.#init.name,
      size_bytes: this.#init.sizeBytes,
      state,
      opened_at_ms: this.#openedAtMillis,
      owner_pid: process.pid,
      heartbeat_ms: Date.now(),
      definitions_key: this.#init.definitionsKey,
      details: JSON.stringify(this.#details),
    };
  }
}

/** Most traded first. */
export function byTrading(a: DaySummary, b: DaySummary): number {
  return tradedLots(b) - tradedLots(a) || b.records - a.records || (a.dayId < b.dayId ? -1 : 1);
}

/** Runs `work` over all items, no more than `atOnce` at a time. */
async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const run = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
}
