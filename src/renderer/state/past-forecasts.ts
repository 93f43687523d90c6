// Paths of the last minutes, to be drawn over what then happened. What was made once is kept; as the playhead goes on
// only the newest is asked for.
import { FORECAST_HORIZON } from '../../../contracts/forecast.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { ForecastWish } from './forecast.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface PastPath {
  /** Made from this second, at whose end it begins. */
  readonly window: number;
  /** Where it said mid would be, ticks, by seconds 0 … 30. */
  readonly ticks: Float64Array;
}

/** Seconds between the paths, and how many are shown. */
export const PAST_EVERY = 10;
export const PAST_SHOWN = 18;
const KEPT = 400;
const HORIZONS = Array.from({ length: FORECAST_HORIZON + 1 }, (_, h) => h);

export class PastForecasts {
  readonly #paths = new ObservableValue<readonly PastPath[]>([]);
  readonly #wish: NewestWish<ForecastWish>;
  /** By window; null where there is none. */
  readonly #kept = new Map<number, PastPath | null>();
  #madeFor = '';

  constructor(peer: Pick<Peer, 'call'>) {
    this.#wish = new NewestWish((wish) => this.#read(peer, wish));
  }

  /** Oldest first; none where nothing is wished for. */
  get paths(): Observable<readonly PastPath[]> {
    return this.#paths;
  }

  /** The paths before the wish's second, which is the last one known. */
  show(wish: ForecastWish | null): void {
    const key = wish ? madeFor(wish) : '';
    if (key !== this.#madeFor) this.#kept.clear();
    this.#madeFor = key;
    this.#publish(wish);
    this.#wish.set(wish && missingOf(wish, this.#kept).length > 0 ? wish : null);
  }

  async #read(peer: Pick<Peer, 'call'>, wish: ForecastWish): Promise<void> {
    const missing = missingOf(wish, this.#kept);
    const [first, last] = [missing[0], missing.at(-1)];
    if (first === undefined || last === undefined) return;
    const { dayId, mode, params, forecast } = wish;
    const { payload } = await peer.call('forecast.paths', {
      ...{ dayId, mode, params, forecast, every: PAST_EVERY, horizons: HORIZONS },
      windowFrom: first,
      windowEnd: last + 1,
    });
    if (madeFor(wish) !== this.#madeFor) return;
    for (const window of missing) this.#kept.set(window, null);
    for (const path of pathsFrom(payload)) this.#kept.set(path.window, path);
    for (const window of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(window);
    this.#publish(this.#wish.current ?? wish);
  }

  #publish(wish: ForecastWish | null): void {
    const paths = wish ? wanted(wish).flatMap((window) => this.#kept.get(window) ?? []) : [];
    if (paths.length > 0 || this.#paths.get().length > 0) this.#paths.set(paths);
  }
}

function madeFor({ dayId, mode, paramsHash, forecastHash }: ForecastWish): string {
  return `${dayId}/${mode}/${paramsHash}/${forecastHash}`;
}

function wanted({ window }: ForecastWish): number[] {
  const newest = Math.floor(window / PAST_EVERY) * PAST_EVERY;
  const first = newest - (PAST_SHOWN - 1) * PAST_EVERY;
  return Array.from({ length: PAST_SHOWN }, (_, i) => first + i * PAST_EVERY).filter((each) => each >= 0);
}

function missingOf(wish: ForecastWish, kept: ReadonlyMap<number, unknown>): number[] {
  return wanted(wish).filter((window) => !kept.has(window));
}

function pathsFrom(payload: Uint8Array | null | undefined): PastPath[] {
  const { columns = {}, length = 0 } = (payload && decodeTable(payload).batches[0]) || {};
  const windows = columns['window'] as Int32Array | undefined;
  const ticks = columns['mid_tick'] as Float64Array | undefined;
  const paths: PastPath[] = [];
  for (let row = 0; windows && ticks && row < length; row += HORIZONS.length) {
    paths.push({ window: windows[row] as number, ticks: ticks.slice(row, row + HORIZONS.length) });
  }
  return paths;
}
