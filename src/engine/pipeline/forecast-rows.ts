// Tables that the page asks of the forecast: what a step is made of by price, and where paths of the past went.
import { FORECAST_PATHS, FORECAST_TERMS, type ForecastMode } from '../../../contracts/forecast.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import type { Frame } from '../../core/fields/frame.ts';
import type { ForecastPath, ForecastTerms } from '../../core/forecast/forecaster.ts';

/** Fields that the line's frame must have beside the forecast's own. */
export const TERM_FIELDS = ['u_band_fast', 'du_band_fast_dt'] as const;

/** Arrow stream of FORECAST_TERMS. */
export function encodeTerms({ tickFrom, push, brake }: ForecastTerms, line: Frame): Uint8Array {
  const rows = push.length;
  const field = (id: string): Float32Array => {
    const plane = line.plane(id);
    const first = tickFrom - line.tickLo;
    return Float32Array.from({ length: rows }, (_, i) => plane[first + i] ?? 0);
  };
  return encodeTable(
    FORECAST_TERMS,
    {
      price_tick: Int32Array.from({ length: rows }, (_, i) => tickFrom + i),
      push,
      brake,
      fast: field('u_band_fast'),
      fast_change: field('du_band_fast_dt'),
    },
    rows,
  );
}

/** Seconds whose paths are wanted, and at which horizons. */
export interface PathsSpan {
  readonly windowFrom: number;
  readonly windowEnd: number;
  readonly every: number;
  readonly mode: ForecastMode;
  readonly horizons: readonly number[];
}

/** Rows of FORECAST_PATHS as they come. */
export class PathRows {
  readonly #horizons: readonly number[];
  readonly #window: Int32Array;
  readonly #horizon: Uint8Array;
  readonly #mid: Float64Array;
  readonly #strength: Float32Array;
  #rows = 0;

  constructor({ windowFrom, windowEnd, every, horizons }: PathsSpan) {
    const most = Math.ceil((windowEnd - windowFrom) / every) * horizons.length;
    this.#horizons = horizons;
    this.#window = new Int32Array(most);
    this.#horizon = new Uint8Array(most);
    this.#mid = new Float64Array(most);
    this.#strength = new Float32Array(most);
  }

  get paths(): number {
    return this.#rows / this.#horizons.length;
  }

  add(window: number, spotTick: number, { position, strength }: ForecastPath): void {
    for (const h of this.#horizons) {
      const row = this.#rows++;
      this.#window[row] = window;
      this.#horizon[row] = h;
      this.#mid[row] = spotTick + position[h];
      this.#strength[row] = strength[h];
    }
  }

  encode(): Uint8Array {
    const rows = this.#rows;
    return encodeTable(
      FORECAST_PATHS,
      {
        window: this.#window.subarray(0, rows),
        horizon_s: this.#horizon.subarray(0, rows),
        mid_tick: this.#mid.subarray(0, rows),
        strength: this.#strength.subarray(0, rows),
      },
      rows,
    );
  }
}
