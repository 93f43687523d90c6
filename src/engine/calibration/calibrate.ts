// A calibration from its days to its file: samples, fits of every fold, scores of days that no fit had seen, maps.
import {
  CALIBRATION_FORMAT,
  CALIBRATION_VERSION,
  type CalibrateRequest,
  type Calibration,
} from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { heldBeside } from '../../../contracts/fitted.ts';
import { DEFAULT_FORECAST_PARAMS, type ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZONS } from '../../../contracts/horizons.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_MODEL_VERSION } from '../../../contracts/params.ts';
import { changeCounts, majorityOf } from '../../core/evaluation/baselines.ts';
import { quantileOf } from '../../core/evaluation/block-bootstrap.ts';
import type { ScoredDay } from '../../core/evaluation/confidence.ts';
import { type Fold, jackknifeInterval, leaveOneOut, walkForward } from '../../core/evaluation/folds.ts';
import {
  fitMaps,
  keptMaps,
  type MapsWorth,
  mapsByDay,
  worthOfMaps,
} from '../../core/evaluation/out-of-fold.ts';
import type { FittedValues } from '../../core/evaluation/particle-fit.ts';
import { FEATURES, predictByRegression } from '../../core/evaluation/regression.ts';
import { paramSetFrom } from '../pipeline/param-set.ts';
import { nextTurn } from '../pipeline/turn.ts';
import { evaluationOf, type ReportFacts, type ScoredJobDay } from './evaluation-report.ts';
import { type FitChoice, fitFolds, pathsOf, type RegressionFit, regressFolds } from './folded-fits.ts';
import { type JobContext, type JobDay, planOf, productOf, readDays, secondsOf } from './job-days.ts';
import { foldedVariants } from './variants.ts';

/** Share of the training days' seconds that lie below, and above, the range that counts as known. */
const RANGE_TAIL = 0.001;

