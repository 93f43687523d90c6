// The days of a calibration or an evaluation with their samples, read on all threads; and what a report says of them.

import { type CalibrationProgress, symbolRoot } from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import type { JudgedDay, Product } from '../../../contracts/evaluation.ts';
import { exchangeZoneOf, zoneOffsetSeconds } from '../../../contracts/exchange-zones.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { DaySamples } from '../../core/evaluation/day-samples.ts';
import type { Store } from '../store/store.ts';
import type { LeftOut } from './read-samples.ts';
import { type DaySpan, planSamples, type SamplePlan } from './sample-plan.ts';
import { unshared } from './shared-samples.ts';
import type { TaskRunner } from './thread-pool.ts';

export interface JobContext {
  readonly store: Store;
  readonly pool: TaskRunner;
  readonly productVersion: string;
  onProgress(progress: Omit<CalibrationProgress, 'jobId'>): void;
}

export interface JobDay {
  readonly summary: DaySummary;
  readonly span: DaySpan;
  readonly sourceSha256: string | null;
  readonly samples: DaySamples;
  readonly left: LeftOut;
  readonly zoneOffset: number;
}

/** In the order of their dates. Throws as planSamples and the store do. */
export function planOf(
  store: Store,
  dayIds: readonly string[],
  session: string | undefined,
  { xpMax }: ForecastParams,
): SamplePlan {
  const days = dayIds
    .map((dayId) => store.day(dayId))
    .sort((a, b) => (a.summary.utcDate < b.summary.utcDate ? -1 : 1));
  return planSamples(days, session, xpMax);
}

/**
 * `onProgress`: seconds read so far, of all days. Throws a FaultError as the store does, and `bad_request` where a day has
 * no second that can be judged.
 */
export async function readDays(
  pool: TaskRunner,
  store: Store,
  plan: SamplePlan,
  params: FieldParams,
  forecast: ForecastParams,
  onProgress: (seconds: number) => void,
): Promise<JobDay[]> {
  const done = plan.spans.map(() => 0);
  const tell = (day: number, windows: number): void => {
    done[day] = windows;
    onProgress(done.reduce((sum, each) => sum + each, 0));
  };
  const { stride, reach } = plan;
  const days = await Promise.all(
    plan.spans.map(async (span, day) => {
      const { samples, left } = await pool.run<'read'>(
        { kind: 'read', span, params, forecast, stride, reach },
        (windows) => tell(day, windows),
      );
      tell(day, span.windowEnd - span.windowFrom);
      const { summary } = store.day(span.dayId);
      const { zone } = exchangeZoneOf(summary.dataset);
      const seconds = Number(BigInt(summary.dayStartNanos) / 1_000_000_000n) + span.windowFrom;
      return {
        summary,
        span,
        sourceSha256: store.source(summary.sourceId)?.sha256 ?? null,
        samples: unshared(samples),
        left,
        zoneOffset: zoneOffsetSeconds(zone, seconds),
      };
    }),
  );
  refuseEmpty(days);
  return days;
}

/** Nothing can be fitted on such a day, and nothing measured on it. */
function refuseEmpty(days: readonly JobDay[]): void {
  const empty = days.filter(({ samples }) => samples.rows === 0);
  if (empty.length === 0) return;
  const sum = (reason: keyof LeftOut): number => empty.reduce((all, { left }) => all + left[reason], 0);
  const reasons = LEFT_REASONS.flatMap(([reason, words]) =>
    sum(reason) > 0 ? [`${sum(reason)} ${words}`] : [],
  );
  throw new FaultError({
    code: 'bad_request',
    message: `Of ${days.length} days, ${empty.length === 1 ? 'one has' : `${empty.length} have`} no second to learn from: ${reasons.join(', ')}.`,
    hint: `Leave out ${empty.map(({ summary }) => summary.utcDate).join(', ')}, or choose a longer span.`,
  });
}

/** Why seconds cannot be judged, in the words of a message. */
const LEFT_REASONS: readonly (readonly [keyof LeftOut, string])[] = [
  ['warmingUp', 'seconds with averages still warming up'],
  ['invalid', 'without a valid book'],
  ['crossed', 'with the book crossed or locked'],
  ['noTarget', 'with no price to compare with afterwards'],
  ['skipped', 'passed over'],
];

export function secondsOf({ spans }: SamplePlan): number {
  return spans.reduce((sum, { windowFrom, windowEnd }) => sum + windowEnd - windowFrom, 0);
}

export function productOf(day: DaySummary): Product {
  return { dataset: day.dataset, root: symbolRoot(day), tickSizeNanos: day.tickSizeNanos };
}

export function judgedDay(day: JobDay, escaped: number, inSample: boolean): JudgedDay {
  const { summary, span, sourceSha256, samples, left } = day;
  return {
    dayId: summary.dayId,
    symbol: summary.symbol,
    utcDate: summary.utcDate,
    sourceSha256,
    windowFrom: span.windowFrom,
    windowEnd: span.windowEnd,
    rows: samples.rows,
    left,
    inSample,
    escaped,
  };
}
