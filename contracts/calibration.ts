// A calibration: what was fitted on which days, what came of it on days that it had not seen, and the maps that turn a
// path into a confidence and a band. One JSON file that page and command line share (field-model §5).
import { z } from 'zod';
import { Evaluation, type Interval, Product } from './evaluation.ts';
import { FITTED_NAMES, FittedName, HeldParameter } from './fitted.ts';
import { ForecastMode, ForecastParams } from './forecast.ts';
import { HORIZONS } from './horizons.ts';
import { FIELD_MODEL_VERSION, FieldParams, fnv1a64, paramsHash } from './params.ts';
import { assetOf } from './product-hours.ts';

export const CALIBRATION_FORMAT = 'fieldbook-calibration';
/** Raised when a file means something else. */
export const CALIBRATION_VERSION = 1;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const thirds = z.tuple([z.number(), z.number(), z.number()]);

export const FittedParameter = z.object({
  name: FittedName,
  value: z.number(),
  /** 95 % by the jackknife over days. */
  interval: z.tuple([z.number(), z.number()]),
});

/** A map that never falls, from how far the path goes (ticks) to how often such directions came true. */
export const ConfidenceMap = z
  .object({ x: z.array(z.number()).max(1000), y: z.array(share).max(1000) })
  .refine(({ x, y }) => x.length === y.length && x.length > 0, 'as many values as places, at least one')
  .refine(({ x }) => x.every((value, i) => i === 0 || value >= (x[i - 1] as number)), 'places ascend');

export const HorizonMaps = z.object({
  horizonS: z.literal(HORIZONS),
  /** Null where too little moved. */
  confidence: ConfidenceMap.nullable(),
  /** Offsets from the path in ticks by third of volatility, and by how much they are widened to hold what they should. */
  band: z.object({ low: thirds, high: thirds, widen: z.number().min(1) }).nullable(),
  /** On days that did not shape the band, before it was widened. */
  coverage: z.object({ n: count, inside: count }).nullable(),
  skill: z.boolean(),
});
export type HorizonMaps = z.infer<typeof HorizonMaps>;

const range = z.tuple([z.number(), z.number()]);
export const TrainedRanges = z.object({ volatility: range, depth: range, spread: range });
export type TrainedRanges = z.infer<typeof TrainedRanges>;

export const Calibration = z.object({
  format: z.literal(CALIBRATION_FORMAT),
  version: z.literal(CALIBRATION_VERSION),
  productVersion: z.string(),
  fieldModelVersion: z.number().int(),
  product: Product,
  session: z.string(),
  mode: ForecastMode,
  params: FieldParams,
  paramsHash: z.string(),
  forecast: ForecastParams,
  /** Horizons whose errors the fit minimised. */
  fitHorizons: z.array(z.literal(HORIZONS)),
  fitted: z.array(FittedParameter),
  /** Not fitted: kept as they were. */
  held: z.array(HeldParameter).default([]),
  days: z
    .array(z.object({ dayId: z.string(), symbol: z.string(), utcDate: z.string(), rows: count }))
    .min(2)
    .max(1000),
  /** Edges between quiet, usual and lively: root mean square of the last changes of mid, ticks. */
  volatilityThirds: z.tuple([z.number(), z.number()]),
  horizons: z.array(HorizonMaps).length(HORIZONS.length),
  ranges: TrainedRanges,
  regression: z.object({
    features: z.array(z.string()),
    /** The constant and a weight for each feature, by horizon. */
    ridge: z.array(z.array(z.number())),
    logistic: z.array(z.array(z.number())),
  }),
  /** By horizon: which way mid went more often on the training days, and its median change, ticks. */
  majority: z
    .array(z.object({ side: z.number().int().min(-1).max(1), median: z.number() }))
    .length(HORIZONS.length),
  walkForward: Evaluation,
  leaveOneDayOut: Evaluation,
});
export type Calibration = z.infer<typeof Calibration>;

/** Names a calibration: 16 hex digits of its content. */
export function calibrationHash(calibration: Calibration): string {
  const { forecast, horizons, ranges, params, days, volatilityThirds } = calibration;
  const content = JSON.stringify([
    CALIBRATION_VERSION,
    params,
    forecast,
    days,
    horizons,
    ranges,
    volatilityThirds,
  ]);
  return fnv1a64(content);
}

/** What is shown of a loaded calibration. */
export const CalibrationSummary = z.object({
  hash: z.string(),
  symbolRoot: z.string(),
  dataset: z.string(),
  days: count,
  firstDate: z.string(),
  lastDate: z.string(),
  session: z.string(),
  mode: ForecastMode,
  paramsHash: z.string(),
  tickSizeNanos: z.string(),
  skill: z.array(z.object({ horizonS: z.number().int(), open: z.boolean() })),
  coverage: z.array(z.object({ horizonS: z.number().int(), n: count, inside: count })),
  forecast: ForecastParams,
  held: z.array(HeldParameter),
});
export type CalibrationSummary = z.infer<typeof CalibrationSummary>;

