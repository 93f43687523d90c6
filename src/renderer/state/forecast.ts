// The forecast at the playhead: asked for second by second, one request at a time. While one is under way only the
// newest wish is kept, so that fast replay and scrubbing never queue; an answer that nobody wants any more is dropped.
import { FORECAST_HORIZON, FORECAST_PRESETS, type ForecastMode } from '../../../contracts/forecast.ts';
import type { ForecastAnswer, ForecastObstacle } from '../../../contracts/messages.ts';
import { type FieldParams, presetOfParams } from '../../../contracts/params.ts';
import { type Column, decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface Forecast {
  readonly dayId: string;
  /** Made from this second, at whose end the path begins. */
  readonly window: number;
  readonly mode: ForecastMode;
  readonly paramsHash: string;
  readonly state: ForecastAnswer['state'];
  readonly reliability: ForecastAnswer['reliability'];
  /** Where mid goes, ticks, by seconds 0 … 30; empty without a path. */
  readonly ticks: Float64Array;
  /** Of the first step: ticks/s², viscosity, their ratio; null without a path. */
  readonly drive: {
    readonly near: number;
    readonly far: number;
    readonly drag: number;
    readonly strength: number;
  } | null;
  readonly obstacles: readonly ForecastObstacle[];
}

export interface ForecastWish {
  readonly dayId: string;
  readonly window: number;
  readonly mode: ForecastMode;
  readonly params: FieldParams;
  readonly paramsHash: string;
}

/** In fast replay the path shown may be this many seconds old: it is replaced before the eye has left it. */
export const MOST_LAG = 5;

const RETRY_MS = 400;
const MOST_RETRIES = 8;

export class ForecastReader {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #forecast = new ObservableValue<Forecast | null>(null);
  #wish: ForecastWish | null = null;
  #reading = false;
  #failures = 0;

  constructor(peer: Pick<Peer, 'call'>) {
    this.#peer = peer;
  }

  /** What is to be shown; never of a later second than the one wished for. */
  get forecast(): Observable<Forecast | null> {
    return this.#forecast;
  }

  show(wish: ForecastWish | null): void {
    if (wish && this.#wish && sameWish(wish, this.#wish)) return;
    this.#wish = wish;
    this.#failures = 0;
    if (!fits(this.#forecast.get(), wish)) this.#forecast.set(null);
    if (wish && !this.#reading) void this.#readNewest();
  }

  async #readNewest(): Promise<void> {
    this.#reading = true;
    try {
      for (let wish = this.#wish; wish; wish = this.#wish === wish ? null : this.#wish) {
        const { result, payload } = await this.#peer.call('forecast.at', requestFor(wish));
        const forecast = forecastFrom(wish.dayId, result, payload);
        if (fits(forecast, this.#wish)) this.#forecast.set(forecast);
      }
    } catch {
      // The day may have been closed, or its newest second be not yet in the store: there is no path meanwhile.
      this.#forecast.set(null);
      this.#retry();
    } finally {
      this.#reading = false;
    }
  }

  #retry(): void {
    const wish = this.#wish;
    if (!wish || ++this.#failures > MOST_RETRIES) return;
    setTimeout(() => {
      if (this.#wish === wish && !this.#reading) void this.#readNewest();
    }, RETRY_MS);
  }
}

/** The forecast's own parameters are those of the preset that the fields are under, else the model's. */
function requestFor({ dayId, window, mode, params }: ForecastWish) {
  const preset = presetOfParams(params);
  return { dayId, window, mode, params, forecast: preset ? FORECAST_PRESETS[preset] : undefined };
}

function sameWish(a: ForecastWish, b: ForecastWish): boolean {
  return a.dayId === b.dayId && a.window === b.window && a.mode === b.mode && a.paramsHash === b.paramsHash;
}

/** Whether a forecast may stand for what is wished for until that has come. */
function fits(forecast: Forecast | null, wish: ForecastWish | null): boolean {
  if (!forecast || !wish || forecast.dayId !== wish.dayId || forecast.mode !== wish.mode) return false;
  const lag = wish.window - forecast.window;
  return lag >= 0 && lag <= MOST_LAG;
}

function forecastFrom(
  dayId: string,
  answer: ForecastAnswer,
  payload: Uint8Array | null | undefined,
): Forecast {
  const columns = payload ? (decodeTable(payload).batches[0]?.columns ?? {}) : {};
  const first = (name: string): number => Number(columns[name]?.[0]);
  const { spotTick } = answer;
  const isPath = answer.state === 'path' && spotTick !== null;
  return {
    dayId,
    window: answer.window,
    mode: answer.mode,
    paramsHash: answer.paramsHash,
    state: answer.state,
    reliability: answer.reliability,
    ticks: isPath ? pathTicks(columns['x_p'], spotTick) : new Float64Array(0),
    drive: isPath
      ? { near: first('F_near'), far: first('F_far'), drag: first('nu_local'), strength: first('strength') }
      : null,
    obstacles: answer.obstacles,
  };
}

function pathTicks(positions: Column | undefined, spotTick: number): Float64Array {
  return Float64Array.from(
    { length: FORECAST_HORIZON + 1 },
    (_, h) => spotTick + Number(positions?.[h] ?? Number.NaN),
  );
}
