// Markers of all days that are looked at: one MarkerDay a day and set of parameters.
import { createHash } from 'node:crypto';
import { DEFAULT_MARKER_PARAMS, MARKER_MODEL_VERSION } from '../../../contracts/markers.ts';
import { Lru } from '../../base/lru.ts';
import type { Store } from '../store/store.ts';
import { MarkerDay } from './marker-day.ts';
import type { ParamSet } from './param-set.ts';

const DAYS_KEPT = 8;

export class Markers {
  readonly #store: Store;
  readonly #days = new Lru<string, MarkerDay>(DAYS_KEPT);

  constructor(store: Store) {
    this.#store = store;
  }

  day(dayId: string, set: ParamSet): MarkerDay {
    const key = `${dayId}/${set.hash}`;
    const known = this.#days.get(key);
    if (known) return known;
    const day = new MarkerDay({
      store: this.#store,
      dayId,
      fieldParams: set.params,
      markerParams: DEFAULT_MARKER_PARAMS,
      files: set.onDisk ? this.#store.derivedFiles(dayId, set.hash) : null,
      eventsFile: EVENTS_FILE,
    });
    this.#days.set(key, day);
    return day;
  }

  /** Forgets what was made of days that are no more. */
  forget(dayIds: readonly string[]): void {
    for (const key of [...this.#days.keys()]) {
      if (dayIds.some((dayId) => key.startsWith(`${dayId}/`))) this.#days.delete(key);
    }
  }
}

const settings = JSON.stringify([MARKER_MODEL_VERSION, DEFAULT_MARKER_PARAMS]);
const EVENTS_FILE = `marker-events-${createHash('sha256').update(settings).digest('hex').slice(0, 12)}.arrow`;
