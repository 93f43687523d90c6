// An evaluation of parameters as they are: of a calibration on days that it has not seen, or, without one, of what the
// model starts with. A day that the calibration was fitted on is named and counts for nothing.
import {
  type Calibration,
  calibrationHash,
  type EvaluateRequest,
  misfits,
} from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import type { Evaluation } from '../../../contracts/evaluation.ts';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { type Maps, type MapsWorth, worthOfMaps } from '../../core/evaluation/out-of-fold.ts';
import { predictByRegression } from '../../core/evaluation/regression.ts';
import { paramSetFrom } from '../pipeline/param-set.ts';
import { evaluationOf, type ScoredJobDay } from './evaluation-report.ts';
import { pathsOf } from './folded-fits.ts';
import { type JobContext, type JobDay, planOf, readDays, secondsOf } from './job-days.ts';
import { givenVariants } from './variants.ts';

/** Throws a FaultError as planSamples and the store do, and `bad_request` where the calibration does not fit the days. */
export async function evaluate(
  context: JobContext,
  request: EvaluateRequest,
  calibration: Calibration | null,
): Promise<Evaluation> {
  const { store, pool, productVersion, onProgress } = context;
  const set = paramSetFrom(calibration?.params ?? request.params ?? DEFAULT_FIELD_PARAMS);
  const forecast = calibration?.forecast ?? request.forecast ?? DEFAULT_FORECAST_PARAMS;
  const plan = planOf(store, request.dayIds, request.session ?? calibration?.session, forecast);
  if (calibration) refuseMisfit(calibration, store.day(request.dayIds[0] as string).summary);
  const total = secondsOf(plan);
  const days = await readDays(pool, store, plan, set.params, forecast, (done) =>
    onProgress({ stage: 'reading', done, total }),
  );
  const known = (day: JobDay): boolean =>
    calibration?.days.some(({ utcDate }) => utcDate === day.summary.utcDate) ?? false;
  const held = days.filter((day) => !known(day));
  if (held.length === 0)
    throw new FaultError({
      code: 'bad_request',
      message: 'The calibration was fitted on every one of these days: there is nothing to judge it by.',
      hint: 'Its own report on days that each fit had not seen is in its file. Choose other days.',
    });
  const heldPlan = { ...plan, spans: held.map(({ span }) => span) };
  onProgress({ stage: 'scoring', done: 0, total: 1 });
  const scored = held.map((day): ScoredJobDay => {
    const regression = calibration
      ? predictByRegression(
          day.samples,
          calibration.regression.ridge.map((weights) => Float64Array.from(weights)),
          calibration.regression.logistic.map((weights) => Float64Array.from(weights)),
        )
      : null;
    const majority = calibration?.majority ?? null;
    return { day, ...pathsOf(day.samples, forecast), regression, majority };
  });
  const variants = request.variants ? await givenVariants(context, heldPlan, held, forecast, set.params) : [];
  return evaluationOf(
    {
      productVersion,
      session: plan.session,
      set,
      forecast,
      held: calibration?.held ?? [],
      scheme: 'given',
      judged: calibration ? calibrationHash(calibration) : 'uncalibrated',
    },
    scored,
    calibration && worthOf(calibration, scored),
    variants,
    days.filter(known),
  );
}

function worthOf(calibration: Calibration, scored: readonly ScoredJobDay[]): MapsWorth {
  const maps: Maps = {
    thirds: calibration.volatilityThirds,
    confidence: calibration.horizons.map(({ confidence }) => confidence),
    bands: calibration.horizons.map(({ band }) => band && widened(band)),
  };
  const days = scored.map(({ day, deltas }) => ({ samples: day.samples, deltas }));
  return worthOfMaps(
    days,
    days.map(() => maps),
  );
}

type KeptBand = NonNullable<Calibration['horizons'][number]['band']>;

function widened({ low, high, widen }: KeptBand): Maps['bands'][number] {
  const by = ([a, b, c]: readonly [number, number, number]): [number, number, number] => [
    a * widen,
    b * widen,
    c * widen,
  ];
  return { low: by(low), high: by(high) };
}

function refuseMisfit(calibration: Calibration, day: DaySummary): void {
  const found = misfits(calibration, day, calibration);
  if (found.length === 0) return;
  throw new FaultError({
    code: 'bad_request',
    message: `The calibration does not fit these days: ${found.join('; ')}.`,
    hint: 'Calibrate on days of this instrument.',
  });
}
