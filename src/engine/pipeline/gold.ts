// Gold of all days that are looked at: one GoldDay a day and set of parameters, their caches' budgets, and the turn-taking
// of background work, which rests while a request is being answered.
import { createHash } from 'node:crypto';
import { FIELD_MODEL_VERSION, type FieldParams } from '../../../contracts/params.ts';
import { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import type { Store } from '../store/store.ts';
import { GoldDay } from './gold-day.ts';

const TILE_BYTES = 128 * 1024 * 1024;
const CHECKPOINT_BYTES = 48 * 1024 * 1024;
const DAYS_KEPT = 16;
const REST_MILLIS = 8;

/** Names what gold depends on besides silver: parameters and the model's version. */
export function paramsHashFrom(params: FieldParams): string {
  const ordered = JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(`${FIELD_MODEL_VERSION}:${ordered}`).digest('hex').slice(0, 16);
}

export class Gold {
  readonly params: FieldParams;
  readonly paramsHash: string;
  readonly #store: Store;
  readonly #days = new Lru<string, GoldDay>(DAYS_KEPT);
  readonly #tiles = new Lru<string, Promise<Uint8Array[]>>(TILE_BYTES);
  readonly #checkpoints = new Lru<string, GoldCheckpoint>(CHECKPOINT_BYTES);
  readonly #abort = new AbortController();
  readonly #advancing = new Map<string, Promise<void>>();
  #requests = 0;

  constructor(store: Store, params: FieldParams) {
    this.#store = store;
    this.params = params;
    this.paramsHash = paramsHashFrom(params);
  }

  day(dayId: string): GoldDay {
    const known = this.#days.get(dayId);
    if (known) return known;
    const day = new GoldDay({
      store: this.#store,
      dayId,
      params: this.params,
      paramsHash: this.paramsHash,
      checkpoints: this.#checkpoints,
      tiles: this.#tiles,
    });
    this.#days.set(dayId, day);
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

  /** A day grew: its walk goes on if somebody looks at it. */
  grown(dayId: string): void {
    if (this.#days.peek(dayId)) this.advance(dayId);
  }

  /** Starts, or goes on with, the background walk of a day. */
  advance(dayId: string): void {
    if (this.#abort.signal.aborted || this.#advancing.has(dayId)) return;
    const walk = this.day(dayId)
      .advance((hurry) => this.#rest(hurry), this.#abort.signal)
      // Whoever asks for what is missing gets the fault; the background has nobody to tell.
      .catch(() => {})
      .finally(() => this.#advancing.delete(dayId));
    this.#advancing.set(dayId, walk);
  }

  /** Forgets what was made of days that are no more. */
  forget(dayIds: readonly string[]): void {
    for (const dayId of dayIds) this.#days.delete(dayId);
    const gone = (key: string): boolean => dayIds.some((dayId) => key.startsWith(`${dayId}/`));
    for (const key of [...this.#tiles.keys()]) if (gone(key)) this.#tiles.delete(key);
    for (const key of [...this.#checkpoints.keys()]) if (gone(key)) this.#checkpoints.delete(key);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#advancing.values());
  }

  /** The background rests while somebody waits for an answer, and while a file is being read. */
  async #rest(hurry: () => boolean): Promise<void> {
    while ((this.#requests > 0 || this.#store.isReading) && !hurry() && !this.#abort.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, REST_MILLIS));
    }
  }
}
