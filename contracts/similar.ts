// Moments like the one at hand: what page and engine say about them. What makes two moments alike, and which may be
// compared, stands in src/core/evaluation/similar-moments.ts.
import { z } from 'zod';
import { ForecastParams } from './forecast.ts';
import { HORIZONS } from './horizons.ts';
import { FieldParams } from './params.ts';

const count = z.number().int().nonnegative();
const id = z.string().min(1).max(200);

/** Moments closer than this to the one at hand are never shown: they are the same hour of the same market. */
export const SIMILAR_HOUR_SECONDS = 3600;
/** Moments of one day that are nearer to each other than this count once. */
export const SIMILAR_APART_SECONDS = 60;

export const SimilarRequest = z.object({
  /** Chosen by the caller; progress is told under it. */
  jobId: z.uuid(),
  dayId: id,
  window: count,
  count: z.number().int().min(1).max(200).default(20),
  params: FieldParams.optional(),
  forecast: ForecastParams.optional(),
  /** Hash of a calibration: its training days are looked through, and no others. */
  calibration: id.optional(),
});

/** How often mid stood higher, lower or where it was after a horizon, and its median change in ticks. */
export const Outcomes = z.object({
  n: count,
  up: count,
  down: count,
  still: count,
  median: z.number().nullable(),
});
export type Outcomes = z.infer<typeof Outcomes>;

export const SimilarMoment = z.object({
  dayId: id,
  symbol: z.string(),
  utcDate: z.string(),
  window: count,
  /** In standard deviations of the features. */
  distance: z.number().nonnegative(),
  /** Change of mid by horizon, ticks; null where it is not known. */
  changes: z.array(z.number().nullable()).length(HORIZONS.length),
});
export type SimilarMoment = z.infer<typeof SimilarMoment>;

export const SimilarAnswer = z.object({
  /** none: nothing may be compared with it; no_sample: no forecast could be made then, or averages were warming up. */
  state: z.enum(['found', 'none', 'no_sample']),
  /** The moment at hand: each feature, and how many standard deviations it lies from the mean of all. */
  features: z.array(z.object({ name: z.string(), value: z.number(), deviations: z.number() })),
  /** Days looked through and how many of their seconds could be compared. */
  days: z.array(z.object({ dayId: id, symbol: z.string(), utcDate: z.string(), seconds: count })),
  /** Only the training days of the calibration that was named. */
  trainingOnly: z.boolean(),
  /** Nearest first. */
  moments: z.array(SimilarMoment),
  horizons: z.array(z.object({ horizonS: z.literal(HORIZONS), similar: Outcomes, base: Outcomes })),
});
export type SimilarAnswer = z.infer<typeof SimilarAnswer>;

export const SimilarProgress = z.object({ jobId: z.uuid(), secondsDone: count, secondsTotal: count });
export type SimilarProgress = z.infer<typeof SimilarProgress>;
