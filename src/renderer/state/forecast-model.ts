// The forecast's settings as they hold: the model's own, or those of the calibration that is loaded where it fits the open
// day and the fields. What every request about a path is made with, so that path, terms and record are of one model.
import { type CalibrationSummary, symbolRoot } from '../../../contracts/calibration.ts';
import { type ForecastMode, type ForecastParams, forecastHash } from '../../../contracts/forecast.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { type DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { CalibrationsState } from './calibrations.ts';
import type { DocumentStore } from './document.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { ParamsState } from './params.ts';

export interface ForecastModel extends ParamsState {
  /** Loaded, whether or not it fits; null without one. */
  readonly calibration: CalibrationSummary | null;
  /** Whether it was made on the open day's product. */
  readonly fitsDay: boolean;
}

export interface ForecastSettings {
  readonly params: FieldParams;
  readonly paramsHash: string;
  readonly forecast: ForecastParams;
  readonly forecastHash: string;
  readonly calibration: string | null;
}

/** What a request in that mode is made with. */
export function forecastSettings(model: ForecastModel, mode: ForecastMode | 'off'): ForecastSettings {
  const { params, hash: paramsHash, calibration, fitsDay } = model;
  const fits = calibration && fitsDay && calibration.mode === mode && calibration.paramsHash === paramsHash;
  const forecast = fits ? calibration.forecast : model.forecast;
  return {
    params,
    paramsHash,
    forecast,
    forecastHash: fits ? forecastHash(forecast) : model.forecastHash,
    calibration: calibration?.hash ?? null,
  };
}

/** Follows parameters, calibrations and the open day until `subscriptions` are disposed of. */
export function forecastModelOf(
  params: Observable<ParamsState>,
  calibrations: Observable<CalibrationsState>,
  document: DocumentStore,
  subscriptions: DisposableSet,
): Observable<ForecastModel> {
  const model = (): ForecastModel => {
    const { active } = calibrations.get();
    const day = document.getState().day?.summary ?? null;
    return {
      ...params.get(),
      calibration: active,
      fitsDay: active !== null && day !== null && isOfProduct(active, day),
    };
  };
  const value = new ObservableValue(model());
  const renew = (): void => value.set(model());
  subscriptions.add(params.subscribe(renew));
  let known = calibrations.get().active;
  subscriptions.add(
    calibrations.subscribe(({ active }) => {
      if (active === known) return;
      known = active;
      renew();
    }),
  );
  subscriptions.add(
    disposableFrom(
      document.subscribe((now, before) => {
        if (now.day?.summary.dayId !== before.day?.summary.dayId) renew();
      }),
    ),
  );
  return value;
}

export function isOfProduct(
  { dataset, symbolRoot: root, tickSizeNanos }: CalibrationSummary,
  day: DaySummary,
): boolean {
  return dataset === day.dataset && root === symbolRoot(day) && tickSizeNanos === day.tickSizeNanos;
}