/** Throws a FaultError as planSamples and the store do, and `bad_request` where there is one day only. */
export async function calibrate(context: JobContext, request: CalibrateRequest): Promise<Calibration> {
  const { store, pool, productVersion, onProgress } = context;
  const set = paramSetFrom(request.params ?? DEFAULT_FIELD_PARAMS);
  const base = request.forecast ?? DEFAULT_FORECAST_PARAMS;
  if (request.dayIds.length < 2)
    throw new FaultError({
      code: 'bad_request',
      message: 'A calibration takes two days or more: what is fitted on one is tested on another.',
      hint: 'One day can be judged as it is: fieldbook evaluate.',
    });
  const plan = planOf(store, request.dayIds, request.session, base);
  const total = secondsOf(plan);
  const days = await readDays(pool, store, plan, set.params, base, (done) =>
    onProgress({ stage: 'reading', done, total }),
  );
  const forward = walkForward(days.length);
  const others = leaveOneOut(days.length);
  const all = days.map((_, day) => day);
  const trainings = [...forward.map(({ train }) => train), ...others.map(({ train }) => train), all];
  const choice: FitChoice = {
    names: request.fit,
    base,
    horizons: HORIZONS.map((seconds) => request.fitHorizons.includes(seconds)),
    flatViscosity: null,
  };
  const samples = days.map((day) => day.samples);
  let fitted = 0;
  const tellFit = (): void => onProgress({ stage: 'fitting', done: ++fitted, total: trainings.length });
  onProgress({ stage: 'fitting', done: 0, total: trainings.length });
  const fits = await fitFolds(pool, samples, trainings, choice, tellFit);
  const regressions = await regressFolds(pool, samples, trainings);
  onProgress({ stage: 'scoring', done: 0, total: 1 });
  const whole = { values: fits.at(-1) as FittedValues, regression: regressions.at(-1) as RegressionFit };
  const counts = samples.map(changeCounts);
  const walkedReady = Promise.withResolvers<readonly ScoredJobDay[]>();
  // Their fits go on in the other threads while this one scores.
  const variantsMade = request.variants
    ? foldedVariants({ context, request, plan, days, folds: forward, whole: walkedReady.promise, choice })
    : Promise.resolve([]);
  // What goes wrong is told where they are waited for.
  variantsMade.catch(() => {});
  const scored = async (folds: readonly Fold[], from: number): Promise<ScoredJobDay[]> => {
    const all: ScoredJobDay[] = [];
    for (const [i, { test, train }] of folds.entries()) {
      const params = { ...base, ...fits[from + i] };
      const { ridge, logistic } = regressions[from + i];
      all.push({
        day: days[test],
        ...pathsOf(samples[test], params),
        regression: predictByRegression(samples[test], ridge, logistic),
        majority: majorityOf(train.map((day) => counts[day])),
      });
      // A thread that has done its task gets the next one.
      await nextTurn();
    }
    return all;
  };
  const walked = await scored(forward, 0);
  walkedReady.resolve(walked);
  const left = await scored(others, forward.length);
  const walkedDays = walked.map(asScored);
  const leftDays = left.map(asScored);
  const walkedMaps = mapsByDay(walkedDays, (day) => walkedDays.slice(0, day));
  await nextTurn();
  const leftMaps = mapsByDay(leftDays, (day) => leftDays.filter((_, other) => other !== day));
  await nextTurn();
  const worth: MapsWorth = worthOfMaps(leftDays, leftMaps);
  const forecast: ForecastParams = { ...base, ...whole.values };
  const held = heldBeside(request.fit, forecast);
  const facts = (scheme: ReportFacts['scheme']): ReportFacts => ({
    productVersion,
    session: plan.session,
    set,
    forecast,
    held,
    scheme,
    judged: 'fitted fold by fold',
  });
  await nextTurn();
  const walkedWorth = worthOfMaps(walkedDays, walkedMaps);
  const leaveOneDayOut = evaluationOf(facts('leave-one-day-out'), left, worth, []);
  await nextTurn();
  const maps = fitMaps(leftDays);
  const variants = await variantsMade;
  const walkForwardReport = evaluationOf(facts('walk-forward'), walked, walkedWorth, variants);
  const skill = walkForwardReport.horizons.map(({ gate }) => gate.open);
  const first = days[0] as JobDay;
  return {
    format: CALIBRATION_FORMAT,
    version: CALIBRATION_VERSION,
    productVersion,
    fieldModelVersion: FIELD_MODEL_VERSION,
    product: productOf(first.summary),
    session: plan.session,
    mode: 'frozen',
    params: set.params,
    paramsHash: set.hash,
    forecast,
    fitHorizons: [...request.fitHorizons],
    fitted: request.fit.map((name) => ({
      name,
      value: whole.values[name],
      interval: jackknifeInterval(
        whole.values[name],
        fits.slice(forward.length, -1).map((values) => values[name]),
      ),
    })),
    held,
    days: days.map(({ summary, samples: { rows } }) => ({
      dayId: summary.dayId,
      symbol: summary.symbol,
      utcDate: summary.utcDate,
      rows,
    })),
    volatilityThirds: maps.thirds,
    horizons: keptMaps(maps, worth, leftDays, leftMaps, skill),
    ranges: rangesOf(days),
    regression: {
      features: [...FEATURES],
      ridge: whole.regression.ridge.map((weights) => [...weights]),
      logistic: whole.regression.logistic.map((weights) => [...weights]),
    },
    majority: majorityOf(counts),
    walkForward: walkForwardReport,
    leaveOneDayOut,
  };
}

function asScored({ day, deltas }: ScoredJobDay): ScoredDay {
  return { samples: day.samples, deltas };
}

function rangesOf(days: readonly JobDay[]): Calibration['ranges'] {
  const range = (name: 'volatility' | 'depth' | 'spread'): [number, number] => {
    const all = Float64Array.from(days.flatMap(({ samples }) => [...samples[name]])).sort();
    return [quantileOf(all, RANGE_TAIL), quantileOf(all, 1 - RANGE_TAIL)];
  };
  return { volatility: range('volatility'), depth: range('depth'), spread: range('spread') };
}
