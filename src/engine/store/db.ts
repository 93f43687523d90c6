// The index of the store: which sources and days it holds, and where in a table's file each chunk lies. The only
// module that knows SQLite. Rows go in and out as plain objects; what they mean is store.ts's business.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { AuditOpening } from '../../../contracts/audit.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import {
  daysInOrder,
  FIRST,
  listing,
  NO_OPTIONS,
  OF_SOURCES,
  SCHEMA,
  SCHEMA_AUDIT,
  SCHEMA_MIDNIGHT,
  SCHEMA_SYMBOL,
  SCHEMA_VERSION,
  SERIES_OF_SYMBOL,
  SYMBOL,
} from './index-schema.ts';

const BUSY_TIMEOUT_MS = 5000;

export interface SourceRow {
  readonly source_id: string;
  readonly sha256: string | null;
  readonly name: string;
  readonly size_bytes: number;
  readonly state: 'growing' | 'complete' | 'partial';
  readonly opened_at_ms: number;
  readonly owner_pid: number;
  readonly heartbeat_ms: number;
  readonly definitions_key: string;
  readonly details: string;
}

export interface DayRow {
  readonly day_id: string;
  readonly source_id: string;
  readonly traded_lots: number;
  readonly records: number;
  readonly details: string;
}

/** A day and how it opens, for the check against the file before it. */
export interface SeriesDay
  extends Pick<
    DaySummary,
    | 'dayId'
    | 'sourceId'
    | 'sourceName'
    | 'dataset'
    | 'publisherId'
    | 'symbol'
    | 'utcDate'
    | 'state'
    | 'firstTsNanos'
    | 'lastTsNanos'
  > {
  /** Null where the day was not audited. */
  readonly opening: AuditOpening | null;
}

export interface ChunkRow {
  readonly day_id: string;
  readonly chunk: number;
  readonly window_from: number;
  readonly window_count: number;
  readonly valid_windows: number;
  readonly spot_lo: number | null;
  readonly spot_hi: number | null;
}

/** Where one record batch lies. `chunk` -1 is the table's schema message. */
export interface BatchRow {
  readonly day_id: string;
  readonly table_id: string;
  readonly chunk: number;
  readonly byte_offset: number;
  readonly byte_length: number;
  readonly rows: number;
  readonly crc32: number;
}

export class IndexDatabase {
  readonly #db: Sqlite.Database;
  readonly #statements: ReturnType<typeof prepareAll>;

  /**
   * Opens or makes the index. One that cannot be read is moved aside and begun anew: all it knows can be read again from
   * the user's files. Throws `store_locked` or `store_damaged` as a FaultError.
   */
  static open(path: string): { readonly index: IndexDatabase; readonly fault: Fault | null } {
    try {
      if (!existsSync(path + DAMAGED_MARK)) return { index: new IndexDatabase(path), fault: null };
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
    }
    const fault = moveAside(path);
    return { index: new IndexDatabase(path), fault };
  }

  private constructor(path: string) {
    let db: Sqlite.Database | null = null;
    try {
      db = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
      this.#db = db;
      this.#db.pragma('journal_mode = WAL');
      this.#db.pragma('synchronous = NORMAL');
      this.#db.pragma('foreign_keys = ON');
      this.#migrate();
      this.#statements = prepareAll(this.#db);
    } catch (error) {
      db?.close();
      throw faultFromSqlite(error, path);
    }
  }

