// The embedded store: what was opened before, day by day. It answers from the index and the tables' files, and, for a
// source being read now, from what its writer holds in memory. Bytes read are checked; a damaged chunk is a fault.
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AuditBadge, AuditFindings, MidnightCheck } from '../../../contracts/audit.ts';
import { FLOW_STORED_BEFORE, TAPE_VERSION, type TableSpec } from '../../../contracts/datasets.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { ChunkInfo, DaySummary, RequestParsed, RequestResult } from '../../../contracts/messages.ts';
import { joinStream } from '../../../contracts/tables.ts';
import { ensure } from '../../base/assert.ts';
import { Lru } from '../../base/lru.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import type { TapeColumns } from '../../core/tape/tape-rows.ts';
import { isAbandoned, isForNow, settleAbandoned, sweepDayFolders } from './abandoned.ts';
import { type DayRow, IndexDatabase, type SourceRow } from './db.ts';
import { DerivedFiles } from './derived-files.ts';
import {
  chunkFromRow,
  DayDetails,
  parseStored,
  SCHEMA_CHUNK,
  SourceDetails,
  type StoredDay,
  type StoreFiles,
} from './details.ts';
import { optionsDayEnding } from './options-day.ts';
import { decodeChunk, STORED_BEFORE, STORED_TABLES } from './silver-codec.ts';
import { type SourceInit, SourceWriter } from './source-writer.ts';
import { type MessageExtent, readMessages } from './table-file.ts';
import { readTape } from './tape-table.ts';

export interface StoredSource {
  readonly sourceId: string;
  readonly name: string;
  readonly state: SourceRow['state'];
  readonly definitionsKey: string;
  /**
   * Of the whole file, hexadecimal, for a fragment with what was said of it; null where it was not read whole, or what is
   * stored of it cannot be trusted.
   */
  readonly sha256: string | null;
  readonly details: SourceDetails;
}

const CHUNK_CACHE_BYTES = 24 * 1024 * 1024;
const DAYS_KEPT = 64;

export class Store implements StoreFiles {
  readonly db: IndexDatabase;
  /** What was wrong with the store when it was opened, and has been put right. */
  readonly openingFault: Fault | null;
  readonly #folder: string;
  readonly #isOwner: boolean;
  readonly #writers = new Map<string, SourceWriter>();
  readonly #leftOut = new Set<string>();
  readonly #days = new Lru<string, StoredDay>(DAYS_KEPT);
  readonly #chunks = new Lru<string, Promise<SilverChunk>>(CHUNK_CACHE_BYTES);

