// Moments like the one at hand, out of the days that were read before: each day's features are made once, in threads of
// their own, and kept.
import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { symbolRoot } from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { DEFAULT_FORECAST_PARAMS, type ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { fnv1a64 } from '../../../contracts/params.ts';
import type { SimilarAnswer, SimilarProgress, SimilarRequest } from '../../../contracts/similar.ts';
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';
import { lowerBound } from '../../base/bisect.ts';
import { Lru } from '../../base/lru.ts';
import {
  bytesOfMoments,
  FEATURE_COUNT,
  MOMENTS_REACH,
  type Moments,
  momentsFromSamples,
} from '../../core/evaluation/moments.ts';
import { FEATURES } from '../../core/evaluation/regression.ts';
import {
  comparableRows,
  type FoundMoment,
  type MomentDay,
  nearestMoments,
  outcomesOf,
  outcomesOfAll,
  scaleOf,
} from '../../core/evaluation/similar-moments.ts';
import type { Gold } from '../pipeline/gold.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import type { Store } from '../store/store.ts';
import type { Calibrations } from './calibrations.ts';
import { unshared } from './shared-samples.ts';
import { ThreadPool } from './thread-pool.ts';

const KEPT_BYTES = 192 * 1024 * 1024;
const MOST_THREADS = 4;

type Request = z.output<typeof SimilarRequest>;

export interface SimilarOptions {
  readonly dataFolder: string;
  readonly store: Store;
  readonly gold: Gold;
  readonly calibrations: Calibrations;
  onProgress(progress: SimilarProgress): void;
}

interface ComparedDay extends MomentDay {
  readonly summary: DaySummary;
}

export class SimilarMoments {
  readonly #options: SimilarOptions;
  readonly #kept = new Lru<string, Moments>(KEPT_BYTES);
  /** For all searches: in Electron the start of a thread can stand still behind the end of another. */
  readonly #pool: ThreadPool;

  constructor(options: SimilarOptions) {
    this.#options = options;
    this.#pool = new ThreadPool(Math.min(MOST_THREADS, availableParallelism()), options.dataFolder);
  }

  /** Throws FaultErrors: `not_found` (day, calibration), `not_ready` (the day still grows), `cancelled`, the store's. */
  async at(request: Request, signal: AbortSignal): Promise<SimilarAnswer> {
    const { store, gold, calibrations } = this.#options;
    const { summary } = store.day(request.dayId);
    const calibration =
      request.calibration === undefined ? null : await calibrations.get(request.calibration);
    const set = gold.setOf(calibration?.params ?? request.params);
    const forecast = calibration?.forecast ?? request.forecast ?? DEFAULT_FORECAST_PARAMS;
    const chosen = calibration
      ? this.#daysNamed(calibration.days.map(({ dayId }) => dayId))
      : this.#daysUpTo(summary);
    // The day at hand is read in any case, for the moment itself.
    const summaries = [summary, ...chosen.filter(({ dayId }) => dayId !== summary.dayId)];
    const read = await this.#read(summaries, set, forecast, request.jobId, signal);
    const [own] = read as [ComparedDay, ...ComparedDay[]];
    const days = read
      .filter(({ summary: each }) => chosen.includes(each))
      .sort((a, b) => a.midnight - b.midnight);
    return answer(own, days, request, calibration !== null);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #daysNamed(dayIds: readonly string[]): DaySummary[] {
    return this.#options.store
      .days()
      .filter(({ dayId, state }) => dayIds.includes(dayId) && state !== 'growing');
  }

  /** Of the same product and up to that day, the most traded of each date. */
  #daysUpTo(day: DaySummary): DaySummary[] {
    const root = symbolRoot(day);
    const byDate = new Map<string, DaySummary>();
    for (const each of this.#options.store.days().toSorted((a, b) => a.records - b.records)) {
      const isComparable =
        each.dataset === day.dataset &&
        each.tickSizeNanos === day.tickSizeNanos &&
        symbolRoot(each) === root &&
        each.utcDate < day.utcDate &&
        each.state !== 'growing';
      if (isComparable) byDate.set(each.utcDate, each);
    }
    return [...byDate.values(), day];
  }

  async #read(
    summaries: readonly DaySummary[],
    set: ParamSet,
    forecast: ForecastParams,
    jobId: string,
    signal: AbortSignal,
  ): Promise<ComparedDay[]> {
    const { store, onProgress } = this.#options;
    const keys = summaries.map(({ dayId }) => `${dayId}/${set.hash}/${fnv1a64(JSON.stringify(forecast))}`);
    const unread = summaries.filter((_, i) => !this.#kept.get(keys[i]));
    const growing = unread.find(({ state }) => state === 'growing');
    if (growing)
      throw new FaultError({
        code: 'not_ready',
        message: 'The day is still being read; moments like this one can be told once it is complete.',
      });
    const found = new Map<string, Moments>();
    if (unread.length > 0) {
      const spans = unread.map(({ dayId }) => {
        const { windowFrom, windowEnd } = store.day(dayId);
        return { dayId, windowFrom, windowEnd };
      });
      const secondsTotal = spans.reduce((sum, { windowFrom, windowEnd }) => sum + windowEnd - windowFrom, 0);
      const done = spans.map(() => 0);
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const pool = this.#pool.until(flag);
      const cancelled = new Promise<never>((_, reject) => {
        const stop = (): void =>
          reject(new FaultError({ code: 'cancelled', message: 'The search was cancelled.' }));
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      });
      const reading = spans.map(async (span, i) => {
        const task = {
          kind: 'read',
          span,
          params: set.params,
          forecast,
          stride: 1,
          reach: MOMENTS_REACH,
        } as const;
        const { samples } = await pool.run<'read'>(task, (windows) => {
          done[i] = windows;
          if (flag[0] === 1) return;
          onProgress({ jobId, secondsDone: done.reduce((sum, each) => sum + each, 0), secondsTotal });
        });
        found.set(span.dayId, momentsFromSamples(unshared(samples)));
      });
      try {
        await Promise.race([Promise.all(reading), cancelled]);
      } finally {
        // What is left stops at its next look at the flag; nobody waits for it.
        Atomics.store(flag, 0, 1);
      }
    }
    return summaries.map((summary, i) => {
      const moments = found.get(summary.dayId) ?? (this.#kept.get(keys[i]) as Moments);
      this.#kept.set(keys[i], moments, bytesOfMoments(moments));
      return { summary, moments, midnight: Number(BigInt(summary.dayStartNanos) / NANOS_PER_SECOND) };
    });
  }
}

function answer(
  own: ComparedDay,
  days: readonly ComparedDay[],
  request: Request,
  trainingOnly: boolean,
): SimilarAnswer {
  const comparable = comparableRows(days, own.midnight + request.window, !trainingOnly);
  const told = days.map(({ summary: { dayId, symbol, utcDate } }, i) => {
    const seconds = comparable[i].reduce((sum, { from, to }) => sum + to - from, 0);
    return { dayId, symbol, utcDate, seconds };
  });
  const none = { features: [], days: told, trainingOnly, moments: [], horizons: [] };
  const { window, rows, features } = own.moments;
  const row = lowerBound(window, request.window, rows);
  if (row === rows || window[row] !== request.window) return { ...none, state: 'no_sample' };
  if (told.every(({ seconds }) => seconds === 0)) return { ...none, state: 'none' };
  const scale = scaleOf(days, comparable);
  const here = features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT);
  const nearest = nearestMoments(days, comparable, scale, here, request.count);
  const similar = outcomesOf(days, nearest);
  const base = outcomesOfAll(days, comparable);
  return {
    state: 'found',
    days: told,
    trainingOnly,
    features: FEATURES.map((name, k) => ({
      name,
      value: here[k],
      deviations: (here[k] - scale.means[k]) * scale.inverses[k],
    })),
    moments: nearest.map((moment) => momentTold(days, moment)),
    horizons: HORIZONS.map((horizonS, h) => ({ horizonS, similar: similar[h], base: base[h] })),
  };
}

function momentTold(days: readonly ComparedDay[], { day, row, distance }: FoundMoment) {
  const { summary, moments } = days[day];
  const { dayId, symbol, utcDate } = summary;
  const changes = Array.from(
    moments.changes.subarray(row * HORIZON_COUNT, (row + 1) * HORIZON_COUNT),
    (change) => (Number.isNaN(change) ? null : change),
  );
  return { dayId, symbol, utcDate, window: moments.window[row], distance, changes };
}
