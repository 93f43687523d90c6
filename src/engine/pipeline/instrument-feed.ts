// One instrument of a source: its MBO records on their way into its stream. The stream needs the tick size, so while
// that is not known the first records are held back, their prices' common divisor is taken, and they are played into
// the stream afterwards, as if they came now.
import type { AuditKind } from '../../../contracts/audit.ts';
import type { QualityCounts } from '../../../contracts/quality.ts';
import { utcDateFromTs } from '../../../contracts/units.ts';
import { type RestingOrders, restingOrdersOf } from '../../core/book/resting-orders.ts';
import {
  ACTION_ADD,
  ACTION_MODIFY,
  MBO_WORDS,
  SIDE_ASK,
  SIDE_BID,
  W_FLAGS,
  W_PRICE,
} from '../../core/dbn/layout.ts';
import { TickInference } from '../../core/dbn/price.ts';
import type { Kernel } from '../../core/kernel/kernel.ts';
import type { AuditLog } from '../../core/silver/audit-log.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import { InstrumentStream } from '../../core/silver/instrument-stream.ts';
import type { StreamOrigin } from '../../core/silver/stream-audit.ts';
import type { DayEnd } from '../../core/silver/stream-options.ts';
import type { StreamTotals } from '../../core/silver/tally.ts';
import type { TapeBuffer, TapeColumns } from '../../core/tape/tape-rows.ts';
import { type DayTotals, qualitySince, totalsSince } from './day-counts.ts';
import type { RecordFeed } from './record-feed.ts';

export interface TickSize {
  readonly nanos: bigint;
  readonly from: 'definition' | 'inferred';
}

/** A day of an instrument as it is being read. */
export interface IngestDay {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly dayStartNanos: bigint;
  readonly utcDate: string;
  readonly firstWindow: number;
  readonly tick: TickSize;
  /** Given where this is no instrument but the options of an underlying, whose id it has. */
  readonly options?: OptionsOfDay;
  /** Counts of this day alone, up to now. */
  totals(): DayTotals;
  quality(): QualityCounts;
  audit(): AuditLog;
  /** Sweeps and refills up to the last closed window; absent of options. */
  tape?(): TapeColumns;
}

/** What the numbers of series in the chunks of an options day mean. */
export interface OptionsOfDay {
  readonly underlying: string;
  readonly series: readonly {
    readonly strike: string;
    readonly right: 'C' | 'P';
    readonly expiry: string;
  }[];
}

export interface DayListener {
  onDayStart(day: IngestDay): void;
  /** The chunk's arrays are lent: they are good until this returns. */
  onChunk(day: IngestDay, chunk: SilverChunk): void;
  onDayEnd(day: IngestDay): void;
}

export interface FeedOptions {
  /** Whose memory the books of all feeds are in. */
  readonly kernel: Kernel;
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly listener: DayListener;
  /** Where the block lies whose records are given now. */
  readonly origin: StreamOrigin;
  /** End of the data as the file's metadata names it; null where it names none. */
  readonly endNanos: bigint | null;
  /** Index time from which the id means another instrument; null for nearly all. */
  readonly untilNanos: bigint | null;
}

/** Records looked at before a tick is inferred. */
const HELD_RECORDS = 256;
/** The tick where the records hold too few prices to tell one: a cent. */
const FALLBACK_TICK_NANOS = 10_000_000n;

/** Records of an instrument whose tick is not known yet, and where in the decompressed file each began. */
interface HeldRecords {
  readonly words: Int32Array;
  readonly offsets: Float64Array;
}

export class InstrumentFeed implements RecordFeed {
  readonly publisherId: number;
  readonly instrumentId: number;
  /** Null until the tick is known. */
  stream: InstrumentStream | null = null;
  tick: TickSize | null = null;
  /** Index time from which the id means another instrument, which has a feed of its own. */
  readonly untilNanos: bigint | null;
  /** That time has come: nothing is given any more. */
  retired = false;
  readonly #options: FeedOptions;
  /** Where the tick is known from the start, nothing ever is. */
  #held: HeldRecords | null = null;
  /** What was noted while there was no stream to note it. */
  #heldNotes: (() => void)[] = [];
  #heldRecords = 0;
  #day: FeedDay | null = null;
  #firstDay: FeedDay | null = null;
  #opening: RestingOrders | null = null;

