// Markers of all days that are looked at: one MarkerDay a day and set of parameters.
import { DEFAULT_MARKER_PARAMS, type MarkerParams, markersHash } from '../../../contracts/markers.ts';
import { Lru } from '../../base/lru.ts';
import type { Store } from '../store/store.ts';
import { MarkerDay } from './marker-day.ts';
import type { ParamSet } from './param-set.ts';
import { Precedence } from './precedence.ts';

const DAYS_KEPT = 8;
/** Only what is made under the defaults is worth a file: what is tried out is made anew. */
const DEFAULT_HASH = markersHash(DEFAULT_MARKER_PARAMS);

export class Markers {
  readonly #store: Store;
  readonly #precedence: Precedence;
  readonly #days = new Lru<string, MarkerDay>(DAYS_KEPT);

  /** `precedence`: of pictures made in the same thread. */
  constructor(store: Store, precedence = new Precedence()) {
    this.#store = store;
    this.#precedence = precedence;
  }

  day(dayId: string, set: ParamSet, markerParams: MarkerParams = DEFAULT_MARKER_PARAMS): MarkerDay {
    const hash = markersHash(markerParams);
    const key = `${dayId}/${set.hash}/${hash}`;
    const known = this.#days.get(key);
    if (known) return known;
    const day = new MarkerDay({
      store: this.#store,
      precedence: this.#precedence,
      dayId,
      fieldParams: set.params,
      markerParams,
      files: set.onDisk && hash === DEFAULT_HASH ? this.#store.derivedFiles(dayId, set.hash) : null,
      eventsFile: `marker-events-${hash}.arrow`,
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
