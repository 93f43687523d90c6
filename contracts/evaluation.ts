// What a forecast was worth on given days: the report that page, HTML and JSON share (field-model §5). Rates stand beside
// the sums that they are made of; the sums of minutes (`blocks`) are there too, so that every figure can be made again.
import { z } from 'zod';
import { HeldParameter } from './fitted.ts';
import { ForecastMode, ForecastParams } from './forecast.ts';
import { HORIZONS } from './horizons.ts';
import { FieldParams } from './params.ts';

export const EVALUATION_FORMAT = 'fieldbook-evaluation';
export const EVALUATION_VERSION = 1;

/** Forecasters that are scored; the last three are what a forecast has to beat. */
export const BASELINES = ['no_change', 'momentum', 'majority'] as const;
export const FORECASTERS = ['forecast', 'regression', ...BASELINES] as const;
export const Forecaster = z.enum(FORECASTERS);
export type Forecaster = z.infer<typeof Forecaster>;

/** What the report says where nothing was shown to be better than the best baseline. */
export const NO_SKILL = 'no skill shown';
export const SKILL = 'skill shown';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const text = z.string().max(2000);
const Interval = z.tuple([z.number(), z.number()]);
export type Interval = z.infer<typeof Interval>;

/** `moved`: seconds after which mid was elsewhere; `hits` of them were called right, a side not named counting a half. */
export const Score = z.object({
  n: count,
  moved: count,
  hits: z.number().nonnegative(),
  absTicks: z.number().nonnegative(),
  hitRate: share.nullable(),
  mae: z.number().nonnegative().nullable(),
  hitRateInterval: Interval.nullable().optional(),
  maeInterval: Interval.nullable().optional(),
});
export type Score = z.infer<typeof Score>;

const Scores = z.partialRecord(Forecaster, Score);
export type Scores = z.infer<typeof Scores>;

export const SkillGate = z.object({
  open: z.boolean(),
  words: z.enum([SKILL, NO_SKILL]),
  /** What decided it, in sentences. */
  why: z.array(text),
  /** Baselines with the best hit rate and the least error here. */
  bestByHits: Forecaster,
  bestByError: Forecaster,
  /** Hit rate above the best baseline's, and error below the best baseline's, ticks; with 95 % intervals. */
  hitGain: z.number().nullable(),
  hitGainInterval: Interval.nullable(),
  errorGain: z.number().nullable(),
  errorGainInterval: Interval.nullable(),
  /** What the hit rate's gain is above with the confidence that the gate asks for. */
  hitGainAtLeast: z.number().nullable(),
});
export type SkillGate = z.infer<typeof SkillGate>;

export const ReliabilityBin = z.object({ said: share, came: share, n: count });
export const CoverageCount = z.object({ n: count, inside: count, share: share.nullable() });

export const HorizonReport = z.object({
  horizonS: z.number().int(),
  scores: Scores,
  /** Seconds whose path goes farther than a quarter of a tick: a direction is named on the screen. */
  named: count,
  gate: SkillGate,
  /** Of confidence, each day's from a map that other days made; null where there is none. */
  reliability: z.array(ReliabilityBin).nullable(),
  /** Of the band from q10 to q90, each day's from other days; null where there is none. */
  coverage: CoverageCount.nullable(),
});
export type HorizonReport = z.infer<typeof HorizonReport>;

/** Scores of a part of what was judged, by horizon. */
export const GroupReport = z.object({
  label: text,
  horizons: z.array(z.object({ horizonS: z.number().int(), scores: Scores })),
});
export type GroupReport = z.infer<typeof GroupReport>;

/** The forecast without a part of the model, or under other parameters. */
export const VariantReport = z.object({
  name: z.string(),
  label: text,
  /** Why it could not be measured, else null. */
  absent: text.nullable(),
  horizons: z.array(
    z.object({
      horizonS: z.number().int(),
      score: Score,
      /** Of the whole forecast over this one: hit rate, and error saved in ticks. */
      hitWorth: z.number().nullable(),
      errorWorth: z.number().nullable(),
    }),
  ),
});
export type VariantReport = z.infer<typeof VariantReport>;

export const JudgedDay = z.object({
  dayId: z.string(),
  symbol: z.string(),
  utcDate: z.string(),
  sourceSha256: z.string().nullable(),
  windowFrom: count,
  windowEnd: count,
  /** Seconds forecast, and why others were not. */
  rows: count,
  left: z.object({ invalid: count, crossed: count, warmingUp: count, noTarget: count, skipped: count }),
  /** True where the parameters were fitted on this very day: it counts for nothing then. */
  inSample: z.boolean(),
  /** Paths that left the ticks that were sampled. */
  escaped: count,
});
export type JudgedDay = z.infer<typeof JudgedDay>;

/** Sums by minute of a judged day; arrays have HORIZONS values a minute. */
export const DayBlocks = z.object({
  utcDate: z.string(),
  firstMinute: count,
  n: z.array(count),
  moved: z.array(count),
  hits: z.partialRecord(Forecaster, z.array(z.number())),
  absTicks: z.partialRecord(Forecaster, z.array(z.number())),
});
export type DayBlocks = z.infer<typeof DayBlocks>;

export const Product = z.object({
  dataset: z.string(),
  /** Symbol without month and year of a future. */
  root: z.string(),
  tickSizeNanos: z.string().regex(/^\d{1,19}$/),
});
export type Product = z.infer<typeof Product>;

export const Evaluation = z.object({
  format: z.literal(EVALUATION_FORMAT),
  version: z.literal(EVALUATION_VERSION),
  productVersion: z.string(),
  fieldModelVersion: z.number().int(),
  product: Product,
  session: z.string(),
  mode: ForecastMode,
  params: FieldParams,
  paramsHash: z.string(),
  forecast: ForecastParams,
  forecastHash: z.string(),
  /** Parameters that no fit changed, where there was a fit: they count as chosen, not as found. */
  held: z.array(HeldParameter).default([]),
  /** given: the parameters as they were, fitted on none of these days; walk-forward: each day's from the days before it. */
  scheme: z.enum(['given', 'walk-forward', 'leave-one-day-out']),
  /** What the parameters are called: uncalibrated, or the calibration's hash. */
  judged: z.string(),
  forecasters: z.array(Forecaster),
  days: z.array(JudgedDay),
  rows: count,
  /** Seconds of a block of the bootstrap, draws, and the one-sided share of errors that the gate allows a horizon. */
  blockSeconds: count,
  draws: count,
  gateLevel: z.number(),
  horizons: z.array(HorizonReport),
  byDay: z.array(GroupReport),
  byHour: z.array(GroupReport),
  bySpread: z.array(GroupReport),
  byVolatility: z.array(GroupReport),
  variants: z.array(VariantReport),
  blocks: z.array(DayBlocks),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** Least and most of a scale for the shares that a band held: from a half on, or from none where one held less. */
export function coverageScale(horizons: readonly Pick<HorizonReport, 'coverage'>[]): [number, number] {
  return [horizons.some(({ coverage }) => (coverage?.share ?? 1) < 0.5) ? 0 : 0.5, 1];
}

/** One line for a report as a whole. */
export function skillWords(evaluation: Evaluation): string {
  const open = evaluation.horizons.filter(({ gate }) => gate.open).map(({ horizonS }) => horizonS);
  if (open.length === 0) return NO_SKILL;
  const shut = HORIZONS.filter((seconds) => !open.includes(seconds));
  const shown = `${SKILL} at ${open.join(', ')} s`;
  return shut.length === 0 ? shown : `${shown}; ${NO_SKILL} at ${shut.join(', ')} s`;
}