  /** Runs `work` in one transaction: all of it is recorded, or nothing. */
  transaction(work: () => void): void {
    try {
      this.#db.transaction(work).immediate();
    } catch (error) {
      throw faultFromSqlite(error, this.#db.name);
    }
  }

  sources(): SourceRow[] {
    return this.#guard(() => this.#statements.sources.all() as SourceRow[]);
  }

  /** Being read, or left behind by a process that died. */
  growing(): SourceRow[] {
    return this.#guard(() => this.#statements.growing.all() as SourceRow[]);
  }

  source(sourceId: string): SourceRow | undefined {
    return this.#guard(() => this.#statements.source.get(sourceId) as SourceRow | undefined);
  }

  sourceByPath(path: string, stamp: string): SourceRow | undefined {
    return this.#guard(() => this.#statements.sourceByPath.get(path, stamp) as SourceRow | undefined);
  }

  sourceByDigest(sha256: string): SourceRow | undefined {
    return this.#guard(() => this.#statements.sourceByDigest.get(sha256) as SourceRow | undefined);
  }

  countOfSize(sizeBytes: number): number {
    return this.#guard(() => this.#statements.countOfSize.get(sizeBytes) as { n: number }).n;
  }

  /** Throws `store_locked` where another process owns the source. */
  putSource(row: SourceRow): void {
    if (this.#statements.putSource.run(row).changes === 0) throw takenOver();
  }

  /** Makes an unfinished source this process's to write. Throws `store_locked` where it is another's already. */
  takeOver(sourceId: string, ownerPid: number): void {
    if (this.#statements.takeOver.run(ownerPid, sourceId).changes === 0) throw takenOver();
  }

  /** Says that the process that writes a source is alive. */
  beat(sourceId: string, ownerPid: number): void {
    try {
      this.#statements.beat.run(Date.now(), sourceId, ownerPid);
    } catch {
      // Locked or full: a later beat will do.
    }
  }

  /** Ends an abandoned source as it is. */
  settleSource(sourceId: string, details: string): void {
    this.#statements.settleSource.run(details, sourceId);
  }

  touchSource(sourceId: string, openedAtMillis: number, name: string): void {
    this.#statements.touchSource.run(openedAtMillis, name, sourceId);
  }

  putPath(path: string, stamp: string, sourceId: string): void {
    this.#statements.putPath.run({ path, stamp, source_id: sourceId });
  }

  sourceIdAt(path: string): string | undefined {
    return (this.#statements.sourceIdAt.get(path) as { source_id: string } | undefined)?.source_id;
  }

  /** Every path at which a source was opened. */
  pathsOf(sourceId: string): string[] {
    return (this.#statements.pathsOf.all(sourceId) as { path: string }[]).map(({ path }) => path);
  }

  /** Makes a source unfindable by its content. */
  distrust(sourceId: string, details: string): void {
    this.#statements.distrust.run(details, sourceId);
  }

  deleteSource(sourceId: string): void {
    this.#statements.deleteSource.run(sourceId);
  }

  days(): DayRow[] {
    return this.#guard(() => this.#statements.days.all() as DayRow[]);
  }

  /** Of instruments, from the `from`th on, in the order of `days`; of all sources where `sourceIds` is null. */
  daysListed(from: number, most: number, sourceIds: readonly string[] | null): DayRow[] {
    const { listed, listedOf } = this.#statements;
    return this.#guard(() =>
      sourceIds ? listedOf.all(JSON.stringify(sourceIds), most, from) : listed.all(most, from),
    ) as DayRow[];
  }

  /** Of instruments, the most traded of these sources. */
  daysMostTraded(most: number, sourceIds: readonly string[]): DayRow[] {
    return this.#guard(() => this.#statements.mostTraded.all(JSON.stringify(sourceIds), most) as DayRow[]);
  }

  /** Of instruments; of all sources where `sourceIds` is null. */
  countDays(sourceIds: readonly string[] | null): number {
    const { counted, countedOf } = this.#statements;
    const row = this.#guard(() => (sourceIds ? countedOf.get(JSON.stringify(sourceIds)) : counted.get()));
    return (row as { n: number }).n;
  }

  /** Symbols of the instruments of these sources. */
  symbolsOf(sourceIds: readonly string[]): string[] {
    const rows = this.#guard(() => this.#statements.symbolsOf.all(JSON.stringify(sourceIds)));
    return (rows as { symbol: string }[]).map(({ symbol }) => symbol);
  }

  /** Of every instrument of that symbol, what the check of midnights asks for, in the order of `days`. */
  seriesOfSymbol(symbol: string): SeriesDay[] {
    return this.#guard(() => this.#statements.seriesOfSymbol.all(symbol) as SeriesDay[]);
  }

  /** Of every instrument of that symbol, in the order of `days`. */
  daysOfSymbol(symbol: string): DayRow[] {
    return this.#guard(() => this.#statements.daysOfSymbol.all(symbol) as DayRow[]);
  }

  daysOf(sourceId: string): DayRow[] {
    return this.#guard(() => this.#statements.daysOf.all(sourceId) as DayRow[]);
  }

  day(dayId: string): DayRow | undefined {
    return this.#guard(() => this.#statements.day.get(dayId) as DayRow | undefined);
  }

  /** Ids of days that end so, those of the source opened last first. */
  dayIdsEnding(ending: string): string[] {
    return this.#guard(() => this.#statements.dayIdsEnding.all(`%${ending}`) as { day_id: string }[]).map(
      ({ day_id }) => day_id,
    );
  }

  putDay(row: DayRow): void {
    this.#statements.putDay.run(row);
  }

  /** What was odd in a day, as JSON. */
  audit(dayId: string): string | undefined {
    return this.#guard(() => this.#statements.audit.get(dayId) as { findings: string } | undefined)?.findings;
  }

  putAudit(dayId: string, findings: string): void {
    this.#statements.putAudit.run({ day_id: dayId, findings });
  }

  countWithoutAudit(sourceId: string): number {
    return this.#guard(() => this.#statements.countWithoutAudit.get(sourceId) as { n: number }).n;
  }

  /** A day's check against the file before, as JSON. */
  midnight(dayId: string): string | undefined {
    return this.#guard(() => this.#statements.midnight.get(dayId) as { result: string } | undefined)?.result;
  }

  putMidnight(dayId: string, result: string): void {
    this.#statements.putMidnight.run({ day_id: dayId, result });
  }

  chunks(dayId: string): ChunkRow[] {
    return this.#guard(() => this.#statements.chunks.all(dayId) as ChunkRow[]);
  }

  putChunk(row: ChunkRow): void {
    this.#statements.putChunk.run(row);
  }

  batch(dayId: string, chunk: number, tableId: string): BatchRow | undefined {
    return this.#guard(() => this.#statements.batch.get(dayId, chunk, tableId) as BatchRow | undefined);
  }

  /** Takes a chunk out of the index. */
  deleteChunk(dayId: string, chunk: number): void {
    this.#statements.deleteBatches.run(dayId, chunk);
    this.#statements.deleteChunk.run(dayId, chunk);
  }

  /** Of every table and chunk of a day. */
  batches(dayId: string): BatchRow[] {
    return this.#guard(() => this.#statements.batches.all(dayId) as BatchRow[]);
  }

  putBatch(row: BatchRow): void {
    this.#statements.putBatch.run(row);
  }

  close(): void {
    this.#db.close();
  }

  #guard<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw faultFromSqlite(error, this.#db.name);
    }
  }

  #migrate(): void {
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    if (version === SCHEMA_VERSION) return;
    if (version > SCHEMA_VERSION) {
      throw new FaultError({
        code: 'store_damaged',
        message: 'The store was written by a newer version of the program.',
        hint: 'Update the program, or choose another data folder.',
      });
    }
    this.#db
      .transaction(() => {
        const from = this.#db.pragma('user_version', { simple: true }) as number;
        if (from === SCHEMA_VERSION) return;
        if (from < 1) this.#db.exec(SCHEMA);
        if (from < 2) this.#db.exec(SCHEMA_AUDIT);
        if (from < 3) this.#db.exec(SCHEMA_MIDNIGHT);
        this.#db.exec(SCHEMA_SYMBOL);
        this.#db.pragma(`user_version = ${SCHEMA_VERSION}`);
      })
      .immediate();
  }
}