  constructor(options: FeedOptions) {
    this.publisherId = options.publisherId;
    this.instrumentId = options.instrumentId;
    this.untilNanos = options.untilNanos;
    this.#options = options;
  }

  take(words: Int32Array, from: number, to: number, stride: number): void {
    let at = from;
    for (; this.stream === null && at < to; at += stride) this.#hold(words, at);
    this.stream?.records(words, at, to, stride);
  }

  /** Keeps a record while the tick is not known; the 256th decides it. */
  #hold(words: Int32Array, at: number): void {
    this.#held ??= {
      words: new Int32Array(HELD_RECORDS * MBO_WORDS),
      offsets: new Float64Array(HELD_RECORDS),
    };
    this.#held.words.set(words.subarray(at, at + MBO_WORDS), this.#heldRecords * MBO_WORDS);
    this.#held.offsets[this.#heldRecords] = this.#options.origin.streamOffset + at * 4;
    this.#heldRecords += 1;
    if (this.#heldRecords === HELD_RECORDS) this.decide(this.#inferred());
  }

  /** Fixes the tick and plays what was held. */
  decide(tick: TickSize): void {
    if (this.stream) return;
    this.tick = tick;
    const { origin, endNanos } = this.#options;
    const stream = new InstrumentStream({
      kernel: this.#options.kernel,
      tickSizeNanos: tick.nanos,
      origin,
      endNanos,
      onDayStart: (day) => this.#startDay(day.dayStartNanos, day.firstWindow),
      lendsChunks: true,
      onOpeningSnapshot: (book) => {
        this.#opening = restingOrdersOf(book, tick.nanos);
      },
      onChunk: (chunk) => this.#day && this.#options.listener.onChunk(this.#day, chunk),
      onDayEnd: (totals) => this.#endDay(totals),
    });
    this.stream = stream;
    this.#playHeld(stream);
  }

  /** Notes in the audit what was odd of a record that was given before. */
  note(kind: AuditKind, words: Int32Array, at: number): void {
    const { stream } = this;
    if (stream) {
      stream.noteRecord(kind, words, at);
      return;
    }
    const row = words.slice(at, at + MBO_WORDS);
    const streamOffset = this.#options.origin.streamOffset + at * 4;
    this.#heldNotes.push(() => this.#withOrigin(streamOffset, () => this.stream?.noteRecord(kind, row, 0)));
  }

  /** The id means another instrument from now on. */
  retire(): void {
    this.retired = true;
    this.finish();
  }

  /** End of the records. */
  finish(): void {
    if (!this.stream) this.decide(this.#inferred());
    this.stream?.finish();
  }

  /** The orders of the snapshot that opens the records, on the first day; null elsewhere and where there is none. */
  openingOn(utcDate: string): RestingOrders | null {
    return this.#firstDay?.utcDate === utcDate ? this.#opening : null;
  }

  /** The orders at rest once all records were given, on the last day; null on the others. */
  closingOn(utcDate: string): RestingOrders | null {
    const { stream, tick } = this;
    return stream && tick && this.#day?.utcDate === utcDate ? restingOrdersOf(stream.book, tick.nanos) : null;
  }

  /** A price came that the inferred tick does not divide: it was inferred too coarse. */
  get inferredTooCoarse(): boolean {
    return this.tick?.from === 'inferred' && (this.stream?.quality.off_lattice_prices ?? 0) > 0;
  }

  #inferred(): TickSize {
    const inference = new TickInference();
    for (let i = 0; this.#held && i < this.#heldRecords; i++)
      addPrice(inference, this.#held.words, i * MBO_WORDS);
    return { nanos: inferredTick(inference), from: 'inferred' };
  }

  #playHeld(stream: InstrumentStream): void {
    const held = this.#held;
    this.#held = null;
    for (let i = 0; held && i < this.#heldRecords; i++) {
      const at = i * MBO_WORDS;
      this.#withOrigin((held.offsets[i] as number) - at * 4, () => stream.record(held.words, at));
    }
    for (const note of this.#heldNotes.splice(0)) note();
  }

  #withOrigin(streamOffset: number, work: () => void): void {
    const { origin } = this.#options;
    const before = origin.streamOffset;
    origin.streamOffset = streamOffset;
    work();
    origin.streamOffset = before;
  }

  #startDay(dayStartNanos: bigint, firstWindow: number): void {
    const { publisherId, instrumentId, stream, tick } = this;
    if (!stream || !tick) return;
    this.#day = new FeedDay({ publisherId, instrumentId, dayStartNanos, firstWindow, tick, stream });
    this.#firstDay ??= this.#day;
    this.#options.listener.onDayStart(this.#day);
  }

  #endDay(totals: DayEnd): void {
    const day = this.#day;
    if (!day) return;
    day.end(totals);
    this.#options.listener.onDayEnd(day);
  }
}

