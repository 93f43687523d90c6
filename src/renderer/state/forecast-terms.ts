// What pushes and brakes at the playhead, price by price, and the fast band there with its last change.
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type ForecastWish, MOST_LAG } from './forecast.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface ForecastTerms {
  readonly dayId: string;
  readonly window: number;
  /** Row i is tick tickFrom + i. */
  readonly tickFrom: number;
  /** Ticks/s²; they add up to the force of the first step. */
  readonly push: Float64Array;
  /** They add up to its drag. */
  readonly brake: Float64Array;
  /** The fast band, 1/s, and its change in the last second. */
  readonly fast: Float32Array;
  readonly fastChange: Float32Array;
  /** What is left of a change each second on. */
  readonly decay: number;
}

export class ForecastTermsReader {
  readonly #terms = new ObservableValue<ForecastTerms | null>(null);
  readonly #wish: NewestWish<ForecastWish>;

  constructor(peer: Pick<Peer, 'call'>) {
    this.#wish = new NewestWish(async (wish) => {
      const { dayId, window, params, forecast } = wish;
      const { payload } = await peer.call('forecast.terms', { dayId, window, params, forecast });
      const terms = payload ? termsFrom(wish, payload) : null;
      if (this.#isNear(dayId, window)) this.#terms.set(terms);
    });
  }

  /** Null where there is no path, nothing is wished for, or none has come yet. */
  get terms(): Observable<ForecastTerms | null> {
    return this.#terms;
  }

  show(wish: ForecastWish | null): void {
    this.#wish.set(wish);
    const shown = this.#terms.get();
    if (shown && !this.#isNear(shown.dayId, shown.window)) this.#terms.set(null);
  }

  /** Whether what was made of that second may stand for what is wished for now. */
  #isNear(dayId: string, window: number): boolean {
    const wish = this.#wish.current;
    if (!wish || wish.dayId !== dayId) return false;
    const lag = wish.window - window;
    return lag >= 0 && lag <= MOST_LAG;
  }
}

function termsFrom({ dayId, window, forecast }: ForecastWish, payload: Uint8Array): ForecastTerms | null {
  const columns = decodeTable(payload).batches[0]?.columns ?? {};
  const { price_tick: ticks, push, brake, fast, fast_change: fastChange } = columns;
  if (!(ticks instanceof Int32Array && push instanceof Float64Array && brake instanceof Float64Array))
    return null;
  if (!(fast instanceof Float32Array && fastChange instanceof Float32Array)) return null;
  return { dayId, window, tickFrom: ticks[0] ?? 0, push, brake, fast, fastChange, decay: forecast.duDecay };
}