function prepareAll(db: Sqlite.Database) {
  const putAll = (table: string, columns: string) =>
    db.prepare(`INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${columns.replace(/(\w+)/g, '@$1')})`);
  const sourceColumns =
    'source_id, sha256, name, size_bytes, state, opened_at_ms, owner_pid, heartbeat_ms, definitions_key, details';
  return {
    sources: db.prepare('SELECT * FROM source ORDER BY opened_at_ms DESC, rowid DESC'),
    growing: db.prepare("SELECT * FROM source WHERE state = 'growing'"),
    source: db.prepare('SELECT * FROM source WHERE source_id = ?'),
    sourceByPath: db.prepare(
      'SELECT source.* FROM source_path JOIN source USING (source_id) WHERE path = ? AND stamp = ?',
    ),
    sourceByDigest: db.prepare(
      "SELECT * FROM source WHERE sha256 = ? AND state <> 'growing' ORDER BY rowid DESC",
    ),
    countOfSize: db.prepare(
      "SELECT count(*) AS n FROM source WHERE size_bytes = ? AND sha256 IS NOT NULL AND state <> 'growing'",
    ),
    // An upsert, not REPLACE: replacing the row would cascade to its days.
    putSource: db.prepare(
      `INSERT INTO source (${sourceColumns}) VALUES (${sourceColumns.replace(/(\w+)/g, '@$1')})
       ON CONFLICT (source_id) DO UPDATE SET sha256 = @sha256, state = @state, heartbeat_ms = @heartbeat_ms,
         definitions_key = @definitions_key, details = @details WHERE owner_pid = @owner_pid`,
    ),
    takeOver: db.prepare("UPDATE source SET owner_pid = ? WHERE source_id = ? AND state = 'partial'"),
    beat: db.prepare('UPDATE source SET heartbeat_ms = ? WHERE source_id = ? AND owner_pid = ?'),
    settleSource: db.prepare(
      "UPDATE source SET state = 'partial', owner_pid = 0, details = ? WHERE source_id = ? AND state = 'growing'",
    ),
    touchSource: db.prepare('UPDATE source SET opened_at_ms = ?, name = ? WHERE source_id = ?'),
    distrust: db.prepare(
      "UPDATE source SET sha256 = NULL, state = 'partial', details = ? WHERE source_id = ?",
    ),
    sourceIdAt: db.prepare('SELECT source_id FROM source_path WHERE path = ?'),
    pathsOf: db.prepare('SELECT path FROM source_path WHERE source_id = ? ORDER BY rowid DESC'),
    putPath: putAll('source_path', 'path, stamp, source_id'),
    deleteSource: db.prepare('DELETE FROM source WHERE source_id = ?'),
    days: db.prepare(`SELECT day.* ${daysInOrder('TRUE')}`),
    listed: db.prepare(listing(NO_OPTIONS)),
    listedOf: db.prepare(listing(`${NO_OPTIONS} AND ${OF_SOURCES}`)),
    mostTraded: db.prepare(
      `SELECT * FROM day WHERE ${NO_OPTIONS} AND ${OF_SOURCES} ORDER BY traded_lots DESC, records DESC, ${FIRST}, day_id LIMIT ?`,
    ),
    counted: db.prepare(`SELECT count(*) AS n FROM day WHERE ${NO_OPTIONS}`),
    countedOf: db.prepare(`SELECT count(*) AS n FROM day WHERE ${NO_OPTIONS} AND ${OF_SOURCES}`),
    symbolsOf: db.prepare(
      `SELECT DISTINCT ${SYMBOL} AS symbol FROM day WHERE ${NO_OPTIONS} AND ${OF_SOURCES}`,
    ),
    seriesOfSymbol: db.prepare(SERIES_OF_SYMBOL),
    daysOfSymbol: db.prepare(`SELECT day.* ${daysInOrder(`${NO_OPTIONS} AND ${SYMBOL} = ?`)}`),
    daysOf: db.prepare(
      'SELECT * FROM day WHERE source_id = ? ORDER BY traded_lots DESC, records DESC, day_id',
    ),
    day: db.prepare('SELECT * FROM day WHERE day_id = ?'),
    dayIdsEnding: db.prepare(
      'SELECT day_id FROM day JOIN source USING (source_id) WHERE day_id LIKE ? ORDER BY opened_at_ms DESC, source.rowid DESC',
    ),
    putDay: db.prepare(
      `INSERT INTO day (day_id, source_id, traded_lots, records, details)
       VALUES (@day_id, @source_id, @traded_lots, @records, @details)
       ON CONFLICT (day_id) DO UPDATE SET traded_lots = @traded_lots, records = @records, details = @details`,
    ),
    audit: db.prepare('SELECT findings FROM audit WHERE day_id = ?'),
    putAudit: putAll('audit', 'day_id, findings'),
    midnight: db.prepare('SELECT result FROM midnight WHERE day_id = ?'),
    putMidnight: putAll('midnight', 'day_id, result'),
    countWithoutAudit: db.prepare(
      'SELECT count(*) AS n FROM day LEFT JOIN audit USING (day_id) WHERE source_id = ? AND findings IS NULL',
    ),
    chunks: db.prepare('SELECT * FROM chunk WHERE day_id = ? ORDER BY chunk'),
    putChunk: putAll('chunk', 'day_id, chunk, window_from, window_count, valid_windows, spot_lo, spot_hi'),
    batch: db.prepare('SELECT * FROM batch WHERE day_id = ? AND chunk = ? AND table_id = ?'),
    deleteChunk: db.prepare('DELETE FROM chunk WHERE day_id = ? AND chunk = ?'),
    deleteBatches: db.prepare('DELETE FROM batch WHERE day_id = ? AND chunk = ?'),
    batches: db.prepare('SELECT * FROM batch WHERE day_id = ?'),
    putBatch: putAll('batch', 'day_id, table_id, chunk, byte_offset, byte_length, rows, crc32'),
  };
}

