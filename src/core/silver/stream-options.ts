// What an instrument's stream is given, and what it gives.
import type { Book } from '../book/book.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { AuditLog } from './audit-log.ts';
import type { SilverChunk } from './chunk.ts';
import type { StreamOrigin } from './stream-audit.ts';
import type { StreamTotals } from './tally.ts';

export interface DayStart {
  readonly dayStartNanos: bigint;
  readonly firstWindow: number;
}

/** A finished day: what was counted in it alone. */
export interface DayEnd extends DayStart, StreamTotals {
  readonly audit: AuditLog;
}

export interface InstrumentStreamOptions {
  /** Tick size in 1e-9, positive. */
  readonly tickSizeNanos: bigint;
  /** Whose memory the stream's books are in; one of its own where absent. */
  readonly kernel?: Kernel;
  /** Age from which an order counts as resting; 500 ms where absent. */
  readonly restNanos?: number;
  /** For the places of oddities; words are taken to start the file where absent. */
  readonly origin?: StreamOrigin;
  /** End of the data as the file's metadata names it, itself not included. */
  readonly endNanos?: bigint | null;
  onDayStart?(day: DayStart): void;
  /** True: a chunk's arrays are only lent, and change after `onChunk` has returned. */
  readonly lendsChunks?: boolean;
  /** Called as soon as a chunk's last window is closed. */
  onChunk(chunk: SilverChunk, day: { readonly dayStartNanos: bigint }): void;
  onDayEnd?(day: DayEnd): void;
  /** The snapshot that opens the stream has ended; the book is only lent. */
  onOpeningSnapshot?(book: Book): void;
}
