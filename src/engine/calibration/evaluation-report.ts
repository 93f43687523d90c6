// A report from judged days: the one shape for given parameters and for folds.
import {
  EVALUATION_FORMAT,
  EVALUATION_VERSION,
  type Evaluation,
  type VariantReport,
} from '../../../contracts/evaluation.ts';
import { exchangeZoneOf } from '../../../contracts/exchange-zones.ts';
import type { HeldParameter } from '../../../contracts/fitted.ts';
import { type ForecastParams, forecastHash } from '../../../contracts/forecast.ts';
import { FIELD_MODEL_VERSION } from '../../../contracts/params.ts';
import type { Majority, Prediction } from '../../core/evaluation/baselines.ts';
import { DRAWS } from '../../core/evaluation/block-bootstrap.ts';
import { GATE_LEVEL } from '../../core/evaluation/gate.ts';
import { judge, SPREAD_LABELS, VOLATILITY_LABELS } from '../../core/evaluation/judge.ts';
import type { MapsWorth } from '../../core/evaluation/out-of-fold.ts';
import { blocksOf, groupReports, horizonReports } from '../../core/evaluation/report.ts';
import { BLOCK_SECONDS, totalOf } from '../../core/evaluation/score-sums.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import { type JobDay, judgedDay, productOf } from './job-days.ts';

export interface ScoredJobDay {
  readonly day: JobDay;
  readonly deltas: Float32Array;
  readonly escaped: number;
  readonly regression: Prediction | null;
  readonly majority: readonly Majority[] | null;
}

export interface ReportFacts {
  readonly productVersion: string;
  readonly session: string;
  readonly set: ParamSet;
  readonly forecast: ForecastParams;
  readonly held: readonly HeldParameter[];
  readonly scheme: Evaluation['scheme'];
  readonly judged: string;
}

/** `unjudged`: days that the parameters were fitted on; they are named and count for nothing. */
export function evaluationOf(
  facts: ReportFacts,
  days: readonly ScoredJobDay[],
  worth: MapsWorth | null,
  variants: readonly VariantReport[],
  unjudged: readonly JobDay[] = [],
): Evaluation {
  const { productVersion, session, set, forecast, held, scheme, judged: judgedAs } = facts;
  const judged = judge(
    days.map(({ day, deltas, regression, majority }) => ({
      utcDate: day.summary.utcDate,
      samples: day.samples,
      deltas,
      regression,
      majority,
      zoneOffset: day.zoneOffset,
    })),
  );
  const { names } = judged;
  const first = (days[0]?.day ?? unjudged[0]) as JobDay;
  const { label } = exchangeZoneOf(first.summary.dataset);
  const hours = Array.from(
    { length: 24 },
    (_, hour) =>
      `${String(hour).padStart(2, '0')}:00–${String((hour + 1) % 24).padStart(2, '0')}:00 ${label}`,
  );
  return {
    format: EVALUATION_FORMAT,
    version: EVALUATION_VERSION,
    productVersion,
    fieldModelVersion: FIELD_MODEL_VERSION,
    product: productOf(first.summary),
    session,
    mode: 'frozen',
    params: set.params,
    paramsHash: set.hash,
    forecast,
    forecastHash: forecastHash(forecast),
    held: [...held],
    scheme,
    judged: judgedAs,
    forecasters: [...names],
    days: [
      ...unjudged.map((day) => judgedDay(day, 0, true)),
      ...days.map(({ day, escaped }) => judgedDay(day, escaped, false)),
    ],
    rows: days.reduce((sum, { day }) => sum + day.samples.rows, 0),
    blockSeconds: BLOCK_SECONDS,
    draws: DRAWS,
    gateLevel: GATE_LEVEL,
    horizons: horizonReports(judged.days, names, judged.named).map((report, horizon) => {
      const coverage = worth?.coverage[horizon] ?? null;
      return {
        ...report,
        reliability: worth?.reliability[horizon]?.map((bin) => ({ ...bin })) ?? null,
        coverage: coverage && { ...coverage, share: coverage.inside / coverage.n },
      };
    }),
    byDay: judged.days.flatMap(({ utcDate, sums }) => groupReports([utcDate], [totalOf(sums)], names)),
    byHour: groupReports(hours, judged.byHour, names),
    bySpread: groupReports(SPREAD_LABELS, judged.bySpread, names),
    byVolatility: groupReports(VOLATILITY_LABELS, judged.byVolatility, names),
    variants: [...variants],
    blocks: blocksOf(judged.days, names),
  };
}