  /** Opens or makes the store in `dataFolder`. Throws `store_locked`, `store_damaged`, `file_unreadable` as FaultError. */
  constructor(dataFolder: string, use: 'owner' | 'reader' = 'owner') {
    this.#folder = dataFolder;
    try {
      mkdirSync(join(dataFolder, 'days'), { recursive: true });
    } catch (error) {
      const message = `The data folder cannot be made: ${error instanceof Error ? error.message : String(error)}.`;
      throw new FaultError({ code: 'file_unreadable', message, file: dataFolder });
    }
    const { index, fault } = IndexDatabase.open(join(dataFolder, 'index.sqlite'));
    this.db = index;
    this.openingFault = fault;
    this.#isOwner = use === 'owner';
    this.settleAbandoned();
    if (this.#isOwner) sweepDayFolders(join(dataFolder, 'days'), this.db);
  }

  /** A second look at a store that an engine of this process owns: it takes nothing out. */
  static reading(dataFolder: string): Store {
    return new Store(dataFolder, 'reader');
  }

  /** Ends what a process that died left behind; where the index cannot be written now, a later call does. */
  settleAbandoned(): void {
    // The sources of this process are the owner's to know.
    if (!this.#isOwner) return;
    try {
      settleAbandoned(this.db, (sourceId) => this.#writers.has(sourceId));
    } catch (error) {
      if (!isForNow(error)) throw error;
    }
  }

  tablePath(dayId: string, spec: TableSpec): string {
    return join(this.#folder, 'days', dayId, `${spec.id.replace('/', '.')}.arrows`);
  }

  /** Files derived from a day, which may be deleted at any time; `version` names what else they depend on. */
  derivedFiles(dayId: string, version: string): DerivedFiles {
    return new DerivedFiles(join(this.#folder, 'days', dayId), version);
  }

  /** Where the day's orders are kept for exact answers, once they were asked for. */
  bronzePath(dayId: string): string {
    return join(this.#folder, 'days', dayId, 'bronze.mbo.blocks');
  }

  /** Days of the source last read or found at a path, most traded first. */
  daysAt(path: string): DaySummary[] {
    const sourceId = this.db.sourceIdAt(path);
    return sourceId === undefined ? [] : this.daysOf(sourceId);
  }

  /** Paths of a source at which there is a file now, the one it was read from first. */
  pathsOf(sourceId: string): string[] {
    const source = this.source(sourceId);
    const paths = source ? [source.details.path, ...this.db.pathsOf(sourceId)] : [];
    return [...new Set(paths)].filter((path) => existsSync(path));
  }

  source(sourceId: string): StoredSource | null {
    const row = this.db.source(sourceId);
    return row ? sourceFromRow(row) : null;
  }

  sourceByPath(path: string, stamp: string): StoredSource | null {
    const row = this.db.sourceByPath(path, stamp);
    return row ? sourceFromRow(row) : null;
  }

  sourceByDigest(sha256: string): StoredSource | null {
    const row = this.db.sourceByDigest(sha256);
    return row ? sourceFromRow(row) : null;
  }

  /** True where a finished source of that size exists, so that hashing the file may save reading it. */
  mayHold(sizeBytes: number): boolean {
    return this.db.countOfSize(sizeBytes) > 0;
  }

  /** Days, newest opened source first, most traded instrument first within it. */
  days(): DaySummary[] {
    this.settleAbandoned();
    const stored = instrumentDays(
      this.db.days().map((row) => this.#live(row.day_id)?.details ?? detailsFrom(row.details)),
    );
    const known = new Set(stored.map((summary) => summary.dayId));
    const live = [...this.#writers.values()].flatMap((writer) =>
      writer.summaries().filter((s) => !known.has(s.dayId)),
    );
    return [...live, ...stored];
  }

  /** Stored days from the `from`th on, in the order of `days`; what is being read and not stored yet comes before the first. */
  daysListed({ from, most, sourceIds }: RequestParsed<'days.list'>): RequestResult<'days.list'> {
    this.settleAbandoned();
    const days = this.#summariesOf(this.db.daysListed(from, most, sourceIds ?? null));
    const fresh = from === 0 ? this.#notStored(most, sourceIds) : [];
    return { days: [...fresh, ...days], stored: this.db.countDays(sourceIds ?? null) };
  }

  /** The most traded of these sources, and how many there are. */
  mostTraded(
    sourceIds: readonly string[],
    most: number,
  ): { readonly days: DaySummary[]; readonly count: number } {
    const days = this.#summariesOf(this.db.daysMostTraded(most, sourceIds));
    return { days, count: this.db.countDays(sourceIds) };
  }

  symbolsOf(sourceIds: readonly string[]): string[] {
    return this.db.symbolsOf(sourceIds);
  }

  /** Days of every instrument that is called so, in the order of `days`. */
  daysOfSymbol(symbol: string): DaySummary[] {
    return this.#summariesOf(this.db.daysOfSymbol(symbol));
  }

  #summariesOf(rows: readonly DayRow[]): DaySummary[] {
    return rows.map((row) => (this.#live(row.day_id)?.details ?? detailsFrom(row.details)).summary);
  }

  #notStored(most: number, sourceIds: readonly string[] | undefined): DaySummary[] {
    const writers = [...this.#writers].filter(([id]) => sourceIds?.includes(id) ?? true);
    return writers
      .flatMap(([, writer]) => writer.summaries())
      .filter(({ dayId }) => this.db.day(dayId) === undefined)
      .slice(0, most);
  }

  daysOf(sourceId: string): DaySummary[] {
    const writer = this.#writers.get(sourceId);
    return writer
      ? writer.summaries()
      : instrumentDays(this.db.daysOf(sourceId).map((row) => detailsFrom(row.details)));
  }

  /** Throws `not_found` as a FaultError. */
  day(dayId: string): StoredDay {
    const live = this.#live(dayId);
    if (live) return { ...live.details, chunks: live.chunks };
    const cached = this.#days.get(dayId);
    if (cached) return cached;
    const row = this.db.day(dayId);
    if (!row) throw new FaultError({ code: 'not_found', message: `There is no day ${dayId} in the store.` });
    const day = { ...detailsFrom(row.details), chunks: this.db.chunks(dayId).map(chunkFromRow) };
    // Another process may be writing a day that grows; a closed one stays as it is.
    if (day.summary.state !== 'growing') this.#days.set(dayId, day);
    return day;
  }

  /**
   * The options of an instrument on its day, read from the same file, from one beside it, or from another; null where none
   * were read to their file's end. Throws `not_found` of the day as a FaultError.
   */
  optionsDay(dayId: string): StoredDay | null {
    const { summary } = this.day(dayId);
    const folder = this.#folderOf(summary.sourceId);
    let best: { day: StoredDay; rank: number } | null = null;
    const ending = optionsDayEnding(summary.publisherId, summary.symbol, summary.utcDate);
    for (const id of this.db.dayIdsEnding(ending)) {
      const day = this.day(id);
      if (!day.options || day.summary.state === 'growing' || this.#leftOut.has(id)) continue;
      if (day.summary.dataset !== summary.dataset) continue;
      const { sourceId } = day.summary;
      const rank = sourceId === summary.sourceId ? 0 : this.#folderOf(sourceId) === folder ? 1 : 2;
      if (!best || rank < best.rank) best = { day, rank };
    }
    return best?.day ?? null;
  }

  /** Options whose bytes turned out to be damaged are left out until their file is read again. */
  leaveOptionsOut(dayId: string, fault: Fault): void {
    this.#leftOut.add(dayId);
    this.markDamaged(this.day(dayId).summary.sourceId, fault);
  }

  /** Underlyings whose options a source holds. */
  optionsOf(sourceId: string): string[] {
    const days = this.db.daysOf(sourceId).map((row) => detailsFrom(row.details));
    return [...new Set(days.flatMap(({ options }) => options?.underlying ?? []))];
  }

  #folderOf(sourceId: string): string | null {
    const path = this.source(sourceId)?.details.path;
    return path === undefined ? null : dirname(path);
  }

  /** What is odd in a day. Throws `not_found` as a FaultError. */
  audit(dayId: string): AuditFindings {
    const live = this.#live(dayId);
    if (live) return live.findings();
    const json = this.db.audit(dayId);
    if (json) return parseStored(AuditFindings, json);
    throw new FaultError({
      code: 'not_found',
      message: 'This day was stored by a version that did not audit days yet.',
      hint: 'Open its file again; it is read anew.',
    });
  }

  /** A day's check against the file before it; null where it was not made. */
  midnight(dayId: string): MidnightCheck | null {
    const json = this.db.midnight(dayId);
    return json ? parseStored(MidnightCheck, json) : null;
  }

  /** Keeps a day's check against the file before it, and the badge that follows. Throws as the index does. */
  putMidnight(dayId: string, check: MidnightCheck, verdict: AuditBadge): void {
    const row = this.db.day(dayId);
    if (!row) return;
    const details = detailsFrom(row.details);
    const summary = { ...details.summary, verdict };
    this.db.transaction(() => {
      this.db.putMidnight(dayId, JSON.stringify(check));
      this.db.putDay({ ...row, details: JSON.stringify({ ...details, summary }) });
    });
    this.#days.delete(dayId);
  }

  /** Whether every day of a source has its audit. */
  isAudited(sourceId: string): boolean {
    return this.db.countWithoutAudit(sourceId) === 0;
  }

  /** Whether sweeps and refills of every day of a source are known as this version finds them. */
  hasTape(sourceId: string): boolean {
    const days = this.db.daysOf(sourceId).map((row) => detailsFrom(row.details));
    return days.every(({ options, tape }) => options !== undefined || tape === TAPE_VERSION);
  }

  /** Sweeps and refills of a day, while it is read up to now; null where an older version stored it without. */
  async tape(dayId: string): Promise<TapeColumns | null> {
    const live = this.#live(dayId);
    if (live) return live.tape();
    const { tape, summary } = this.day(dayId);
    return tape === TAPE_VERSION ? readTape(this, dayId, summary) : null;
  }

  /** One chunk of silver. Throws `not_found` or `store_damaged` as a FaultError. */
  readChunk(dayId: string, info: ChunkInfo): Promise<SilverChunk> {
    const key = `${dayId}/${info.chunk}`;
    const cached = this.#chunks.get(key);
    if (cached) return cached;
    const reading = this.#readChunk(dayId, info);
    this.#chunks.set(key, reading, 64 * 1024);
    reading.then(
      (chunk) => this.#chunks.peek(key) === reading && this.#chunks.set(key, reading, bytesOf(chunk)),
      () => this.#chunks.delete(key),
    );
    return reading;
  }

  /** A stream of one table's chunks as stored; chunks that do not exist are left out. */
  async readStream(dayId: string, spec: TableSpec, chunks: readonly number[]): Promise<Uint8Array> {
    const [schema, ...batches] = this.#messages(dayId, spec, [SCHEMA_CHUNK, ...chunks]);
    return joinStream(schema, batches);
  }

  /** True while any source is being written. */
  get isReading(): boolean {
    return this.#writers.size > 0;
  }

  isGrowing(sourceId: string): boolean {
    return this.#writers.has(sourceId);
  }

  /** Whether this program or another one reads a source now. */
  isBeingRead(sourceId: string): boolean {
    if (this.isGrowing(sourceId)) return true;
    this.settleAbandoned();
    const row = this.db.source(sourceId);
    // One that could not be settled, since the index cannot be written, is not being read all the same.
    return row?.state === 'growing' && !isAbandoned(row);
  }

  /** Starts a source that is being read now, or goes on with one that was left unfinished. */
  beginSource(init: SourceInit): SourceWriter {
    if (init.takesOver) this.#forgetChunks(this.db.daysOf(init.takesOver).map((row) => row.day_id));
    this.#leftOut.clear();
    const writer = new SourceWriter(this, init, () => this.#writers.delete(writer.sourceId));
    this.#writers.set(writer.sourceId, writer);
    return writer;
  }

  /** A stored source was opened again, maybe under another name. */
  touch(sourceId: string, name: string, path: string, stamp: string): void {
    this.db.transaction(() => {
      this.db.touchSource(sourceId, Date.now(), name);
      this.db.putPath(path, stamp, sourceId);
    });
  }

  /** Its bytes cannot be trusted any more: the next open reads the file anew. */
  markDamaged(sourceId: string, fault: Fault | null): void {
    const row = this.db.source(sourceId);
    if (!row) return;
    const { details } = sourceFromRow(row);
    const faults = fault ? [...details.faults, fault] : details.faults;
    this.db.transaction(() => this.db.distrust(sourceId, JSON.stringify({ ...details, faults })));
    this.#forgetChunks(this.db.daysOf(sourceId).map((day) => day.day_id));
  }

  /** A source of this very file that was left unfinished: interrupted, cancelled, cut short, damaged. */
  unfinished(path: string, stamp: string, definitionsKey: string): StoredSource | null {
    const source = this.sourceByPath(path, stamp);
    const same = source?.state === 'partial' && source.definitionsKey === definitionsKey;
    return same && source.sha256 === null ? source : null;
  }

  /** Takes out what was read of this path before and cannot be used, but for `kept`. */
  async forgetUnusable(path: string, kept: string | null): Promise<void> {
    for (const row of this.db.sources()) {
      if (row.state === 'growing' || row.sha256 !== null || row.source_id === kept) continue;
      if (sourceFromRow(row).details.path === path) await this.forget(row.source_id);
    }
  }

  /** Takes a source's days out of the store. */
  async forget(sourceId: string): Promise<void> {
    const dayIds = this.db.daysOf(sourceId).map((row) => row.day_id);
    this.db.transaction(() => this.db.deleteSource(sourceId));
    this.#forgetChunks(dayIds);
    for (const dayId of dayIds) await removeFolder(join(this.#folder, 'days', dayId));
  }

  /** Drops what is known of a day's chunks in memory (its file turned out to be damaged). */
  #forgetChunks(dayIds: readonly string[]): void {
    for (const dayId of dayIds) this.#days.delete(dayId);
    for (const key of [...this.#chunks.keys()]) {
      if (dayIds.some((dayId) => key.startsWith(`${dayId}/`))) this.#chunks.delete(key);
    }
  }

  close(): void {
    this.db.close();
  }

  async #readChunk(dayId: string, info: ChunkInfo): Promise<SilverChunk> {
    const before = this.db.batch(dayId, info.chunk, FLOW_STORED_BEFORE.id);
    const tables = before ? STORED_BEFORE : STORED_TABLES;
    return decodeChunk(
      info,
      tables,
      tables.map((spec) => this.#messages(dayId, spec, [info.chunk])[0]),
    );
  }

  /** Messages of a table by chunk, ascending: from the writer's memory where it has them, else from the file. */
  #messages(dayId: string, spec: TableSpec, chunks: readonly number[]): Uint8Array[] {
    const live = this.#live(dayId);
    const messages = chunks.map((chunk) => live?.pendingMessage(spec, chunk));
    const missing = chunks.filter((_, i) => messages[i] === undefined);
    if (missing.length === 0) return messages as Uint8Array[];
    const extents = missing.map((chunk) => this.#extent(dayId, spec, chunk));
    const read = readMessages(this.tablePath(dayId, spec), extents);
    return messages.map((message) => message ?? ensure(read.shift(), 'every message asked for was read'));
  }

  #extent(dayId: string, spec: TableSpec, chunk: number): MessageExtent {
    const row = this.db.batch(dayId, chunk, spec.id);
    if (!row) {
      throw new FaultError({
        code: 'not_found',
        message: `Chunk ${chunk} of ${dayId} is not in the store.`,
      });
    }
    return { byteOffset: row.byte_offset, byteLength: row.byte_length, crc32: row.crc32 };
  }

  #live(dayId: string) {
    for (const writer of this.#writers.values()) {
      const day = writer.dayWriter(dayId);
      if (day) return day;
    }
    return undefined;
  }
}

function sourceFromRow(row: SourceRow): StoredSource {
  return {
    sourceId: row.source_id,
    name: row.name,
    state: row.state,
    definitionsKey: row.definitions_key,
    sha256: row.sha256,
    details: parseStored(SourceDetails, row.details),
  };
}

/** Days of instruments; those of options are asked for by the day of their underlying. */
function instrumentDays(days: readonly DayDetails[]): DaySummary[] {
  return days.filter(({ options }) => !options).map(({ summary }) => summary);
}

function detailsFrom(json: string): DayDetails {
  return parseStored(DayDetails, json);
}

function bytesOf(chunk: SilverChunk): number {
  return chunk.windowCount * 120 + chunk.rows.length * 41 + chunk.keyframes.length * 18;
}

/** Gold that was being written for the day may still land in its folder while it goes: removal is tried again then. */
function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
