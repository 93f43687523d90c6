// Requests about the forecast.
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function forecastHandlers({ calibrations, forecasts, gold, jobs }: EngineContext) {
  return {
    'forecast.at': async ({ dayId, window, mode, params, forecast, calibration }, { signal }) => {
      const named = calibration === undefined ? null : await calibrations.get(calibration);
      const { answer, table } = await jobs.guard(dayId, () =>
        gold.serve(() =>
          forecasts
            .day(dayId, gold.setOf(params))
            .at(window, mode, forecast ?? DEFAULT_FORECAST_PARAMS, named, signal),
        ),
      );
      return table ? { result: answer, payload: table } : { result: answer };
    },
    'forecast.terms': async ({ dayId, window, params, forecast }, { signal }) => {
      const { spotTick, table } = await jobs.guard(dayId, () =>
        gold.serve(() =>
          forecasts.day(dayId, gold.setOf(params)).terms(window, forecast ?? DEFAULT_FORECAST_PARAMS, signal),
        ),
      );
      const result = { window, spotTick };
      return table ? { result, payload: table } : { result };
    },
    'forecast.paths': async (
      { dayId, windowFrom, windowEnd, every, mode, horizons, params, forecast },
      { signal },
    ) => {
      const span = { windowFrom, windowEnd, every, mode, horizons };
      const { paths, table } = await jobs.guard(dayId, () =>
        gold.serve(() =>
          forecasts.past(dayId, gold.setOf(params)).paths(span, forecast ?? DEFAULT_FORECAST_PARAMS, signal),
        ),
      );
      return { result: { windowFrom, windowEnd, paths }, payload: table };
    },
  } satisfies Handlers;
}