/** The index holds what SQLite cannot make sense of. */
class IndexDamaged extends FaultError {}

/** Lies beside an index that turned out to be damaged while it was used. */
const DAMAGED_MARK = '.damaged';

function markDamaged(path: string): void {
  try {
    writeFileSync(path + DAMAGED_MARK, '');
  } catch {
    // It will be found damaged again.
  }
}

/** The last damaged index is kept, for whoever wants to look into it. */
function moveAside(path: string): Fault {
  const aside = `${path}.unreadable`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm', DAMAGED_MARK]) rmSync(path + suffix, { force: true });
  return {
    code: 'store_damaged',
    message:
      'The index of the store was damaged and has been begun anew; days that it knew are gone from the list.',
    file: aside,
    hint: 'Open the files again: they are read anew, nothing but time is lost.',
  };
}

function takenOver(): FaultError {
  return new FaultError({
    code: 'store_locked',
    message: 'Another window reads this file now.',
    hint: 'Wait until it is done: its days are shown here too.',
  });
}

function faultFromSqlite(error: unknown, path: string): FaultError {
  if (error instanceof FaultError) return error;
  const code = (error as { code?: unknown }).code;
  const text = typeof code === 'string' ? code : '';
  const detail = error instanceof Error ? error.message : String(error);
  if (text.startsWith('SQLITE_BUSY') || text.startsWith('SQLITE_LOCKED')) {
    return new FaultError({
      code: 'store_locked',
      message: 'The store is in use by another program.',
      file: path,
      hint: 'Close the other window, or choose another data folder.',
    });
  }
  if (text === 'SQLITE_FULL')
    return new FaultError({ code: 'disk_full', message: 'The disk of the store is full.', file: path });
  if (text.startsWith('SQLITE_CORRUPT') || text === 'SQLITE_NOTADB') {
    markDamaged(path);
    return new IndexDamaged({
      code: 'store_damaged',
      message: `The index of the store is damaged: ${detail}.`,
      file: path,
      hint: 'Start the program again: the index is begun anew, and files are read again when they are opened.',
    });
  }
  if (text.startsWith('SQLITE_IOERR') || text.startsWith('SQLITE_CANTOPEN') || text === 'SQLITE_READONLY') {
    return new FaultError({
      code: 'file_unreadable',
      message: `The index of the store cannot be read or written: ${detail}.`,
      file: path,
      hint: 'Check the space on the disk and the rights on the data folder, or choose another one.',
    });
  }
  return new FaultError({
    code: 'internal',
    message: `The index of the store failed: ${detail}.`,
    file: path,
  });
}
