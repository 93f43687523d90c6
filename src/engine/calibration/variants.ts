// What each part of the model is worth: the forecast without it, fitted anew on the same folds, or as it is where nothing
// is fitted; and the two presets of the fields against each other.
import type { CalibrateRequest } from '../../../contracts/calibration.ts';
import type { VariantReport } from '../../../contracts/evaluation.ts';
import { FORECAST_PRESETS, type ForecastParams } from '../../../contracts/forecast.ts';
import {
  DEFAULT_FIELD_PARAMS,
  FIELD_PRESETS,
  type FieldParams,
  PRESET_NAMES,
  type PresetName,
  paramsHash,
} from '../../../contracts/params.ts';
import type { Fold } from '../../core/evaluation/folds.ts';
import { scorePaths } from '../../core/evaluation/judge.ts';
import { variantReport } from '../../core/evaluation/report.ts';
import type { ScoreSums } from '../../core/evaluation/score-sums.ts';
import { openGoldSource } from '../pipeline/gold-source.ts';
import { paramSetFrom } from '../pipeline/param-set.ts';
import type { ScoredJobDay } from './evaluation-report.ts';
import { type FitChoice, fitFolds, pathsOf } from './folded-fits.ts';
import { type JobContext, type JobDay, readDays } from './job-days.ts';
import type { SamplePlan } from './sample-plan.ts';

interface Part {
  readonly name: string;
  readonly label: string;
  readonly change: Partial<ForecastParams>;
  readonly flat: boolean;
}

const PARTS: readonly Part[] = [
  { name: 'without_far', label: 'without far force', change: { betaFar: 0 }, flat: false },
  { name: 'without_nu', label: 'without ν: as viscous everywhere as on average', change: {}, flat: true },
  { name: 'without_start', label: 'without start velocity', change: { betaV: 0 }, flat: false },
];

const WITHOUT_OPTIONS = { name: 'without_options', label: 'without options' } as const;
const NO_OPTIONS: VariantReport = {
  ...WITHOUT_OPTIONS,
  absent: 'no options of these days are in the store',
  horizons: [],
};

/** Whether options of any of the days add to their viscosity. */
function haveOptions({ store }: JobContext, days: readonly JobDay[], params: FieldParams): boolean {
  const set = paramSetFrom(params);
  return (
    params.lambdaOpt > 0 && days.some(({ span }) => openGoldSource(store, span.dayId, set).options !== null)
  );
}

interface FoldedOptions {
  readonly context: JobContext;
  readonly request: CalibrateRequest;
  readonly plan: SamplePlan;
  readonly days: readonly JobDay[];
  readonly folds: readonly Fold[];
  /** The whole forecast on the folds' test days, once it is scored. */
  readonly whole: Promise<readonly ScoredJobDay[]>;
  readonly choice: FitChoice;
}

type Variant = Pick<VariantReport, 'name' | 'label'> & { readonly sums: readonly ScoreSums[] };

/**
 * Each variant is fitted on the training days of each fold, as the whole was. All at once, so that no thread waits for
 * another's fit; but other fields' samples of all days one set after the other, which is what the memory holds.
 */
export async function foldedVariants(options: FoldedOptions): Promise<VariantReport[]> {
  const { context, days } = options;
  const params = options.request.params ?? DEFAULT_FIELD_PARAMS;
  const withOptions = haveOptions(context, days, params);
  const [parts, others] = await Promise.all([
    Promise.all(PARTS.map((part) => withoutPart(options, part))),
    underOtherFields(options, otherFields(params, withOptions)),
  ]);
  const whole = (await options.whole).map(({ day, deltas }) => scorePaths(day.samples, deltas));
  const reports = [...others.filter(isBare), ...parts, ...others.filter((other) => !isBare(other))].map(
    ({ name, label, sums }) => variantReport(name, label, whole, sums),
  );
  return withOptions ? reports : [NO_OPTIONS, ...reports];
}

function isBare({ name }: Variant): boolean {
  return name === WITHOUT_OPTIONS.name;
}

async function withoutPart(options: FoldedOptions, { name, label, change, flat }: Part): Promise<Variant> {
  const { days, choice } = options;
  const variant: FitChoice = {
    ...choice,
    names: choice.names.filter((fitted) => change[fitted] === undefined),
    base: { ...choice.base, ...change },
    flatViscosity: flat ? averageViscosity(days) : null,
  };
  return { name, label, sums: await foldedSums(options, days, variant) };
}

