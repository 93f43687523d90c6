// Options of a source on their way into the strikes of their underlyings: one lattice for each publisher and underlying,
// one feed an instrument. Where a file defines no more than a handful of options, each is a day of its own besides, to be
// looked at like any instrument.
import type { AuditKind } from '../../../contracts/audit.ts';
import type { QualityCounts } from '../../../contracts/quality.ts';
import { utcDateFromTs } from '../../../contracts/units.ts';
import type { Kernel } from '../../core/kernel/kernel.ts';
import { OptionInstrument } from '../../core/options/option-instrument.ts';
import { OptionLattice } from '../../core/options/option-lattice.ts';
import type { OptionTerms } from '../../core/options/series.ts';
import type { AuditLog } from '../../core/silver/audit-log.ts';
import type { StreamOrigin } from '../../core/silver/stream-audit.ts';
import type { StreamTotals } from '../../core/silver/tally.ts';
import { type DayTotals, qualitySince, totalsSince } from './day-counts.ts';
import type { DayListener, IngestDay, OptionsOfDay, TickSize } from './instrument-feed.ts';
import type { RecordFeed } from './record-feed.ts';

export interface OptionFeedsOptions {
  readonly kernel: Kernel;
  readonly listener: DayListener;
  readonly origin: StreamOrigin;
  readonly endNanos: bigint | null;
}

/** Strikes have no tick of their own: prices of the lattice are exact. */
const STRIKE_UNIT: TickSize = { nanos: 1n, from: 'definition' };

interface OpenLattice {
  readonly lattice: OptionLattice;
  readonly instruments: OptionInstrument[];
}

export class OptionFeeds {
  readonly #options: OptionFeedsOptions;
  readonly #lattices = new Map<string, OpenLattice>();

  constructor(options: OptionFeedsOptions) {
    this.#options = options;
  }

  /** A record more than 400 days after the first was refused. */
  get exceedsSpan(): boolean {
    return [...this.#lattices.values()].some(({ lattice }) => lattice.exceedsSpan);
  }

  /** @param own where the option is a day of its own besides */
  open(
    terms: OptionTerms,
    id: Pick<RecordFeed, 'publisherId' | 'instrumentId' | 'untilNanos'>,
    own: (RecordFeed & { finish(): void }) | null,
  ): RecordFeed {
    const key = `${id.publisherId} ${terms.underlying}`;
    const open = this.#lattices.get(key) ?? this.#begin(id.publisherId, terms);
    this.#lattices.set(key, open);
    const { strikeNanos, right, expiryNanos } = terms;
    const instrument = new OptionInstrument(open.lattice, { strikeNanos, right, expiryNanos });
    open.instruments.push(instrument);
    return new OptionFeed(open.lattice, instrument, id, own);
  }

  /** End of the records. */
  finish(): void {
    for (const { lattice, instruments } of this.#lattices.values()) {
      for (const instrument of instruments) instrument.finish();
      lattice.finish();
    }
  }

  #begin(publisherId: number, { underlying, underlyingId }: OptionTerms): OpenLattice {
    const { kernel, listener, origin, endNanos } = this.#options;
    let day: LatticeDay | null = null;
    const lattice: OptionLattice = new OptionLattice({
      kernel,
      origin,
      endNanos,
      onDayStart: ({ dayStartNanos, firstWindow }) => {
        day = new LatticeDay(lattice, { publisherId, underlying, underlyingId, dayStartNanos, firstWindow });
        listener.onDayStart(day);
      },
      onChunk: (chunk) => day && listener.onChunk(day, chunk),
      onDayEnd: ({ totals, audit }) => {
        day?.end(totals, audit);
        if (day) listener.onDayEnd(day);
      },
    });
    return { lattice, instruments: [] };
  }
}

class OptionFeed implements RecordFeed {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly untilNanos: bigint | null;
  retired = false;
  /** Where nothing but the strikes wants the records, and the id goes on meaning this option. */
  readonly batch: OptionLattice | undefined;
  readonly member: number;
  readonly #lattice: OptionLattice;
  readonly #instrument: OptionInstrument;
  readonly #own: RecordFeed | null;

  constructor(
    lattice: OptionLattice,
    instrument: OptionInstrument,
    id: Pick<RecordFeed, 'publisherId' | 'instrumentId' | 'untilNanos'>,
    own: RecordFeed | null,
  ) {
    this.publisherId = id.publisherId;
    this.instrumentId = id.instrumentId;
    this.untilNanos = id.untilNanos;
    this.batch = own === null && id.untilNanos === null ? lattice : undefined;
    this.member = instrument.book;
    this.#lattice = lattice;
    this.#instrument = instrument;
    this.#own = own;
  }

  take(words: Int32Array, from: number, to: number, stride: number): void {
    this.#instrument.records(words, from, to, stride);
    this.#own?.take(words, from, to, stride);
  }

  note(kind: AuditKind, words: Int32Array, at: number): void {
    this.#lattice.note(kind, words, at, this.#lattice.now);
    this.#own?.note(kind, words, at);
  }

  retire(): void {
    this.retired = true;
    this.#instrument.retire();
    this.#own?.retire();
  }
}

class LatticeDay implements IngestDay {
  readonly publisherId: number;
  readonly instrumentId: number;
  readonly dayStartNanos: bigint;
  readonly utcDate: string;
  readonly firstWindow: number;
  readonly tick = STRIKE_UNIT;
  readonly #lattice: OptionLattice;
  readonly #underlying: string;
  readonly #before: StreamTotals;
  readonly #qualityBefore: QualityCounts;
  #ended: { totals: StreamTotals; quality: QualityCounts; audit: AuditLog } | null = null;

  constructor(
    lattice: OptionLattice,
    init: {
      publisherId: number;
      underlying: string;
      underlyingId: number;
      dayStartNanos: bigint;
      firstWindow: number;
    },
  ) {
    this.publisherId = init.publisherId;
    this.instrumentId = init.underlyingId;
    this.dayStartNanos = init.dayStartNanos;
    this.utcDate = utcDateFromTs(init.dayStartNanos);
    this.firstWindow = init.firstWindow;
    this.#lattice = lattice;
    this.#underlying = init.underlying;
    this.#before = lattice.totals;
    this.#qualityBefore = { ...lattice.quality };
  }

  get options(): OptionsOfDay {
    return {
      underlying: this.#underlying,
      series: this.#lattice.series.map(({ strikeNanos, right, expiryNanos }) => ({
        strike: String(strikeNanos),
        right,
        expiry: String(expiryNanos),
      })),
    };
  }

  totals(): DayTotals {
    if (this.#ended) return this.#ended.totals;
    return totalsSince(this.#before, this.#lattice.totals, this.dayStartNanos);
  }

  quality(): QualityCounts {
    return this.#ended?.quality ?? qualitySince(this.#qualityBefore, this.#lattice.quality);
  }

  audit(): AuditLog {
    return this.#ended?.audit ?? this.#lattice.audit;
  }

  /** Fixes the counts: what comes later belongs to the next day. */
  end(totals: StreamTotals, audit: AuditLog): void {
    this.#ended = { totals, quality: this.quality(), audit };
  }
}
