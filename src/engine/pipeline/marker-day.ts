// Markers of one day under one set of parameters, made when somebody asks: one walk through the day gives all its
// events; the markers of any stretch of it are made again from the state that the walk left behind nearest before.
import type { MarkerParams } from '../../../contracts/markers.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { lowerBound } from '../../base/bisect.ts';
import { type MarkerCheckpoint, MarkerStream } from '../../core/markers/marker-stream.ts';
import { type EventBuffer, eventBuffer, type MarkerBuffer, markerBuffer } from '../../core/markers/rows.ts';
import type { TapeColumns } from '../../core/tape/tape-rows.ts';
import type { DerivedFiles } from '../store/derived-files.ts';
import type { Store } from '../store/store.ts';
import { decodeEvents, encodeEvents, encodeMarkers } from './marker-tables.ts';
import type { Precedence } from './precedence.ts';
import { Turns } from './turn.ts';

/** Chunks between the states that the walk leaves behind. */
const STRIDE = 8;
/** An answer about events waits no longer than this for the walk. */
const PATIENCE_MILLIS = 400;

export interface MarkerDayOptions {
  readonly store: Store;
  readonly precedence: Precedence;
  readonly dayId: string;
  readonly fieldParams: FieldParams;
  readonly markerParams: MarkerParams;
  /** Where the events of a closed day are kept; null where these parameters are not worth it. */
  readonly files: DerivedFiles | null;
  readonly eventsFile: string;
}

export interface DayEvents {
  /** Events are known before this window. */
  readonly windowEnd: number;
  /** Nothing of the day is left to be looked through. */
  readonly complete: boolean;
  /** False: an older version stored the day without sweeps and refills. */
  readonly tapeKnown: boolean;
  /** Arrow stream of stream/marker_events. */
  readonly table: Uint8Array;
}

export class MarkerDay {
  readonly #options: MarkerDayOptions;
  readonly #dayStart: bigint;
  readonly #states = new Map<number, MarkerCheckpoint>();
  #stream: MarkerStream;
  /** Chunks (by their place in the day's list) that the walk has gone through. */
  #walked = 0;
  #walk: Promise<void> = Promise.resolve();
  #events: EventBuffer = eventBuffer();
  /** Events came from the disk: the walk only serves markers then. */
  #storedEvents: EventBuffer | null = null;
  #lookedOnDisk = false;
  #tape: TapeColumns | null | undefined;

  constructor(options: MarkerDayOptions) {
    this.#options = options;
    this.#dayStart = BigInt(options.store.day(options.dayId).summary.dayStartNanos);
    this.#stream = new MarkerStream(options.fieldParams, options.markerParams);
  }

  /** Events in windows from `windowFrom` on, as far as the walk gets within a moment. */
  async events(windowFrom: number, signal: AbortSignal): Promise<DayEvents> {
    const stored = await this.#fromDisk();
    const day = this.#options.store.day(this.#options.dayId);
    if (stored) return this.#answer(stored, windowFrom, day.windowEnd, true);
    const until = performance.now() + PATIENCE_MILLIS;
    await this.#walkTo(day.chunks.length, signal, () => performance.now() < until);
    const { chunks, windowEnd, summary } = this.#options.store.day(this.#options.dayId);
    const complete = this.#walked >= chunks.length;
    const next = chunks[this.#walked];
    if (complete && summary.state !== 'growing') void this.#keep();
    return this.#answer(this.#events, windowFrom, next?.windowFrom ?? windowEnd, complete);
  }

  /** Arrow stream of stream/markers_1s for the valid windows in [windowFrom, windowEnd). */
  async markers(windowFrom: number, windowEnd: number, signal: AbortSignal): Promise<Uint8Array> {
    const { chunks } = this.#options.store.day(this.#options.dayId);
    const first = chunks.findIndex((info) => info.windowFrom + info.windowCount > windowFrom);
    const rows = markerBuffer();
    const wanted = chunks.findLastIndex((info) => info.windowFrom < windowEnd) + 1;
    if (first >= 0 && first < wanted) {
      const from = first - (first % STRIDE);
      await this.#walkTo(from, signal, () => true);
      const stream = new MarkerStream(this.#options.fieldParams, this.#options.markerParams);
      const state = this.#states.get(from);
      if (state) stream.restore(state);
      for (let position = from; position < wanted; position++) {
        await this.#through(stream, position, signal, { windowFrom, windowEnd, rows });
      }
    }
    return encodeMarkers(rows.columns(), this.#dayStart);
  }

  async #answer(
    events: EventBuffer,
    windowFrom: number,
    windowEnd: number,
    complete: boolean,
  ): Promise<DayEvents> {
    const rows = events.columns();
    const first = lowerBound(rows.window, windowFrom);
    const table = encodeEvents(events.columns(first), this.#dayStart);
    return { windowEnd, complete, tapeKnown: (await this.#tapeNow()) !== null, table };
  }

  /** Of a closed day read once. */
  async #tapeNow(): Promise<TapeColumns | null> {
    const { store, dayId } = this.#options;
    if (this.#tape !== undefined) return this.#tape;
    const closed = store.day(dayId).summary.state !== 'growing';
    const tape = await store.tape(dayId);
    if (closed) this.#tape = tape;
    return tape;
  }

  /** Goes on to chunk `position` while `patient`; walks take turns, and one that is given up leaves what it did. */
  #walkTo(position: number, signal: AbortSignal, patient: () => boolean): Promise<void> {
    this.#walk = this.#walk
      .catch(() => {})
      .then(async () => {
        while (this.#walked < position && patient()) {
          await this.#through(this.#stream, this.#walked, signal, null);
          this.#walked += 1;
          if (this.#walked % STRIDE === 0) this.#states.set(this.#walked, this.#stream.save());
        }
      });
    return this.#walk;
  }

  /** Steps through one chunk, for events or for the markers of a stretch. */
  async #through(
    stream: MarkerStream,
    position: number,
    signal: AbortSignal,
    wanted: { windowFrom: number; windowEnd: number; rows: MarkerBuffer } | null,
  ): Promise<void> {
    const { store, dayId, precedence } = this.#options;
    const info = store.day(dayId).chunks[position];
    if (info.validWindows === 0) return;
    const chunk = await store.readChunk(dayId, info);
    const tape = wanted ? null : await this.#tapeNow();
    signal.throwIfAborted();
    const turns = new Turns();
    for (let w = 0; w < chunk.windowCount; w++) {
      const window = chunk.windowFrom + w;
      if (wanted && window >= wanted.windowEnd) return;
      const rows = wanted && window >= wanted.windowFrom ? wanted.rows : null;
      stream.step(chunk, w, rows, wanted ? null : this.#events, tape);
      // A chunk once begun is gone through to its end: the walk's stream goes with it.
      if (!turns.due) continue;
      await turns.next();
      await precedence.giveWay();
    }
  }

  async #fromDisk(): Promise<EventBuffer | null> {
    if (this.#lookedOnDisk) return this.#storedEvents;
    const closed = this.#options.store.day(this.#options.dayId).summary.state !== 'growing';
    const bytes = closed ? await this.#options.files?.read(this.#options.eventsFile) : null;
    this.#lookedOnDisk = closed;
    this.#storedEvents = bytes ? decodeEvents(bytes, this.#dayStart) : null;
    return this.#storedEvents;
  }

  async #keep(): Promise<void> {
    if (this.#storedEvents) return;
    this.#storedEvents = this.#events;
    await this.#options.files?.write(
      this.#options.eventsFile,
      encodeEvents(this.#events.columns(), this.#dayStart),
    );
  }
}
