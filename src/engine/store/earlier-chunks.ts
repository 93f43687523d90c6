// What an earlier reading of the same file left of a day: one that was interrupted, or whose stored bytes were damaged.
// It is shown at once, and a new reading confirms it chunk by chunk: what agrees and is whole on the disk is not written
// again.
import type { TableSpec } from '../../../contracts/datasets.ts';
import type { ChunkInfo } from '../../../contracts/messages.ts';
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import type { BatchRow, IndexDatabase } from './db.ts';
import { chunkFromRow, DayDetails, parseStored, SCHEMA_CHUNK } from './details.ts';
import { checksumOf, readMessages } from './table-file.ts';

/** A chunk as a new reading makes it: for each stored table where its message begins, and the message. */
export interface MadeChunk {
  readonly chunk: number;
  readonly byteOffsets: readonly number[];
  readonly batches: readonly Uint8Array[];
}

/** `damaged`: it was the same, but its bytes on the disk are not any more; `other`: the reading disagrees. */
export type Confirmation = 'whole' | 'damaged' | 'other';

export interface EarlierTable {
  readonly spec: TableSpec;
  readonly path: string;
}

export class EarlierChunks {
  readonly details: DayDetails;
  readonly infos: readonly ChunkInfo[];
  readonly #tables: readonly EarlierTable[];
  /** By chunk, SCHEMA_CHUNK among them; for each table its message. */
  readonly #messages = new Map<number, (BatchRow | undefined)[]>();
  #confirmed = 0;

  private constructor(
    details: DayDetails,
    infos: readonly ChunkInfo[],
    batches: readonly BatchRow[],
    tables: readonly EarlierTable[],
  ) {
    this.details = details;
    this.infos = infos;
    this.#tables = tables;
    for (const row of batches) {
      const table = tables.findIndex(({ spec }) => spec.id === row.table_id);
      const messages = this.#messages.get(row.chunk) ?? tables.map(() => undefined);
      this.#messages.set(row.chunk, messages);
      if (table >= 0) messages[table] = row;
    }
  }

  /**
   * Null where nothing was recorded of the day. A last chunk that is not full is taken out: it may have been closed only
   * because the reading was stopped. Throws a FaultError where the index cannot be read or written.
   */
  static load(db: IndexDatabase, dayId: string, tables: readonly EarlierTable[]): EarlierChunks | null {
    const row = db.day(dayId);
    if (!row) return null;
    let details = parseStored(DayDetails, row.details);
    const infos = db.chunks(dayId).map(chunkFromRow);
    const last = infos.at(-1);
    if (last && last.windowCount < WINDOWS_PER_CHUNK) {
      infos.pop();
      const validWindows = details.validWindows - last.validWindows;
      details = { ...details, windowEnd: last.windowFrom, validWindows };
      db.transaction(() => {
        db.deleteChunk(dayId, last.chunk);
        db.putDay({ ...row, details: JSON.stringify(details) });
      });
    }
    return new EarlierChunks(details, infos, db.batches(dayId), tables);
  }

  /** Chunks that the new reading has not reached. */
  get left(): number {
    return this.infos.length - this.#confirmed;
  }

  /** The tables' first messages: what a day is called and counted in. */
  confirmSchemas(schemas: readonly Uint8Array[]): Confirmation {
    const byteOffsets = schemas.map(() => 0);
    return this.#compare({ chunk: SCHEMA_CHUNK, byteOffsets, batches: schemas });
  }

  /** Takes the next chunk of the new reading, which has to be the next one of the earlier. */
  confirm(made: MadeChunk): Confirmation {
    if (this.infos[this.#confirmed]?.chunk !== made.chunk) return 'other';
    this.#confirmed += 1;
    return this.#compare(made);
  }

  #compare({ chunk, byteOffsets, batches }: MadeChunk): Confirmation {
    const stored = this.#messages.get(chunk) ?? [];
    const same = batches.every((bytes, t) => {
      const row = stored[t];
      return (
        row?.byte_offset === byteOffsets[t] &&
        row.byte_length === bytes.length &&
        row.crc32 === checksumOf(bytes)
      );
    });
    if (!same) return 'other';
    return batches.every((bytes, t) => this.#isOnDisk(t, byteOffsets[t] as number, bytes))
      ? 'whole'
      : 'damaged';
  }

  #isOnDisk(table: number, byteOffset: number, bytes: Uint8Array): boolean {
    const extent = { byteOffset, byteLength: bytes.length, crc32: checksumOf(bytes) };
    try {
      readMessages((this.#tables[table] as EarlierTable).path, [extent]);
      return true;
    } catch {
      // Missing, cut or changed: it is written again.
      return false;
    }
  }
}
