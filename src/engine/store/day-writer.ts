// One day of a source that is being read now. A chunk is encoded when it closes and can be read at once from memory,
// before its bytes are in the tables' files. Where an earlier reading left chunks of the day behind, they are shown from
// the start and only confirmed.
import type { AuditFindings } from '../../../contracts/audit.ts';
import type { TableSpec } from '../../../contracts/datasets.ts';
import type { ChunkInfo, DaySummary } from '../../../contracts/messages.ts';
import { encodeSchema, endOfStream } from '../../../contracts/tables.ts';
import { FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from '../../core/silver/chunk.ts';
import type { TapeColumns } from '../../core/tape/tape-rows.ts';
import type { BatchMemory } from './batch-memory.ts';
import type { BatchRow } from './db.ts';
import { type DayDetails, SCHEMA_CHUNK, type StoreFiles } from './details.ts';
import type { EarlierChunks } from './earlier-chunks.ts';
import { encodeChunk, STORED_TABLES } from './silver-codec.ts';
import { checksumOf, type MessageRun, writeMessages } from './table-file.ts';

interface PendingChunk {
  readonly info: ChunkInfo;
  readonly batches: readonly Uint8Array[];
  readonly rows: readonly number[];
  /** Where its batches begin in the tables' files. */
  readonly byteOffsets: readonly number[];
  /** How far the day reached when the chunk closed. */
  readonly reach: Pick<DayDetails, 'windowEnd' | 'validWindows'>;
  /** Somebody was given its bytes, and may look at them for longer than the chunk is pending. */
  isLent: boolean;
}

export class DayWriter {
  readonly dayId: string;
  /** Ascending; those of an earlier reading among them. */
  readonly chunks: ChunkInfo[] = [];
  details: DayDetails;
  /** The earlier reading says something else of the day than this one. */
  disagrees = false;
  /** What is odd in the day, up to now. */
  readonly findings: () => AuditFindings;
  /** Sweeps and refills up to now; null where nobody looks for them. */
  readonly tape: () => TapeColumns | null;
  /** Brings `details` up to date: asked when they are recorded, which is far rarer than chunks close. */
  readonly refresh: () => void;
  readonly #store: StoreFiles;
  readonly #memory: BatchMemory;
  readonly #schemas: readonly Uint8Array[];
  readonly #earlier: EarlierChunks | null;
  /** Ends of the tables' files with everything that is pending. */
  readonly #fileEnds: number[];
  readonly #pending: PendingChunk[] = [];
  #pendingBytes = 0;
  #schemasStored = false;
  /** The files end where this reading's bytes do. */
  #isCut = false;
  #recorded: DayDetails | null = null;
  /** What `record` last put into the index, in a transaction that is still to succeed. */
  #recording: DayDetails | null = null;

  constructor(
    store: StoreFiles,
    memory: BatchMemory,
    details: DayDetails,
    { findings, tape, refresh }: Pick<DayWriter, 'findings' | 'tape' | 'refresh'>,
    earlier: EarlierChunks | null = null,
  ) {
    const { summary } = details;
    this.dayId = summary.dayId;
    this.details = details;
    this.findings = findings;
    this.tape = tape;
    this.refresh = refresh;
    this.#store = store;
    this.#memory = memory;
    this.#schemas = STORED_TABLES.map((spec) =>
      encodeSchema(spec, {
        dataset: summary.dataset,
        symbol: summary.symbol,
        utc_date: summary.utcDate,
        day_start_ns: summary.dayStartNanos,
        tick_size_nanos: summary.tickSizeNanos,
      }),
    );
    this.#fileEnds = this.#schemas.map((schema) => schema.length);
    this.#earlier = earlier;
    if (earlier) this.#showEarlier(earlier);
  }

  #showEarlier(earlier: EarlierChunks): void {
    const schemas = earlier.confirmSchemas(this.#schemas);
    this.disagrees = schemas === 'other';
    this.#schemasStored = schemas === 'whole';
    const { windowEnd, validWindows } = earlier.details;
    this.chunks.push(...earlier.infos);
    this.details = { ...this.details, windowEnd, validWindows };
    this.#recorded = earlier.details;
  }

  /** Chunks of an earlier reading that this one has not reached. */
  get earlierLeft(): number {
    return this.#earlier?.left ?? 0;
  }

  get pendingChunks(): number {
    return this.#pending.length;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes a closed chunk; its arrays may be reused afterwards. */
  append(chunk: SilverChunk): ChunkInfo {
    const info = chunkInfoFrom(chunk);
    const { dayStartNanos } = this.details.summary;
    const encoded = encodeChunk(chunk, BigInt(dayStartNanos), (byteLength) => this.#memory.take(byteLength));
    const byteOffsets = this.#fileEnds.slice();
    const batches = encoded.map((batch) => batch.bytes);
    for (const [t, bytes] of batches.entries()) this.#fileEnds[t] = byteOffsets[t] + bytes.length;
    if (this.#earlier && this.#earlier.left > 0) {
      const confirmed = this.#earlier.confirm({ chunk: info.chunk, byteOffsets, batches });
      if (confirmed === 'whole') {
        for (const bytes of batches) this.#memory.giveBack(bytes);
        return info;
      }
      if (confirmed === 'other') this.disagrees = true;
    } else {
      this.chunks.push(info);
      this.details = {
        ...this.details,
        windowEnd: info.windowFrom + info.windowCount,
        validWindows: this.details.validWindows + info.validWindows,
      };
    }
    const rows = encoded.map((batch) => batch.rows);
    const { windowEnd, validWindows } = this.details;
    const reach = { windowEnd, validWindows };
    this.#pending.push({ info, batches, rows, byteOffsets, reach, isLent: false });
    for (const bytes of batches) this.#pendingBytes += bytes.length;
    return info;
  }

  pendingMessage(spec: TableSpec, chunk: number): Uint8Array | undefined {
    const table = STORED_TABLES.findIndex((stored) => stored.id === spec.id);
    if (chunk === SCHEMA_CHUNK) return this.#schemas[table];
    const pending = this.#pending.find(({ info }) => info.chunk === chunk);
    if (pending) pending.isLent = true;
    return pending?.batches[table];
  }

  /**
   * Writes what is pending now to the tables' files, with `last` their end marks; returns how many chunks that was.
   * `synced`: it is on the disk then.
   */
  async writePending(last: boolean, synced: boolean): Promise<number> {
    const pending = this.#pending.slice();
    if (pending.length === 0 && !this.#schemasStored && !this.#earlier) return 0;
    // Once is enough; and what an earlier reading left further on is not cut off before it was looked at.
    const cuts = this.earlierLeft === 0 && (last || !this.#isCut);
    await Promise.all(
      STORED_TABLES.map((spec, t) => {
        const runs = this.#runsOf(t, pending);
        let end = this.#fileEnds[t];
        // Not part of the recorded table: the mark only tells other readers that the file is whole.
        if (last) runs.push({ byteOffset: end, parts: [endOfStream()] });
        if (last) end += endOfStream().length;
        const path = this.#store.tablePath(this.dayId, spec);
        return writeMessages(path, runs, { cutAt: cuts ? end : null, synced });
      }),
    );
    if (cuts) this.#isCut = true;
    return pending.length;
  }

  /** One table's messages of these chunks, the schema before them where it is not stored; neighbours in one run. */
  #runsOf(table: number, pending: readonly PendingChunk[]): MessageRun[] {
    const runs: { byteOffset: number; parts: Uint8Array[] }[] = [];
    let end = -1;
    const put = (byteOffset: number, bytes: Uint8Array): void => {
      if (byteOffset === end) runs[runs.length - 1].parts.push(bytes);
      else runs.push({ byteOffset, parts: [bytes] });
      end = byteOffset + bytes.length;
    };
    if (!this.#schemasStored) put(0, this.#schemas[table]);
    for (const chunk of pending) put(chunk.byteOffsets[table], chunk.batches[table]);
    return runs;
  }

  /** Records the first `count` pending chunks in the index; runs inside a transaction. */
  record(sourceId: string, count: number): void {
    const { db } = this.#store;
    const written = this.#pending.slice(0, count);
    const last = written[written.length - 1];
    if (!last) return;
    // The row of an earlier reading tells of more chunks than were reached.
    if (this.earlierLeft === 0) {
      this.refresh();
      this.#recording = { ...this.details, ...last.reach };
      this.#putDay(sourceId, this.#recording);
      db.putAudit(this.dayId, JSON.stringify(this.findings()));
    }
    STORED_TABLES.forEach((spec, t) => {
      const put = (chunk: number, at: number, bytes: Uint8Array, rows: number): void =>
        db.putBatch(batchRow(this.dayId, spec, chunk, at, bytes, rows));
      if (!this.#schemasStored) put(SCHEMA_CHUNK, 0, this.#schemas[t], 0);
      for (const chunk of written)
        put(chunk.info.chunk, chunk.byteOffsets[t], chunk.batches[t], chunk.rows[t]);
    });
    for (const { info } of written) {
      db.putChunk({
        day_id: this.dayId,
        chunk: info.chunk,
        window_from: info.windowFrom,
        window_count: info.windowCount,
        valid_windows: info.validWindows,
        spot_lo: info.spotLo,
        spot_hi: info.spotHi,
      });
    }
  }

  /** What `record` recorded is in the index: it need not be kept here. */
  dropWritten(count: number): void {
    if (count === 0) return;
    this.#schemasStored = true;
    if (this.earlierLeft === 0) this.#recorded = this.#recording;
    for (const chunk of this.#pending.splice(0, count)) {
      for (const batch of chunk.batches) {
        this.#pendingBytes -= batch.length;
        if (!chunk.isLent) this.#memory.giveBack(batch);
      }
    }
  }

  /** The day's last row in the index; what was never written is not spoken of. */
  recordEnd(sourceId: string, state: 'complete' | 'partial'): void {
    const reached = this.#pending.length === 0 && this.earlierLeft === 0;
    const details = reached ? this.details : this.#recorded;
    if (!details) return;
    this.details = { ...details, summary: { ...details.summary, state } };
    this.#putDay(sourceId, this.details);
    if (this.earlierLeft === 0) this.#store.db.putAudit(this.dayId, JSON.stringify(this.findings()));
  }

  #putDay(sourceId: string, details: DayDetails): void {
    this.#store.db.putDay({
      day_id: this.dayId,
      source_id: sourceId,
      traded_lots: tradedLots(details.summary),
      records: details.summary.records,
      details: JSON.stringify(details),
    });
  }
}

/** Lots that changed hands, whoever was the aggressor. */
export function tradedLots({ volume }: DaySummary): number {
  return volume.B + volume.A + volume.N;
}

function batchRow(
  dayId: string,
  spec: TableSpec,
  chunk: number,
  at: number,
  bytes: Uint8Array,
  rows: number,
): BatchRow {
  return {
    day_id: dayId,
    table_id: spec.id,
    chunk,
    byte_offset: at,
    byte_length: bytes.length,
    rows,
    crc32: checksumOf(bytes),
  };
}

/** The chunk's row in the index: how much of it is valid and where spot went. */
export function chunkInfoFrom(chunk: SilverChunk): ChunkInfo {
  const { flags, spotTick } = chunk.snapshots;
  let validWindows = 0;
  let spotLo: number | null = null;
  let spotHi: number | null = null;
  for (let i = 0; i < chunk.windowCount; i++) {
    if ((flags[i] & FLAG_WINDOW_VALID) === 0) continue;
    validWindows += 1;
    const spot = spotTick[i];
    if (spot === NULL_I32) continue;
    if (spotLo === null || spot < spotLo) spotLo = spot;
    if (spotHi === null || spot > spotHi) spotHi = spot;
  }
  const { windowFrom, windowCount } = chunk;
  return { chunk: chunk.chunk, windowFrom, windowCount, validWindows, spotLo, spotHi };
}
