// Walls, voids and fronts of the open day as the page holds them: all events known so far, as columns, and the markers of
// the chunks that the playhead visits. Asked for piece by piece; what was asked under other circumstances is dropped.
import type { Fault } from '../../../contracts/errors.ts';
import { faultFrom } from '../../../contracts/errors.ts';
import { FRONT, MARKER_EVENT_KINDS, type MarkerEventKind, VOID, WALL } from '../../../contracts/markers.ts';
import type { ModelParams } from '../../../contracts/model-params.ts';
import { type Column, decodeTable } from '../../../contracts/tables.ts';
import { chunkFromWindow, NANOS_PER_SECOND, WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { upperBound } from '../../base/bisect.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Lru } from '../../base/lru.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';

/** One event as the page reads it. It is known from `window` + 1 on. */
export interface MarkerEvent {
  readonly window: number;
  readonly kind: MarkerEventKind;
  readonly lifeId: number;
  readonly tick: number;
  readonly tickLo: number;
  readonly tickHi: number;
  /** 0 bid, 1 ask */
  readonly side: number;
  readonly lots: number;
  readonly change: number;
  readonly ageSeconds: number;
  readonly strength: number;
  /** Of what the tape tells to the nanosecond: nanoseconds into its second. */
  readonly nanos?: number;
}

/** A marker of one window. */
export interface Marker {
  readonly kind: typeof WALL | typeof VOID | typeof FRONT;
  readonly lifeId: number;
  readonly tick: number;
  readonly tickLo: number;
  readonly tickHi: number;
  readonly side: number;
  readonly lots: number;
  /** Valid windows; -1 for a front. */
  readonly age: number;
  readonly strength: number;
  readonly prominence: number;
}

/** Of the fields that markers are found in, and of the markers. */
export type MarkerSettings = Pick<ModelParams, 'params' | 'markers'>;

interface ChunkMarkers {
  readonly windows: Int32Array;
  readonly columns: Readonly<Record<string, Column>>;
}

const CHUNKS_KEPT = 12;
const TAPE_KINDS: ReadonlySet<MarkerEventKind> = new Set(['sweep', 'iceberg']);

export class DayMarkers implements Disposable {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #dayId: string;
  readonly #dayStart: bigint;
  readonly #settings: MarkerSettings;
  readonly #report: (fault: Fault) => void;
  readonly #revision = new ObservableValue(0);
  readonly #abort = new AbortController();
  readonly #chunks = new Lru<number, ChunkMarkers | null>(CHUNKS_KEPT);
  readonly #events: MarkerEvent[] = [];
  readonly #windows: number[] = [];
  #knownEnd = 0;
  #tapeKnown = true;
  #loading = false;
  #stale = false;

  constructor(
    peer: Pick<Peer, 'call'>,
    day: { readonly dayId: string; readonly dayStartNanos: bigint },
    settings: MarkerSettings,
    report: (fault: Fault) => void,
  ) {
    this.#peer = peer;
    this.#dayId = day.dayId;
    this.#dayStart = day.dayStartNanos;
    this.#settings = settings;
    this.#report = report;
  }

  /** Counts up whenever events or markers came. */
  get revision(): Observable<number> {
    return this.#revision;
  }

  /** All events known so far, in order of time. */
  get events(): readonly MarkerEvent[] {
    return this.#events;
  }

  /** False where an older version stored the day without sweeps and refills. */
  get tapeKnown(): boolean {
    return this.#tapeKnown;
  }

  /** How many of them are known at a position: those whose window has ended by then. */
  countAt(position: number): number {
    return upperBound(this.#windows, Math.floor(position + 1e-9) - 1);
  }

  /** Asks for the events that are still missing; called at the start and whenever the day has grown. */
  async load(): Promise<void> {
    this.#stale = true;
    if (this.#loading) return;
    this.#loading = true;
    try {
      while (this.#stale) {
        this.#stale = false;
        await this.#loadEvents();
      }
    } catch (error) {
      this.#tell(error);
    } finally {
      this.#loading = false;
    }
  }

  /**
   * Markers of the last valid window before `position`, as far back as its chunk goes; null while they are on their way.
   * Asks for them.
   */
  markersAt(position: number): readonly Marker[] | null {
    const window = Math.floor(position + 1e-9) - 1;
    if (window < 0) return [];
    const chunk = chunkFromWindow(window);
    const known = this.#chunks.get(chunk);
    if (known === undefined) void this.#loadChunk(chunk);
    if (!known) return null;
    const end = upperBound(known.windows, window);
    const last = known.windows[end - 1];
    if (last === undefined) return [];
    let first = end - 1;
    while (first > 0 && known.windows[first - 1] === last) first--;
    return Array.from({ length: end - first }, (_, i) => markerOf(known.columns, first + i));
  }

  /** Chunks whose last windows may have been missing are asked for again. */
  forgetChunksFrom(window: number): void {
    for (const chunk of [...this.#chunks.keys()]) {
      if (chunk >= chunkFromWindow(window)) this.#chunks.delete(chunk);
    }
  }

  dispose(): void {
    this.#abort.abort();
  }

  async #loadEvents(): Promise<void> {
    const { signal } = this.#abort;
    for (let complete = false; !complete; ) {
      const request = { dayId: this.#dayId, windowFrom: this.#knownEnd, ...this.#settings };
      const { result, payload } = await this.#peer.call('day.events', request, { signal });
      if (payload) this.#takeEvents(payload);
      this.#knownEnd = Math.max(this.#knownEnd, result.windowEnd);
      complete = result.complete;
      this.#tapeKnown = result.tapeKnown;
      this.#changed();
    }
  }

  #takeEvents(payload: Uint8Array): void {
    for (const { length, columns } of decodeTable(payload).batches) {
      const windows = this.#windowsOf(columns, length);
      const value = (name: string, row: number): number => Number(columns[name]?.[row]);
      for (let row = 0; row < length; row++) {
        const kind = MARKER_EVENT_KINDS[value('kind', row)];
        if (!kind) continue;
        this.#windows.push(windows[row] as number);
        this.#events.push({
          window: windows[row] as number,
          kind,
          lifeId: value('life_id', row),
          tick: value('price_tick', row),
          tickLo: value('tick_lo', row),
          tickHi: value('tick_hi', row),
          side: value('side', row),
          lots: value('qty', row),
          change: value('change_qty', row),
          ageSeconds: value('age_s', row),
          strength: value('strength', row),
          ...(TAPE_KINDS.has(kind) && { nanos: nanosInSecond(columns['ts_ns'], row) }),
        });
      }
    }
  }

  async #loadChunk(chunk: number): Promise<void> {
    this.#chunks.set(chunk, null);
    const windowFrom = chunk * WINDOWS_PER_CHUNK;
    const windowEnd = windowFrom + WINDOWS_PER_CHUNK;
    const request = { dayId: this.#dayId, windowFrom, windowEnd, ...this.#settings };
    try {
      const { payload } = await this.#peer.call('day.markers', request, { signal: this.#abort.signal });
      const batch = payload ? decodeTable(payload).batches[0] : undefined;
      const columns = batch?.columns ?? {};
      this.#chunks.set(chunk, { windows: this.#windowsOf(columns, batch?.length ?? 0), columns });
      this.#changed();
    } catch (error) {
      this.#tell(error);
    }
  }

  #windowsOf(columns: Readonly<Record<string, Column>>, length: number): Int32Array {
    const ends = columns['window_end_ts_ns'] as BigInt64Array | undefined;
    return Int32Array.from({ length }, (_, row) =>
      Number(((ends?.[row] ?? 0n) - this.#dayStart) / NANOS_PER_SECOND - 1n),
    );
  }

  #tell(error: unknown): void {
    const fault = faultFrom(error);
    if (fault.code !== 'cancelled') this.#report(fault);
  }

  #changed(): void {
    this.#revision.set(this.#revision.get() + 1);
  }
}

function nanosInSecond(times: Column | undefined, row: number): number {
  return Number(((times as BigInt64Array)[row] as bigint) % NANOS_PER_SECOND);
}

function markerOf(columns: Readonly<Record<string, Column>>, row: number): Marker {
  const value = (name: string): number => Number(columns[name]?.[row]);
  const kind = value('kind');
  return {
    kind: kind === WALL ? WALL : kind === VOID ? VOID : FRONT,
    lifeId: value('life_id'),
    tick: value('price_tick'),
    tickLo: value('tick_lo'),
    tickHi: value('tick_hi'),
    side: value('side'),
    lots: value('qty'),
    age: value('age'),
    strength: value('strength'),
    prominence: value('prominence'),
  };
}
