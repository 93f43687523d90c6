// The forecast at the playhead: asked for second by second, one request at a time. While one is under way only the
// newest wish is kept, so that fast replay and scrubbing never queue; an answer that nobody wants any more is dropped.
import {
  FORECAST_HORIZON,
  type ForecastMode,
  type ForecastParams,
  NULL_FLOAT64,
} from '../../../contracts/forecast.ts';
import type { ForecastAnswer, ForecastCalibration, ForecastObstacle } from '../../../contracts/messages.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { type Column, decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface Forecast {
  readonly dayId: string;
  /** Made from this second, at whose end the path begins. */
  readonly window: number;
  readonly mode: ForecastMode;
  readonly paramsHash: string;
  readonly state: ForecastAnswer['state'];
  readonly reliability: ForecastAnswer['reliability'];
  /** What the loaded calibration says; null without one. */
  readonly calibration: ForecastCalibration | null;
  /** Where mid goes, ticks, by seconds 0 … 30; empty without a path. */
  readonly ticks: Float64Array;
  /** Of the first step: ticks/s², viscosity, their ratio; null without a path. */
  readonly drive: {
    readonly near: number;
    readonly far: number;
    readonly drag: number;
    readonly strength: number;
  } | null;
  /** Where nine of ten lie above and below, ticks, by seconds 0 … 30; null without a calibration. */
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
  readonly obstacles: readonly ForecastObstacle[];
}

export interface ForecastWish {
  readonly dayId: string;
  readonly window: number;
  readonly mode: ForecastMode;
  readonly params: FieldParams;
  readonly paramsHash: string;
  readonly forecast: ForecastParams;
  readonly forecastHash: string;
  /** Hash of the calibration that is loaded; null without one. */
  readonly calibration?: string | null;
}

/** In fast replay the path shown may be this many seconds old: it is replaced before the eye has left it. */
export const MOST_LAG = 5;

export class ForecastReader {
  readonly #forecast = new ObservableValue<Forecast | null>(null);
  readonly #wish: NewestWish<ForecastWish>;

  constructor(peer: Pick<Peer, 'call'>) {
    this.#wish = new NewestWish(async (wish) => {
      try {
        const { result, payload } = await peer.call('forecast.at', requestFor(wish));
        const forecast = forecastFrom(wish.dayId, result, payload);
        if (fits(forecast, this.#wish.current)) this.#forecast.set(forecast);
      } catch (error) {
        // There is no path meanwhile.
        this.#forecast.set(null);
        throw error;
      }
    });
  }

  /** What is to be shown; never of a later second than the one wished for. */
  get forecast(): Observable<Forecast | null> {
    return this.#forecast;
  }

  show(wish: ForecastWish | null): void {
    const { current } = this.#wish;
    if (wish && current && sameWish(wish, current)) return;
    if (!fits(this.#forecast.get(), wish)) this.#forecast.set(null);
    this.#wish.set(wish);
  }
}

function requestFor({ dayId, window, mode, params, forecast, calibration }: ForecastWish) {
  return { dayId, window, mode, params, forecast, ...(calibration ? { calibration } : {}) };
}

function sameWish(a: ForecastWish, b: ForecastWish): boolean {
  return (
    a.dayId === b.dayId &&
    a.window === b.window &&
    a.mode === b.mode &&
    a.paramsHash === b.paramsHash &&
    a.forecastHash === b.forecastHash &&
    (a.calibration ?? null) === (b.calibration ?? null)
  );
}

/** Whether a forecast may stand for what is wished for until that has come. */
function fits(forecast: Forecast | null, wish: ForecastWish | null): boolean {
  if (!forecast || !wish || forecast.dayId !== wish.dayId || forecast.mode !== wish.mode) return false;
  if ((forecast.calibration?.hash ?? null) !== (wish.calibration ?? null)) return false;
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
    calibration: answer.calibration,
    ticks: isPath ? pathTicks(columns['x_p'], spotTick) : new Float64Array(0),
    drive: isPath
      ? { near: first('F_near'), far: first('F_far'), drag: first('nu_local'), strength: first('strength') }
      : null,
    band: isPath ? bandOf(columns, spotTick) : null,
    obstacles: answer.obstacles,
  };
}

/** The tenth and the ninetieth percentile of the change of mid, from where the path begins. */
function bandOf(columns: Readonly<Record<string, Column>>, spotTick: number): Forecast['band'] {
  const start = spotTick + Number(columns['x_p']?.[0]);
  const edge = (name: string): Float64Array =>
    Float64Array.from({ length: FORECAST_HORIZON + 1 }, (_, h) => {
      const change = Number(columns[name]?.[h] ?? NULL_FLOAT64);
      return change === NULL_FLOAT64 ? Number.NaN : start + change;
    });
  const [low, high] = [edge('q10'), edge('q90')];
  return low.some(Number.isFinite) && high.some(Number.isFinite) ? { low, high } : null;
}

function pathTicks(positions: Column | undefined, spotTick: number): Float64Array {
  return Float64Array.from(
    { length: FORECAST_HORIZON + 1 },
    (_, h) => spotTick + Number(positions?.[h] ?? Number.NaN),
  );
}