type OtherFields = Pick<Variant, 'name' | 'label'> & { readonly params: FieldParams };

function otherFields(params: FieldParams, withOptions: boolean): OtherFields[] {
  const bare = withOptions ? [{ ...WITHOUT_OPTIONS, params: { ...params, lambdaOpt: 0 } }] : [];
  const presets = PRESET_NAMES.filter(
    (preset) => paramsHash(FIELD_PRESETS[preset]) !== paramsHash(params),
  ).map((preset) => ({ name: preset, label: labelOf(preset), params: FIELD_PRESETS[preset] }));
  return [...bare, ...presets];
}

async function underOtherFields(options: FoldedOptions, sets: readonly OtherFields[]): Promise<Variant[]> {
  const { context, plan, choice } = options;
  const variants: Variant[] = [];
  for (const { name, label, params } of sets) {
    const days = await daysUnder(context, plan, params, choice.base);
    variants.push({ name, label, sums: await foldedSums(options, days, choice) });
  }
  return variants;
}

async function foldedSums(
  { context, folds }: FoldedOptions,
  days: readonly JobDay[],
  choice: FitChoice,
): Promise<ScoreSums[]> {
  const samples = days.map((day) => day.samples);
  const trainings = folds.map(({ train }) => train);
  const fits = await fitFolds(context.pool, samples, trainings, choice, () => {});
  return folds.map(({ test }, i) => {
    const { deltas } = pathsOf(samples[test], { ...choice.base, ...fits[i] }, choice.flatViscosity);
    return scorePaths(samples[test], deltas);
  });
}

/** The same without fitting: each part left out of parameters that are given. */
export async function givenVariants(
  context: JobContext,
  plan: SamplePlan,
  days: readonly JobDay[],
  forecast: ForecastParams,
  params: FieldParams,
): Promise<VariantReport[]> {
  const score = (day: JobDay, under: ForecastParams, flat: number | null): ScoreSums =>
    scorePaths(day.samples, pathsOf(day.samples, under, flat).deltas);
  const whole = days.map((day) => score(day, forecast, null));
  const reports: VariantReport[] = [];
  if (haveOptions(context, days, params)) {
    const bare = await daysUnder(context, plan, { ...params, lambdaOpt: 0 }, forecast);
    const { name, label } = WITHOUT_OPTIONS;
    reports.push(
      variantReport(
        name,
        label,
        whole,
        bare.map((day) => score(day, forecast, null)),
      ),
    );
  } else reports.push(NO_OPTIONS);
  for (const { name, label, change, flat } of PARTS) {
    const nu = flat ? averageViscosity(days) : null;
    const without = days.map((day) => score(day, { ...forecast, ...change }, nu));
    reports.push(variantReport(name, label, whole, without));
  }
  for (const preset of PRESET_NAMES) {
    if (paramsHash(FIELD_PRESETS[preset]) === paramsHash(params)) continue;
    const under = FORECAST_PRESETS[preset] ?? forecast;
    const others = await daysUnder(context, plan, FIELD_PRESETS[preset], under);
    const sums = others.map((day) => score(day, under, null));
    reports.push(variantReport(preset, labelOf(preset), whole, sums));
  }
  return reports;
}

function labelOf(preset: PresetName): string {
  return `fields of the preset ${preset}`;
}

function daysUnder(
  { pool, store, onProgress }: JobContext,
  plan: SamplePlan,
  params: FieldParams,
  forecast: ForecastParams,
): Promise<JobDay[]> {
  const total = plan.spans.reduce((sum, { windowFrom, windowEnd }) => sum + windowEnd - windowFrom, 0);
  return readDays(pool, store, plan, params, forecast, (done) =>
    onProgress({ stage: 'reading', done, total }),
  );
}

/** Mean viscosity where the particles start. */
function averageViscosity(days: readonly JobDay[]): number {
  let sum = 0;
  let count = 0;
  for (const { samples } of days) {
    const width = 2 * samples.reach + 1;
    for (let row = 0; row < samples.rows; row++) sum += samples.drag[row * width + samples.reach];
    count += samples.rows;
  }
  return count > 0 ? sum / count : 0;
}
