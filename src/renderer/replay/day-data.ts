// One day as the page holds it: its index of chunks and the columns of book_snapshot_1s for every window, in arrays by
// second of the UTC day. Fetched in runs of chunks, newest first, those with nothing to draw last; grows with the day.

import { BOOK_SNAPSHOT, type ColumnType, NULL_INT32 } from '../../../contracts/datasets.ts';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { ChunkInfo, DayInfo } from '../../../contracts/messages.ts';
import { type Column, type DecodedBatch, decodeBatches } from '../../../contracts/tables.ts';
import { NANOS_PER_SECOND, WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import { type ExchangeSession, exchangeSessionFrom, NO_SESSION } from '../scene/exchange-session.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';

const CHUNKS_PER_REQUEST = 32;
/** As many as the first view shows, so that it need not wait for hours that are out of sight. */
const CHUNKS_FIRST = 3;

export type SnapshotColumnName = (typeof BOOK_SNAPSHOT.columns)[number]['name'];

/** One row of book_snapshot_1s; null where the table has a null. */
export interface SnapshotRow {
  readonly window: number;
  readonly bestBidTick: number | null;
  readonly bestBidQty: number;
  readonly bestBidOrders: number;
  readonly bestAskTick: number | null;
  readonly bestAskQty: number;
  readonly bestAskOrders: number;
  readonly mid2: number | null;
  readonly spotTick: number | null;
  readonly volumeBuy: number;
  readonly volumeSell: number;
  readonly volumeNone: number;
  readonly bookValid: boolean;
  readonly windowValid: boolean;
  readonly crossed: boolean;
  readonly crossedEvents: number;
}

export class DayData implements Disposable {
  readonly dayId: string;
  readonly dayStartNanos: bigint;
  readonly tickSizeNanos: bigint;
  /** Chunk index by chunk number. */
  readonly chunks: (ChunkInfo | undefined)[] = [];
  readonly #peer: Peer;
  readonly #whenPainted: (() => Promise<void>) | undefined;
  readonly #columns: ReadonlyMap<string, Column>;
  /** 1 where a window's row is here. */
  readonly #here = new Uint8Array(WINDOWS_PER_DAY);
  readonly #revision = new ObservableValue(0);
  readonly #fault = new ObservableValue<Fault | null>(null);
  readonly #subscriptions = new DisposableSet();
  readonly #abort = new AbortController();
  readonly #wanted = new Set<number>();
  #info: DayInfo;
  #exchange = NO_SESSION;
  #loading = false;
  #hasAsked = false;
  #whenLoaded: Promise<void> = Promise.resolve();

  static async open(peer: Peer, dayId: string, whenPainted?: () => Promise<void>): Promise<DayData> {
    const { result } = await peer.call('day.info', { dayId });
    return new DayData(peer, result, whenPainted);
  }

  /** `whenPainted`: what hours out of sight wait for. */
  constructor(peer: Peer, info: DayInfo, whenPainted?: () => Promise<void>) {
    this.#peer = peer;
    this.#whenPainted = whenPainted;
    this.#info = info;
    this.dayId = info.summary.dayId;
    this.dayStartNanos = BigInt(info.summary.dayStartNanos);
    this.tickSizeNanos = BigInt(info.summary.tickSizeNanos);
    this.#columns = new Map(
      BOOK_SNAPSHOT.columns.map(({ name, type, nullAs }) => [name, emptyColumn(type, nullAs)]),
    );
    this.#addChunks(info.chunks);
    this.#subscriptions.add(
      peer.on('day.grown', (grown) => {
        if (grown.dayId !== this.dayId) return;
        this.#info = {
          ...this.#info,
          windowEnd: grown.windowEnd,
          summary: { ...this.#info.summary, state: grown.state },
        };
        this.#addChunks(grown.chunks);
        this.#changed();
      }),
    );
  }

  /** Counts up whenever rows, chunks or the day's state changed. */
  get revision(): Observable<number> {
    return this.#revision;
  }

  /** What the exchange said of the day besides orders, once `loadExchange` has it. */
  get exchange(): ExchangeSession {
    return this.#exchange;
  }

  /** Asks for what the exchange said; a day that is still being read has nothing to tell yet. */
  async loadExchange(): Promise<void> {
    const { dayId } = this;
    const { result } = await this.#peer.call('day.session', { dayId }, { signal: this.#abort.signal });
    this.#exchange = exchangeSessionFrom(result, this.dayStartNanos, this.tickSizeNanos);
    if (result.spans.length + result.figures.length > 0) this.#changed();
  }

  /** Why rows are missing, if asking for them failed. */
  get fault(): Observable<Fault | null> {
    return this.#fault;
  }

  get info(): DayInfo {
    return this.#info;
  }

  /** Takes up options that became known after the day was opened. */
  setOptions(options: DayInfo['options']): void {
    if (this.#info.options !== undefined || options === undefined) return;
    this.#info = { ...this.#info, options };
    this.#changed();
  }

  get windowFrom(): number {
    return this.#info.windowFrom;
  }

  /** One past the last closed window. */
  get windowEnd(): number {
    return this.#info.windowEnd;
  }

  /** Where there is something to see: the first valid window, else the first. Chunks tell it before their rows are here. */
  get firstShownWindow(): number {
    const chunk = this.chunks.find((each) => each !== undefined && each.validWindows > 0);
    if (!chunk) return this.windowFrom;
    const valid = this.column('window_valid').indexOf(1, chunk.windowFrom);
    return valid >= chunk.windowFrom && valid < chunk.windowFrom + chunk.windowCount
      ? valid
      : chunk.windowFrom;
  }

  /** Settles when every chunk known so far is here, or could not be had. */
  get whenLoaded(): Promise<void> {
    return this.#whenLoaded;
  }

  /** Int32 or Uint8 column of book_snapshot_1s by window; rows that are not here read as null or 0. */
  column(name: SnapshotColumnName): Int32Array | Uint8Array {
    return this.#columns.get(name) as Int32Array | Uint8Array;
  }

  has(window: number): boolean {
    return this.#here[window] === 1;
  }

  snapshotAt(window: number): SnapshotRow | null {
    if (!this.has(window)) return null;
    const number = (name: string): number => Number(this.column(name)[window]);
    const nullable = (name: string): number | null => (number(name) === NULL_INT32 ? null : number(name));
    return {
      window,
      bestBidTick: nullable('best_bid_tick'),
      bestBidQty: number('best_bid_qty'),
      bestBidOrders: number('best_bid_orders'),
      bestAskTick: nullable('best_ask_tick'),
      bestAskQty: number('best_ask_qty'),
      bestAskOrders: number('best_ask_orders'),
      mid2: nullable('mid2'),
      spotTick: nullable('spot_tick'),
      volumeBuy: number('traded_volume_buy'),
      volumeSell: number('traded_volume_sell'),
      volumeNone: number('traded_volume_none'),
      bookValid: number('book_valid') === 1,
      windowValid: number('window_valid') === 1,
      crossed: number('crossed') === 1,
      crossedEvents: number('crossed_events'),
    };
  }

  /** Records in each of `buckets` equal parts of [from, to): the day's activity. */
  activity(buckets: number, from = this.windowFrom, to = this.windowEnd): Float64Array {
    const sums = new Float64Array(buckets);
    const columns = ['records_a', 'records_c', 'records_m', 'records_t'].map((name) => this.column(name));
    for (let window = Math.max(0, Math.floor(from)); window < Math.min(to, WINDOWS_PER_DAY); window++) {
      const bucket = Math.min(
        buckets - 1,
        Math.max(0, Math.floor(((window - from) / (to - from)) * buckets)),
      );
      for (const column of columns) sums[bucket] = (sums[bucket] as number) + (column[window] as number);
    }
    return sums;
  }

  /** Lowest bid and highest ask over the valid windows of [from, to), ticks; null where there are none. */
  touchRange(from: number, to: number): { lo: number; hi: number } | null {
    const bid = this.column('best_bid_tick');
    const ask = this.column('best_ask_tick');
    const valid = this.column('window_valid');
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    for (let window = Math.max(0, Math.floor(from)); window < Math.min(to, WINDOWS_PER_DAY); window++) {
      if (valid[window] !== 1) continue;
      lo = Math.min(lo, bid[window] as number, ask[window] as number);
      hi = Math.max(hi, bid[window] as number, ask[window] as number);
    }
    return lo <= hi ? { lo, hi } : null;
  }

  /** Lowest and highest spot anchor of the chunks with windows in [from, to), ticks; null where none tells one. */
  spotRange(from = 0, to = WINDOWS_PER_DAY): { lo: number; hi: number } | null {
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    for (const chunk of this.chunks) {
      if (chunk?.spotLo === null || chunk?.spotHi === null || chunk === undefined) continue;
      if (chunk.windowFrom >= to || chunk.windowFrom + chunk.windowCount <= from) continue;
      lo = Math.min(lo, chunk.spotLo);
      hi = Math.max(hi, chunk.spotHi);
    }
    return lo <= hi ? { lo, hi } : null;
  }

  /** Last window before `end` whose book had both sides, with its mid in half ticks. */
  lastMid(end: number): { window: number; mid2: number } | null {
    const mid2 = this.column('mid2');
    for (let window = Math.min(end, WINDOWS_PER_DAY) - 1; window >= this.windowFrom; window--) {
      const value = mid2[window] as number;
      if (value !== NULL_INT32) return { window, mid2: value };
    }
    return null;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#abort.abort();
  }

  #addChunks(chunks: readonly ChunkInfo[]): void {
    for (const chunk of chunks) {
      this.chunks[chunk.chunk] = chunk;
      this.#wanted.add(chunk.chunk);
    }
    if (!this.#loading && this.#wanted.size > 0) this.#whenLoaded = this.#load();
  }

  async #load(): Promise<void> {
    this.#loading = true;
    try {
      while (this.#wanted.size > 0 && !this.#abort.signal.aborted) {
        if (this.#hasAsked) await this.#whenPainted?.();
        if (this.#abort.signal.aborted) return;
        const { shown, ...range } = this.#nextRun();
        const { payload } = await this.#peer.call(
          'day.snapshots',
          { dayId: this.dayId, ...range },
          { signal: this.#abort.signal },
        );
        if (payload) for (const batch of decodeBatches(BOOK_SNAPSHOT, payload)) this.#take(batch);
        // Hours without a valid second change nothing on the chart: they are told of once.
        if (shown || this.#wanted.size === 0) this.#changed();
      }
    } catch (error) {
      this.#wanted.clear();
      const fault = faultFrom(error);
      if (fault.code !== 'cancelled') this.#fault.set(fault);
    } finally {
      this.#loading = false;
    }
  }

  /** The newest run of wanted chunks in which something can be drawn, while there is one; takes it off the list. */
  #nextRun(): { chunkFrom: number; chunkEnd: number; shown: boolean } {
    const isShown = (chunk: number): boolean => (this.chunks[chunk]?.validWindows ?? 0) > 0;
    const drawn = [...this.#wanted].filter(isShown);
    const shown = drawn.length > 0;
    const isNext = (chunk: number): boolean => this.#wanted.has(chunk) && isShown(chunk) === shown;
    const chunkEnd = Math.max(...(shown ? drawn : this.#wanted)) + 1;
    const most = this.#hasAsked ? CHUNKS_PER_REQUEST : CHUNKS_FIRST;
    this.#hasAsked = true;
    let chunkFrom = chunkEnd - 1;
    while (isNext(chunkFrom - 1) && chunkEnd - chunkFrom < most) chunkFrom--;
    for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) this.#wanted.delete(chunk);
    return { chunkFrom, chunkEnd, shown };
  }

  /** Rows of a batch are consecutive windows; the first one's end says which. */
  #take(batch: DecodedBatch): void {
    const ends = batch.columns['window_end_ts_ns'] as BigInt64Array;
    if (batch.length === 0) return;
    const windowFrom = Number(((ends[0] as bigint) - this.dayStartNanos) / NANOS_PER_SECOND) - 1;
    if (windowFrom < 0 || windowFrom + batch.length > WINDOWS_PER_DAY) return;
    for (const [name, column] of this.#columns) {
      const values = batch.columns[name];
      if (values) (column as Int32Array).set(values as Int32Array, windowFrom);
    }
    this.#here.fill(1, windowFrom, windowFrom + batch.length);
  }

  #changed(): void {
    this.#revision.set(this.#revision.get() + 1);
  }
}

function emptyColumn(type: ColumnType, nullAs: number | bigint | undefined): Column {
  if (type === 'uint8') return new Uint8Array(WINDOWS_PER_DAY);
  if (type === 'int64') return new BigInt64Array(WINDOWS_PER_DAY).fill((nullAs as bigint | undefined) ?? 0n);
  return new Int32Array(WINDOWS_PER_DAY).fill((nullAs as number | undefined) ?? 0);
}
