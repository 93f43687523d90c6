// Where an ingest's days go when they are kept: into the store, chunk by chunk, and, as news, to whoever is watching.
import type { Fault, FaultCode } from '../../../contracts/errors.ts';
import type { ChunkInfo, DaySummary, EventBody } from '../../../contracts/messages.ts';
import { tradeDaySpans } from '../../../contracts/trade-dates.ts';
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { utcDateNumber } from '../../core/dbn/symbols.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import { DayProfile } from '../../core/silver/day-profile.ts';
import type { DayWriter } from '../store/day-writer.ts';
import { optionsDayEnding } from '../store/options-day.ts';
import type { SourceEnd, SourceWriter } from '../store/source-writer.ts';
import type { Store } from '../store/store.ts';
import { badgeFrom, detailsFrom, type SourceIdentity, summaryFrom } from './day-summary.ts';
import type { IngestAttempt, PassProgress } from './ingest-file.ts';
import type { DayListener, IngestDay } from './instrument-feed.ts';
import type { InstrumentNames } from './names.ts';

/** More days than are looked at one by one while they grow. */
export const MANY_DAYS = 64;

export interface StoredDaysOptions {
  readonly store: Store;
  readonly writer: SourceWriter;
  readonly sourceName: string;
  readonly metadata: DbnMetadata;
  readonly names: InstrumentNames;
  onGrown(grown: EventBody<'day.grown'>): void;
  /** Asked after every block; true when it is time to tell how far it is. */
  progressDue(): boolean;
  onProgress(progress: PassProgress): void;
}

interface OpenDay {
  readonly day: IngestDay;
  readonly writer: DayWriter;
  readonly profile: DayProfile;
  /** Chunks that were not announced yet. */
  fresh: ChunkInfo[];
  /** How the day ended, once it has, and the faults of its source. */
  state: DaySummary['state'];
  faults: readonly FaultCode[];
}

export class StoredDays implements IngestAttempt, DayListener {
  readonly listener: DayListener = this;
  readonly #options: StoredDaysOptions;
  readonly #source: SourceIdentity;
  readonly #days = new Map<IngestDay, OpenDay>();

  constructor(options: StoredDaysOptions) {
    this.#options = options;
    this.#source = {
      sourceId: options.writer.sourceId,
      sourceName: options.sourceName,
      dataset: options.metadata.dataset,
    };
  }

  onDayStart(day: IngestDay): void {
    const { dataset } = this.#source;
    const profile = new DayProfile(tradeDaySpans(dataset, Number(day.dayStartNanos / NANOS_PER_SECOND)));
    const summary = this.#summary(day, profile);
    const details = { ...detailsFrom(day, summary), ...(day.options && { options: day.options }) };
    const writer = this.#options.writer.addDay(
      details,
      () => day.audit().findings(),
      () => day.tape?.() ?? null,
      () => this.#refresh(open),
    );
    const open: OpenDay = { day, writer, profile, fresh: [], state: 'growing', faults: [] };
    this.#days.set(day, open);
  }

  onChunk(day: IngestDay, chunk: SilverChunk): void {
    const open = this.#days.get(day);
    if (!open) return;
    if (!day.options) open.profile.add(chunk);
    open.fresh.push(open.writer.append(chunk));
  }

  onDayEnd(day: IngestDay): void {
    const open = this.#days.get(day);
    if (open) this.#refresh(open);
  }

  onBlock(progress: () => PassProgress): Promise<void> | null {
    if (this.#options.progressDue()) {
      // A file of a whole exchange has thousands: theirs are as fresh as their last chunk.
      const few = this.#days.size <= MANY_DAYS;
      for (const open of this.#days.values()) if (few || open.fresh.length > 0) this.#refresh(open);
      this.announce();
      this.#options.onProgress(progress());
    }
    return this.#options.writer.flushIfDue();
  }

  failure(): Fault | null {
    return this.#options.writer.failure;
  }

  /** Closes the source in the store and tells the days' last state. */
  async complete(end: SourceEnd): Promise<void> {
    const { state, details } = end;
    for (const open of this.#days.values()) {
      open.state = state;
      open.faults = details.faults.map(({ code }) => code);
      this.#refresh(open);
    }
    await this.#options.writer.complete(end);
    this.announce(true);
  }

  get sourceId(): string {
    return this.#source.sourceId;
  }

  /** Whether an unfinished reading that was taken over told something else; ask once this one has ended. */
  disagrees(toTheEnd: boolean): boolean {
    return this.#options.writer.disagrees(toTheEnd);
  }

  discard(): Promise<void> {
    return this.#options.writer.discard();
  }

  summaries(): DaySummary[] {
    return this.#options.writer.summaries();
  }

  /** Tells what closed since the last time; with `all`, every day, since its state changed. */
  announce(all = false): void {
    for (const open of this.#days.values()) {
      const { fresh } = open;
      open.fresh = [];
      if (open.day.options || (fresh.length === 0 && !all)) continue;
      const { details } = open.writer;
      this.#options.onGrown({
        dayId: open.writer.dayId,
        windowEnd: details.windowEnd,
        state: details.summary.state,
        chunks: fresh,
      });
    }
  }

  #refresh({ writer, day, profile, state, faults }: OpenDay): void {
    const { validWindows } = writer.details;
    const verdict = badgeFrom(day, { validWindows, state, faults });
    const summary = { ...this.#summary(day, profile), verdict };
    const options = day.options && { options: day.options };
    writer.details = { ...writer.details, summary, quality: day.quality(), ...options };
  }

  #summary(day: IngestDay, profile: DayProfile): DaySummary {
    if (day.options) {
      const { underlying } = day.options;
      const name = { symbol: underlying, description: `Options of ${underlying}` };
      const dayId = `${this.#source.sourceId}${optionsDayEnding(day.publisherId, underlying, day.utcDate)}`;
      return { ...summaryFrom(day, this.#source, name, profile), dayId };
    }
    const name = this.#options.names.name(day.instrumentId, utcDateNumber(day.dayStartNanos));
    return summaryFrom(day, this.#source, name, profile);
  }
}
