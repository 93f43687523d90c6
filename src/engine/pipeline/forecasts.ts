// Forecasts of all days that are looked at: one ForecastDay a day and set of parameters.
import { Lru } from '../../base/lru.ts';
import type { Store } from '../store/store.ts';
import { ForecastDay } from './forecast-day.ts';
import type { Gold } from './gold.ts';
import type { ParamSet } from './param-set.ts';

const DAYS_KEPT = 4;

export class Forecasts {
  readonly #store: Store;
  readonly #gold: Gold;
  readonly #days = new Lru<string, ForecastDay>(DAYS_KEPT);

  constructor(store: Store, gold: Gold) {
    this.#store = store;
    this.#gold = gold;
  }

  day(dayId: string, set: ParamSet): ForecastDay {
    return this.#dayOf('', dayId, set);
  }

  /** Another of the same, whose kernel goes through the past and leaves the playhead's where it stands. */
  past(dayId: string, set: ParamSet): ForecastDay {
    return this.#dayOf('/past', dayId, set);
  }

  #dayOf(use: '' | '/past', dayId: string, set: ParamSet): ForecastDay {
    const gold = this.#gold.day(dayId, set);
    const key = `${dayId}/${gold.source.set.hash}${use}`;
    const known = this.#days.get(key);
    if (known) return known;
    const day = new ForecastDay({ store: this.#store, dayId, set, gold });
    this.#days.set(key, day, 1);
    return day;
  }

  /** Forgets what was made of days that are no more. */
  forget(dayIds: readonly string[]): void {
    for (const key of [...this.#days.keys()]) {
      if (dayIds.some((dayId) => key.startsWith(`${dayId}/`))) this.#days.delete(key);
    }
  }
}
