// A path as the published table (contracts/forecast.ts). What only a calibration can tell is null without one.
import { FORECAST, FORECAST_MODES, type ForecastMode } from '../../../contracts/forecast.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import { priceNanosFromTick, tsFromWindow } from '../../../contracts/units.ts';
import type { Reliability } from '../../core/evaluation/calibrated-path.ts';
import type { ForecastPath } from '../../core/forecast/forecaster.ts';

/** Arrow stream of stream/forecast_1s for the path from the end of a window. */
export function encodeForecast(
  path: ForecastPath,
  reliability: Reliability,
  window: number,
  mode: ForecastMode,
  { dayStartNanos, tickSizeNanos }: DaySummary,
): Uint8Array {
  const rows = path.position.length;
  const tickSize = BigInt(tickSizeNanos);
  return encodeTable(
    FORECAST,
    {
      window_end_ts_ns: new BigInt64Array(rows).fill(tsFromWindow(window + 1, BigInt(dayStartNanos))),
      mode: new Uint8Array(rows).fill(FORECAST_MODES.indexOf(mode)),
      horizon_s: Uint8Array.from({ length: rows }, (_, h) => h),
      predicted_tick_delta: path.delta,
      predicted_spot_tick: path.spotTick,
      predicted_spot_price: BigInt64Array.from(path.spotTick, (tick) => priceNanosFromTick(tick, tickSize)),
      direction: path.direction,
      strength: path.strength,
      F_near: path.forceNear,
      F_far: path.forceFar,
      nu_local: path.viscosity,
      x_p: path.position,
      v_p: path.velocity,
      ...reliability,
    },
    rows,
  );
}