export function summaryOf(calibration: Calibration): CalibrationSummary {
  const { product, days, session, mode, horizons, forecast, held } = calibration;
  const dates = days.map(({ utcDate }) => utcDate).toSorted();
  return {
    hash: calibrationHash(calibration),
    symbolRoot: product.root,
    dataset: product.dataset,
    days: days.length,
    firstDate: dates[0] ?? '',
    lastDate: dates.at(-1) ?? '',
    session,
    mode,
    paramsHash: calibration.paramsHash,
    tickSizeNanos: product.tickSizeNanos,
    skill: horizons.map(({ horizonS, skill }) => ({ horizonS, open: skill })),
    coverage: horizons.flatMap(({ horizonS, coverage }) => (coverage ? [{ horizonS, ...coverage }] : [])),
    forecast,
    held,
  };
}

export type CalibrationRead =
  | { readonly calibration: Calibration }
  | { readonly problem: string; readonly hint: string };

/** A calibration out of JSON, or what is wrong with it. */
export function readCalibration(json: string): CalibrationRead {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return { problem: 'It is not JSON.', hint: 'Give a file that fieldbook calibrate wrote.' };
  }
  const head = z
    .object({ format: z.string(), version: z.number(), fieldModelVersion: z.number().optional() })
    .safeParse(content);
  if (!head.success || head.data.format !== CALIBRATION_FORMAT)
    return { problem: 'It is no calibration.', hint: 'Give a file that fieldbook calibrate wrote.' };
  const { version, fieldModelVersion } = head.data;
  const again = 'Calibrate again with this version.';
  if (version !== CALIBRATION_VERSION)
    return {
      problem: `It is of version ${version}; this program reads ${CALIBRATION_VERSION}.`,
      hint: again,
    };
  if (fieldModelVersion !== FIELD_MODEL_VERSION) {
    const problem = `It was made with version ${fieldModelVersion} of the field model; this program has ${FIELD_MODEL_VERSION}.`;
    return { problem, hint: again };
  }
  const parsed = Calibration.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.')}: ${issue?.message}.`, hint: 'The file is damaged.' };
  }
  if (paramsHash(parsed.data.params) !== parsed.data.paramsHash)
    return { problem: 'Its parameters are not those that it names.', hint: 'The file was changed.' };
  return { calibration: parsed.data };
}

type Named = Parameters<typeof assetOf>[0];

/** What an instrument is called whatever its month: ESH4 is ES; a symbol that is none of a future stays as it is. */
export function symbolRoot(instrument: Named): string {
  return assetOf(instrument) || instrument.symbol;
}

/** Why a calibration says nothing of a day under these settings; empty where it fits. */
export function misfits(
  calibration: Pick<Calibration, 'product' | 'paramsHash' | 'mode'>,
  day: Named & { readonly dataset: string; readonly tickSizeNanos: string },
  settings: { readonly paramsHash: string; readonly mode: ForecastMode },
): string[] {
  const { product, mode } = calibration;
  const found: string[] = [];
  const root = symbolRoot(day);
  if (product.dataset !== day.dataset || product.root !== root)
    found.push(`made on ${product.root} of ${product.dataset}, not on ${root} of ${day.dataset}`);
  if (product.tickSizeNanos !== day.tickSizeNanos) found.push('made with another tick size');
  if (calibration.paramsHash !== settings.paramsHash) found.push('made with other parameters of the fields');
  if (mode !== settings.mode) found.push(`made for the ${mode} path`);
  return found;
}

/** Outside of what the training days knew: which quantity, and on which side. */
export function outsideOf(
  ranges: TrainedRanges,
  now: { readonly volatility: number; readonly depth: number; readonly spread: number },
): string[] {
  return (['volatility', 'depth', 'spread'] as const).flatMap((name) => {
    const [least, most]: Interval = ranges[name];
    if (now[name] < least) return [`${name} below that of the training days`];
    return now[name] > most ? [`${name} above that of the training days`] : [];
  });
}

const id = z.string().min(1).max(200);
const dayIds = z.array(id).min(1).max(1000);
const JobChoice = z.object({
  /** Chosen by the caller; its progress is told under it. */
  jobId: z.uuid(),
  dayIds,
  /** `all`, `rth`, `rth:3h`, `13:30-16:30` (UTC); the first three regular hours, or all where a day has none, if absent. */
  session: z.string().min(1).max(40).optional(),
  /** Of the fields and of the forecast; the defaults where absent. */
  params: FieldParams.optional(),
  forecast: ForecastParams.optional(),
  /** Whether parts of the model are left out in turn, and presets compared. */
  variants: z.boolean().default(true),
});

export const CalibrateRequest = JobChoice.extend({
  /** What is fitted; with nothing in it, confidence and band alone are made for the parameters as they are. */
  fit: z
    .array(FittedName)
    .refine((names) => new Set(names).size === names.length, 'each name once')
    .default([...FITTED_NAMES]),
  fitHorizons: z
    .array(z.literal(HORIZONS))
    .min(1)
    .default([...HORIZONS]),
});
export type CalibrateRequest = z.infer<typeof CalibrateRequest>;

/** Without a calibration the parameters are judged as they are. */
export const EvaluateRequest = JobChoice.extend({ calibration: id.optional() });
export type EvaluateRequest = z.infer<typeof EvaluateRequest>;

export const CALIBRATION_STAGES = ['reading', 'fitting', 'scoring'] as const;
export const CalibrationProgress = z.object({
  jobId: z.uuid(),
  stage: z.enum(CALIBRATION_STAGES),
  done: count,
  total: count,
});
export type CalibrationProgress = z.infer<typeof CalibrationProgress>;
