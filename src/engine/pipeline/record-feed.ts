// Where the MBO records of one instrument go: into a day of its own, or into the strikes of its underlying.
import type { AuditKind } from '../../../contracts/audit.ts';

/** Records that follow each other, of feeds that share a batch. */
export interface RecordBatch {
  /**
   * Takes `count` records of the feeds numbered `members`, record by record. The first begins at word `from`, they are
   * `stride` words apart.
   */
  takeRecords(words: Int32Array, from: number, stride: number, members: Int32Array, count: number): void;
}

export interface RecordFeed {
  readonly publisherId: number;
  readonly instrumentId: number;
  /** Index time from which the id means another instrument, which has a feed of its own; null for nearly all. */
  readonly untilNanos: bigint | null;
  /** That time has come: nothing is given any more. */
  readonly retired: boolean;
  /** Takes the records whose first words lie `stride` words apart, from `from` to before `to`. */
  take(words: Int32Array, from: number, to: number, stride: number): void;
  /** Whose records may be taken together with those of its like, and by which number; absent where it is taken alone. */
  readonly batch?: RecordBatch | undefined;
  readonly member?: number;
  /** Notes in the audit what was odd of a record that was given before. */
  note(kind: AuditKind, words: Int32Array, at: number): void;
  /** The id means another instrument from now on. */
  retire(): void;
}
