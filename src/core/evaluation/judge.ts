// Days with their predictions into the scores of a report: by minute, hour, spread and volatility. The same for parameters
// that were given and for those of a fold.
import type { Forecaster } from '../../../contracts/evaluation.ts';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { type Majority, majorityPrediction, momentum, noChange, type Prediction } from './baselines.ts';
import { thirdOf, thirdsOf } from './confidence.ts';
import type { DaySamples } from './day-samples.ts';
import type { DayScores } from './report.ts';
import { type ScoreSums, sumByBlock, sumScores } from './score-sums.ts';

/** Ticks beyond which a direction is named on the screen (field-model §4). */
const NAMED = 0.25;
const HOURS = 24;
export const SPREAD_LABELS = ['up to 1 tick', 'up to 2 ticks', 'wider'] as const;
export const VOLATILITY_LABELS = ['quiet third', 'usual third', 'lively third'] as const;

export interface DayToJudge {
  readonly utcDate: string;
  readonly samples: DaySamples;
  /** HORIZON_COUNT a row, ticks. */
  readonly deltas: Float32Array;
  /** Null where there are no training days. */
  readonly regression: Prediction | null;
  readonly majority: readonly Majority[] | null;
  /** Seconds that the exchange's clock is ahead of UTC. */
  readonly zoneOffset: number;
}

export interface Judged {
  readonly names: readonly Forecaster[];
  readonly days: readonly DayScores[];
  /** By day: groups of hours, spreads and volatilities. */
  readonly byHour: readonly ScoreSums[];
  readonly bySpread: readonly ScoreSums[];
  readonly byVolatility: readonly ScoreSums[];
  /** By horizon: seconds for which a direction is named. */
  readonly named: readonly number[];
}

export function judge(days: readonly DayToJudge[]): Judged {
  const names = namesFor(days);
  const thirds = thirdsOf(days.map(({ samples }) => samples.volatility));
  const named = new Array<number>(HORIZON_COUNT).fill(0);
  const parts = days.map((day) => {
    const { samples, deltas, utcDate, zoneOffset } = day;
    const predictions = predictionsOf(day, names);
    for (let at = 0; at < deltas.length; at++)
      if (Math.abs(deltas[at]) > NAMED && !Number.isNaN(samples.targets[at])) named[at % HORIZON_COUNT] += 1;
    const { window, spread, volatility } = samples;
    const hourOf = (row: number): number =>
      (((Math.floor((window[row] + zoneOffset) / 3600) % HOURS) + HOURS) % HOURS) | 0;
    const spreadOf = (row: number): number => (spread[row] <= 1 ? 0 : spread[row] <= 2 ? 1 : 2);
    return {
      scores: { utcDate, ...sumByBlock(samples, predictions) },
      hour: sumScores(samples, predictions, HOURS, hourOf),
      spread: sumScores(samples, predictions, SPREAD_LABELS.length, spreadOf),
      volatility: sumScores(samples, predictions, VOLATILITY_LABELS.length, (row) =>
        thirdOf(volatility[row], thirds),
      ),
    };
  });
  return {
    names,
    days: parts.map(({ scores }) => scores),
    byHour: parts.map(({ hour }) => hour),
    bySpread: parts.map(({ spread }) => spread),
    byVolatility: parts.map(({ volatility }) => volatility),
    named,
  };
}

/** Scores of the paths alone, for a variant of the model. */
export function scorePaths(samples: DaySamples, deltas: Float32Array): ScoreSums {
  return sumScores(samples, [{ sizes: deltas }], 1, () => 0);
}

/** Those that every day has. */
function namesFor(days: readonly DayToJudge[]): Forecaster[] {
  const regression: Forecaster[] = days.every((day) => day.regression) ? ['regression'] : [];
  const majority: Forecaster[] = days.every((day) => day.majority) ? ['majority'] : [];
  return ['forecast', ...regression, 'no_change', 'momentum', ...majority];
}

function predictionsOf(
  { samples, deltas, regression, majority }: DayToJudge,
  names: readonly Forecaster[],
): Prediction[] {
  const all: Record<Forecaster, () => Prediction> = {
    forecast: () => ({ sizes: deltas }),
    regression: () => regression ?? noChange(samples),
    no_change: () => noChange(samples),
    momentum: () => momentum(samples),
    majority: () => majorityPrediction(samples, majority ?? []),
  };
  return names.map((name) => all[name]());
}
