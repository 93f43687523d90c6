// Gold of all days that are looked at: one GoldDay a day and set of parameters, their caches' budgets, and the turn-taking
// of background work, which rests while a request is being answered and follows the parameters that were asked for last.
import { strikesOfDayId } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import type { Store } from '../store/store.ts';
import { GoldDay } from './gold-day.ts';
import type { SliceCache, SliceStates } from './gold-slice.ts';
import { openGoldSource } from './gold-source.ts';
import { type ParamSet, paramSetFrom } from './param-set.ts';
import { Precedence } from './precedence.ts';

const TILE_BYTES = 128 * 1024 * 1024;
/** Silver of what is in sight: an hour of fifty ticks takes a megabyte or two. */
const SLICE_BYTES = 16 * 1024 * 1024;
const SLICE_STATES = 64;
const CHECKPOINT_BYTES = 48 * 1024 * 1024;
/** Days times sets of parameters whose samples are kept. */
const DAYS_KEPT = 8;
const REST_MILLIS = 8;
/** A set that is changed again within this time (a slider on its way) is not walked for. */
const SETTLE_MILLIS = 400;

interface Walk {
  readonly set: ParamSet;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class Gold {
  readonly defaults: ParamSet;
  readonly precedence = new Precedence();
  readonly #store: Store;
  readonly #days = new Lru<string, GoldDay>(DAYS_KEPT);
  readonly #tiles = new Lru<string, Promise<Uint8Array[]>>(TILE_BYTES);
  readonly #checkpoints = new Lru<string, GoldCheckpoint>(CHECKPOINT_BYTES);
  readonly #slices: SliceCache = new Lru(SLICE_BYTES);
  readonly #sliceStates: SliceStates = new Lru(SLICE_STATES);
  readonly #abort = new AbortController();
  readonly #walks = new Map<string, Walk>();
  /** The set under which each day was looked at last. */
  readonly #looked = new Map<string, ParamSet>();
  #requests = 0;

  constructor(store: Store, params: FieldParams) {
    this.#store = store;
    this.defaults = paramSetFrom(params);
  }

  setOf(params: FieldParams | undefined): ParamSet {
    return params ? paramSetFrom(params) : this.defaults;
  }

  day(dayId: string, set: ParamSet = this.defaults): GoldDay {
    const source = openGoldSource(this.#store, dayId, set);
    const key = `${dayId}/${source.set.hash}`;
    const known = this.#days.get(key);
    if (known) return known;
    const day = new GoldDay({
      source,
      dayId,
      checkpoints: this.#checkpoints,
      tiles: this.#tiles,
      slices: this.#slices,
      sliceStates: this.#sliceStates,
      precedence: this.precedence,
    });
    this.#days.set(key, day);
    return day;
  }

  /** Work that somebody waits for: the background rests meanwhile. */
  async serve<T>(work: () => Promise<T>): Promise<T> {
    this.#requests += 1;
    try {
      return await work();
    } finally {
      this.#requests -= 1;
    }
  }

  /** Work that a picture waits for: all else gives way. */
  picture<T>(work: () => Promise<T>): Promise<T> {
    return this.precedence.picture(() => this.serve(work));
  }

  /** A day grew: its walk goes on if somebody looks at it. */
  grown(dayId: string): void {
    const set = this.#looked.get(dayId);
    if (set) this.advance(dayId, set);
  }

  /** Starts, or goes on with, the background walk of a day; one under other parameters ends where it is. */
  advance(dayId: string, set: ParamSet = this.defaults): void {
    const running = this.#walks.get(dayId);
    if (this.#abort.signal.aborted || running?.set.hash === set.hash) return;
    const changed = this.#looked.get(dayId) !== undefined && this.#looked.get(dayId)?.hash !== set.hash;
    this.#looked.set(dayId, set);
    running?.abort.abort();
    const abort = new AbortController();
    const ended = this.#walk(dayId, set, abort.signal, changed ? SETTLE_MILLIS : 0)
      // Whoever asks for what is missing gets the fault; the background has nobody to tell.
      .catch(() => {})
      .finally(() => {
        if (this.#walks.get(dayId)?.abort === abort) this.#walks.delete(dayId);
      });
    this.#walks.set(dayId, { set, abort, ended });
  }

  /** Forgets what was made of days that are no more. */
  forget(dayIds: readonly string[]): void {
    const gone = (key: string): boolean => {
      const dayId = key.slice(0, key.indexOf('/'));
      return dayIds.includes(strikesOfDayId(dayId)?.dayId ?? dayId);
    };
    for (const cache of [this.#days, this.#tiles, this.#checkpoints, this.#slices, this.#sliceStates])
      for (const key of [...cache.keys()]) if (gone(key)) cache.delete(key);
    for (const dayId of [...this.#looked.keys()]) if (gone(`${dayId}/`)) this.#looked.delete(dayId);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    for (const { abort } of this.#walks.values()) abort.abort();
    await Promise.all([...this.#walks.values()].map(({ ended }) => ended));
  }

  async #walk(dayId: string, set: ParamSet, signal: AbortSignal, settleMillis: number): Promise<void> {
    if (settleMillis > 0) await new Promise((resolve) => setTimeout(resolve, settleMillis));
    signal.throwIfAborted();
    await this.day(dayId, set).advance((hurry) => this.#rest(hurry, signal), signal);
  }

  /** The background rests while somebody waits for an answer, and while a file is being read. */
  async #rest(hurry: () => boolean, signal: AbortSignal): Promise<void> {
    while ((this.#requests > 0 || this.#store.isReading) && !hurry() && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, REST_MILLIS));
    }
  }
}