/** The tick that prices seen so far agree on; a single price gives the coarsest part of a cent that divides it. */
export function inferredTick(inference: TickInference): bigint {
  if (inference.tickSizeNanos === null) inference.add(Number(FALLBACK_TICK_NANOS), 0);
  return inference.tickSizeNanos ?? FALLBACK_TICK_NANOS;
}

/** Feeds a record's price to an inference if it is one that enters the book. */
export function addPrice(inference: TickInference, words: Int32Array, at: number): void {
  const bits = words[at + W_FLAGS];
  const action = (bits >>> 16) & 255;
  const side = bits >>> 24;
  if (action !== ACTION_ADD && action !== ACTION_MODIFY) return;
  if (side !== SIDE_BID && side !== SIDE_ASK) return;
  inference.add(words[at + W_PRICE], words[at + W_PRICE + 1]);
}

class FeedDay implements IngestDay {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly dayStartNanos: bigint;
  readonly utcDate: string;
  readonly firstWindow: number;
  readonly tick: TickSize;
  readonly #stream: InstrumentStream;
  readonly #before: StreamTotals;
  readonly #qualityBefore: QualityCounts;
  readonly #tape: TapeBuffer;
  #ended: { totals: DayTotals; quality: QualityCounts; audit: AuditLog } | null = null;

  constructor(
    init: Pick<IngestDay, 'publisherId' | 'instrumentId' | 'dayStartNanos' | 'firstWindow' | 'tick'> & {
      stream: InstrumentStream;
    },
  ) {
    this.publisherId = init.publisherId;
    this.instrumentId = init.instrumentId;
    this.dayStartNanos = init.dayStartNanos;
    this.utcDate = utcDateFromTs(init.dayStartNanos);
    this.firstWindow = init.firstWindow;
    this.tick = init.tick;
    this.#stream = init.stream;
    this.#before = init.stream.totals;
    this.#qualityBefore = { ...init.stream.quality };
    this.#tape = init.stream.tape;
  }

  tape(): TapeColumns {
    return this.#tape.columns();
  }

  totals(): DayTotals {
    if (this.#ended) return this.#ended.totals;
    return totalsSince(this.#before, this.#stream.totals, this.dayStartNanos);
  }

  quality(): QualityCounts {
    return this.#ended?.quality ?? qualitySince(this.#qualityBefore, this.#stream.quality);
  }

  audit(): AuditLog {
    return this.#ended?.audit ?? this.#stream.audit;
  }

  /** Fixes the counts: what comes later belongs to the next day. */
  end(totals: DayEnd): void {
    this.#ended = { totals, quality: this.quality(), audit: totals.audit };
  }
}
