// What is odd in one day of one instrument, as the stream meets it: counts, spans and first examples by kind. Memory is
// bounded whatever the file holds: spans that lie close become one, and the closer is widened when there are too many.
// Nothing here runs for a record that is as it should be, but for trades, which tell when trading goes on.
import {
  AUDIT_KIND_NAMES,
  type AuditEntry,
  type AuditExample,
  type AuditFindings,
  type AuditKind,
  type AuditOpening,
  MOST_EXAMPLES,
  type SnapshotCheck,
} from '../../../contracts/audit.ts';
import type { QualityCount } from '../../../contracts/quality.ts';
import { UNDEF_PRICE } from '../dbn/layout.ts';
import { decodeMbo } from '../dbn/mbo.ts';
import { SpanList } from './span-list.ts';

/** A record where it can still be read: its words, its byte in the decompressed file, its time from midnight. */
export interface RecordPlace {
  readonly words: Int32Array;
  readonly at: number;
  readonly streamOffset: number;
  readonly tsNanos: number;
}

interface Entry {
  count: number;
  /** How long it held, in all and at most; of what lasts. */
  totalNanos: number;
  longestNanos: number;
  readonly spans: SpanList;
  readonly examples: AuditExample[];
}

/** Without a trade for so long, a market counts as paused. */
const PAUSE_NANOS = 15 * 60 * 1e9;
const MOST_SNAPSHOTS = 24;

/** Counts of the book that the audit has under another name, or knows to tell apart. */
const KIND_OF_COUNT: Partial<Record<QualityCount, AuditKind>> = {
  duplicate_adds: 'duplicate_adds',
  off_lattice_prices: 'off_lattice_prices',
  unknown_cancels: 'unknown_cancels',
  unknown_modifies: 'unknown_modifies',
  unknown_fills: 'unknown_fills',
  oversized_cancels: 'oversized_cancels',
  side_changes: 'side_changes',
  unknown_actions: 'unknown_actions',
  level_overflows: 'level_overflows',
  clears: 'clears',
};

export class AuditLog {
  /** Time of the last trade, from midnight; NaN before the first. */
  lastTrade: number;
  /** What the exchange last said: trading or not; null where it said nothing. */
  isTrading: boolean | null;
  opening: AuditOpening;
  readonly snapshots: SnapshotCheck[] = [];
  snapshotCount = 0;
  readonly #dayStartNanos: bigint;
  readonly #entries = new Map<AuditKind, Entry>();

  /** @param before the log of the day before in the same stream, whose market goes on */
  constructor(dayStartNanos: bigint, opening: AuditOpening, before: AuditLog | null = null) {
    this.#dayStartNanos = dayStartNanos;
    this.opening = opening;
    const passed = before ? Number(dayStartNanos - before.#dayStartNanos) : 0;
    this.lastTrade = before ? before.lastTrade - passed : Number.NaN;
    this.isTrading = before?.isTrading ?? null;
  }

  /** Counts a kind at a record; `continues`: it held all the time since the last one. */
  note(kind: AuditKind, place: RecordPlace, continues = false): void {
    const entry = this.#entry(kind);
    entry.count += 1;
    entry.spans.add(place.tsNanos, 1, continues);
    if (entry.examples.length < MOST_EXAMPLES) entry.examples.push(this.#example(place));
  }

  /** Counts what no single record stands for. */
  noteMany(kind: AuditKind, count: number, tsNanos: number): void {
    const entry = this.#entry(kind);
    entry.count += count;
    entry.spans.add(tsNanos, count);
  }

  /** Counts what a book found odd in a row. */
  noteCounts(names: readonly QualityCount[], place: RecordPlace): void {
    for (const name of names) {
      const kind = KIND_OF_COUNT[name] ?? (isIgnored(name) ? kindOfIgnored(place) : null);
      if (kind) this.note(kind, place);
    }
  }

  /** Counts an event end at which the book was crossed, or `locked`, maybe as at the one before; returns as what. */
  noteCrossed(locked: boolean, place: RecordPlace, continues: boolean): AuditKind {
    const phase = this.#phase(place.tsNanos);
    const kind = locked ? (`locked_${phase}` as const) : (`crossed_${phase}` as const);
    this.note(kind, place, continues);
    return kind;
  }

  /** A crossed or locked book came to its end after so long. */
  noteLasted(kind: AuditKind, nanos: number): void {
    const entry = this.#entry(kind);
    entry.totalNanos += nanos;
    entry.longestNanos = Math.max(entry.longestNanos, nanos);
  }

  noteSnapshot(check: SnapshotCheck): void {
    this.snapshotCount += 1;
    if (this.snapshots.length < MOST_SNAPSHOTS) this.snapshots.push(check);
  }

  countOf(kind: AuditKind): number {
    return this.#entries.get(kind)?.count ?? 0;
  }

  /** How long a kind held, in all and at most. */
  lastedOf(kind: AuditKind): { readonly totalNanos: number; readonly longestNanos: number } {
    return this.#entries.get(kind) ?? { totalNanos: 0, longestNanos: 0 };
  }

  findings(): AuditFindings {
    const { opening, snapshots, snapshotCount } = this;
    const entries = AUDIT_KIND_NAMES.flatMap((kind) => this.#reported(kind));
    return { opening, entries, snapshots: [...snapshots], snapshotCount };
  }

  #phase(tsNanos: number): 'before_open' | 'in_pause' | 'in_trading' {
    if (Number.isNaN(this.lastTrade)) return this.isTrading ? 'in_trading' : 'before_open';
    if (this.isTrading !== null) return this.isTrading ? 'in_trading' : 'in_pause';
    return tsNanos - this.lastTrade >= PAUSE_NANOS ? 'in_pause' : 'in_trading';
  }

  #entry(kind: AuditKind): Entry {
    let entry = this.#entries.get(kind);
    if (!entry) {
      entry = { count: 0, totalNanos: 0, longestNanos: 0, spans: new SpanList(), examples: [] };
      this.#entries.set(kind, entry);
    }
    return entry;
  }

  #reported(kind: AuditKind): AuditEntry[] {
    const entry = this.#entries.get(kind);
    if (!entry) return [];
    const spans = entry.spans.list().map(({ from, to, count }) => ({
      fromNanos: this.#time(from),
      toNanos: this.#time(to),
      count,
    }));
    const { count, totalNanos, longestNanos, examples } = entry;
    return [{ kind, count, totalNanos, longestNanos, spans, examples: [...examples] }];
  }

  #example({ words, at, streamOffset, tsNanos }: RecordPlace): AuditExample {
    const { orderId, sequence, action, side, priceNanos, sizeLots } = decodeMbo(words, at);
    return {
      tsNanos: this.#time(tsNanos),
      streamOffset,
      orderId: String(orderId),
      sequence,
      action,
      side,
      priceNanos: priceNanos === UNDEF_PRICE ? null : String(priceNanos),
      sizeLots,
    };
  }

  #time(fromMidnight: number): string {
    return String(this.#dayStartNanos + BigInt(fromMidnight));
  }
}

function isIgnored(name: QualityCount): boolean {
  return name === 'ignored_adds' || name === 'ignored_modifies';
}

/** Why a row was left out of the book: the first of what it lacks. */
function kindOfIgnored({ words, at }: RecordPlace): AuditKind {
  const { side, priceNanos } = decodeMbo(words, at);
  if (side !== 'B' && side !== 'A') return 'missing_sides';
  return priceNanos === UNDEF_PRICE ? 'undefined_prices' : 'zero_sizes';
}
