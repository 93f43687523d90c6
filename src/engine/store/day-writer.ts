// One day of a source that is being read now. A chunk is encoded when it closes and can be read at once from memory,
// before its bytes are in the tables' files.
import type { AuditFindings } from '../../../contracts/audit.ts';
import type { TableSpec } from '../../../contracts/datasets.ts';
import type { ChunkInfo, DaySummary } from '../../../contracts/messages.ts';
import { encodeSchema, endOfStream } from '../../../contracts/tables.ts';
import { FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from '../../core/silver/chunk.ts';
import type { BatchMemory } from './batch-memory.ts';
import type { BatchRow } from './db.ts';
import { type DayDetails, SCHEMA_CHUNK, type StoreFiles } from './details.ts';
import { encodeChunk, STORED_TABLES } from './silver-codec.ts';
import { appendMessages, checksumOf } from './table-file.ts';

interface PendingChunk {
  readonly info: ChunkInfo;
  readonly batches: readonly Uint8Array[];
  readonly rows: readonly number[];
  /** What was known of the day when the chunk closed. */
  readonly details: DayDetails;
  /** Somebody was given its bytes, and may look at them for longer than the chunk is pending. */
  isLent: boolean;
}

export class DayWriter {
  readonly dayId: string;
  readonly chunks: ChunkInfo[] = [];
  details: DayDetails;
  /** What is odd in the day, up to now. */
  readonly findings: () => AuditFindings;
  readonly #store: StoreFiles;
  readonly #memory: BatchMemory;
  readonly #schemas: readonly Uint8Array[];
  readonly #fileEnds: number[];
  readonly #pending: PendingChunk[] = [];
  #pendingBytes = 0;
  #recorded: DayDetails | null = null;

  constructor(store: StoreFiles, memory: BatchMemory, details: DayDetails, findings: () => AuditFindings) {
    const { summary } = details;
    this.dayId = summary.dayId;
    this.details = details;
    this.findings = findings;
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
    this.#fileEnds = STORED_TABLES.map(() => 0);
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
    this.chunks.push(info);
    this.details = {
      ...this.details,
      windowEnd: info.windowFrom + info.windowCount,
      validWindows: this.details.validWindows + info.validWindows,
    };
    this.#pending.push({
      info,
      batches: encoded.map((batch) => batch.bytes),
      rows: encoded.map((batch) => batch.rows),
      details: this.details,
      isLent: false,
    });
    for (const batch of encoded) this.#pendingBytes += batch.bytes.length;
    return info;
  }

  pendingMessage(spec: TableSpec, chunk: number): Uint8Array | undefined {
    const table = STORED_TABLES.findIndex((stored) => stored.id === spec.id);
    if (chunk === SCHEMA_CHUNK) return this.#schemas[table];
    const pending = this.#pending.find(({ info }) => info.chunk === chunk);
    if (pending) pending.isLent = true;
    return pending?.batches[table];
  }

  /** Writes what is pending now to the tables' files, with `last` their end marks; returns how many chunks that was. */
  async writePending(last: boolean): Promise<number> {
    const pending = this.#pending.slice();
    if (pending.length === 0 && this.#fileEnds[0] === 0) return 0;
    await Promise.all(
      STORED_TABLES.map((spec, t) => {
        const at = this.#fileEnds[t];
        const parts = pending.map((chunk) => chunk.batches[t]);
        if (at === 0) parts.unshift(this.#schemas[t]);
        // Not part of the recorded table: the mark only tells other readers that the file is whole.
        if (last) parts.push(endOfStream());
        return appendMessages(this.#store.tablePath(this.dayId, spec), at, parts);
      }),
    );
    return pending.length;
  }

  /** Records the first `count` pending chunks in the index; runs inside a transaction. */
  record(sourceId: string, count: number): void {
    const { db } = this.#store;
    const written = this.#pending.slice(0, count);
    const last = written[written.length - 1];
    if (!last) return;
    this.#putDay(sourceId, last.details);
    STORED_TABLES.forEach((spec, t) => {
      let at = this.#fileEnds[t];
      const put = (chunk: number, bytes: Uint8Array, rows: number): void => {
        db.putBatch(batchRow(this.dayId, spec, chunk, at, bytes, rows));
        at += bytes.length;
      };
      if (at === 0) put(SCHEMA_CHUNK, this.#schemas[t], 0);
      for (const chunk of written) put(chunk.info.chunk, chunk.batches[t], chunk.rows[t]);
      this.#fileEnds[t] = at;
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
    this.#recorded = last.details;
  }

  dropWritten(count: number): void {
    for (const chunk of this.#pending.splice(0, count)) {
      for (const batch of chunk.batches) {
        this.#pendingBytes -= batch.length;
        if (!chunk.isLent) this.#memory.giveBack(batch);
      }
    }
  }

  /** The day's last row in the index; what was never written is not spoken of. */
  recordEnd(sourceId: string, state: 'complete' | 'partial'): void {
    const whole = this.#pending.length === 0;
    const details = whole ? this.details : this.#recorded;
    if (!details) return;
    this.details = { ...details, summary: { ...details.summary, state } };
    this.#putDay(sourceId, this.details);
    this.#store.db.putAudit(this.dayId, JSON.stringify(this.findings()));
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
