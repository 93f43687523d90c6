// Sums into a report: rates beside their sums, intervals by the block bootstrap, gates, parts of the day and regimes.
import type {
  DayBlocks,
  Forecaster,
  GroupReport,
  HorizonReport,
  Score,
  Scores,
  VariantReport,
} from '../../../contracts/evaluation.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import { type BlockRate, bootstrapRates, quantileOf } from './block-bootstrap.ts';
import { bestBaselines, GATE_LEVEL, gateOf } from './gate.ts';
import type { ScoreSums } from './score-sums.ts';

const LOW = 0.025;
const HIGH = 0.975;

export interface DayScores {
  readonly utcDate: string;
  readonly first: number;
  readonly sums: ScoreSums;
}

/** Sums of chosen groups of several days at one horizon. */
export function scoreOf(sums: readonly ScoreSums[], forecaster: number, horizon: number): Score {
  let n = 0;
  let moved = 0;
  let hits = 0;
  let absTicks = 0;
  for (const each of sums) {
    for (let group = 0; group < each.groups; group++) {
      const at = group * HORIZON_COUNT + horizon;
      n += each.n[at];
      moved += each.moved[at];
      hits += each.hits[forecaster][at];
      absTicks += each.absTicks[forecaster][at];
    }
  }
  return {
    n,
    moved,
    hits,
    absTicks,
    hitRate: moved > 0 ? hits / moved : null,
    mae: n > 0 ? absTicks / n : null,
  };
}

function scoresOf(sums: readonly ScoreSums[], names: readonly Forecaster[], horizon: number): Scores {
  return Object.fromEntries(names.map((name, f) => [name, scoreOf(sums, f, horizon)]));
}

/** Scores with intervals, and the gate, at each horizon. What maps add is put in by whoever has them. */
export function horizonReports(
  days: readonly DayScores[],
  names: readonly Forecaster[],
  named: readonly number[],
): HorizonReport[] {
  const sums = days.map((day) => day.sums);
  const joined = joinBlocks(sums, names.length);
  const plans = HORIZONS.map((_, horizon) => planOf(joined, sums, names, horizon));
  const draws = bootstrapRates(
    plans.flatMap(({ rates }) => rates),
    joined.blocks,
  );
  let at = 0;
  return plans.map(({ scores, best, rates }, horizon) => {
    const own = draws.slice(at, at + rates.length);
    at += rates.length;
    const between = (column: Float64Array | undefined): [number, number] | null =>
      column && column.length > 0 ? [quantileOf(column, LOW), quantileOf(column, HIGH)] : null;
    const withIntervals: Scores = {};
    names.forEach((name, f) => {
      const score = scores[name] as Score;
      withIntervals[name] = {
        ...score,
        hitRateInterval: between(own[2 * f]),
        maeInterval: between(own[2 * f + 1]),
      };
    });
    const hitGains = own[2 * names.length];
    const gate = gateOf(withIntervals, best, {
      blocks: joined.blocks,
      hitGainInterval: between(hitGains),
      errorGainInterval: between(own[2 * names.length + 1]),
      hitGainAtLeast: hitGains.length > 0 ? quantileOf(hitGains, GATE_LEVEL) : null,
    });
    return {
      horizonS: HORIZONS[horizon],
      scores: withIntervals,
      named: named[horizon],
      gate,
      reliability: null,
      coverage: null,
    };
  });
}

/** Blocks of all days one after the other; a block without a row at any horizon is none. */
function joinBlocks(sums: readonly ScoreSums[], forecasters: number) {
  const places = sums.flatMap((each, day) =>
    Array.from({ length: each.groups }, (_, group) => ({ day, group })).filter(({ group }) =>
      each.n.subarray(group * HORIZON_COUNT, (group + 1) * HORIZON_COUNT).some((n) => n > 0),
    ),
  );
  const column = (of: (each: ScoreSums) => Float64Array, horizon: number): Float64Array =>
    Float64Array.from(places, ({ day, group }) => of(sums[day])[group * HORIZON_COUNT + horizon]);
  return { blocks: places.length, column, forecasters };
}

function planOf(
  joined: ReturnType<typeof joinBlocks>,
  sums: readonly ScoreSums[],
  names: readonly Forecaster[],
  horizon: number,
) {
  const scores = scoresOf(sums, names, horizon);
  const best = bestBaselines(scores);
  const n = joined.column((each) => each.n, horizon);
  const moved = joined.column((each) => each.moved, horizon);
  const hits = (f: number): Float64Array => joined.column((each) => each.hits[f], horizon);
  const misses = (f: number): Float64Array => joined.column((each) => each.absTicks[f], horizon);
  const place = (name: Forecaster): number => names.indexOf(name);
  const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);
  const rates: BlockRate[] = names.flatMap((_, f) => [
    { above: hits(f), below: moved },
    { above: misses(f), below: n },
  ]);
  const own = place('forecast');
  rates.push({ above: minus(hits(own), hits(place(best.byHits))), below: moved });
  rates.push({ above: minus(misses(place(best.byError)), misses(own)), below: n });
  return { scores, best, rates };
}

/** One group of sums a label: each day's sums have as many groups as there are labels. */
export function groupReports(
  labels: readonly string[],
  days: readonly ScoreSums[],
  names: readonly Forecaster[],
): GroupReport[] {
  return labels
    .map((label, group) => ({
      label,
      horizons: HORIZONS.map((horizonS, horizon) => ({
        horizonS,
        scores: scoresOf(
          days.map((day) => groupAlone(day, group)),
          names,
          horizon,
        ),
      })),
    }))
    .filter(({ horizons }) => horizons.some(({ scores }) => (scores.forecast?.n ?? 0) > 0));
}

function groupAlone(sums: ScoreSums, group: number): ScoreSums {
  const part = (column: Float64Array): Float64Array =>
    column.subarray(group * HORIZON_COUNT, (group + 1) * HORIZON_COUNT);
  return {
    groups: 1,
    n: part(sums.n),
    moved: part(sums.moved),
    hits: sums.hits.map(part),
    absTicks: sums.absTicks.map(part),
  };
}

export function variantReport(
  name: string,
  label: string,
  whole: readonly ScoreSums[],
  without: readonly ScoreSums[],
): VariantReport {
  return {
    name,
    label,
    absent: null,
    horizons: HORIZONS.map((horizonS, horizon) => {
      const full = scoreOf(whole, 0, horizon);
      const score = scoreOf(without, 0, horizon);
      return {
        horizonS,
        score,
        hitWorth: full.hitRate === null || score.hitRate === null ? null : full.hitRate - score.hitRate,
        errorWorth: full.mae === null || score.mae === null ? null : score.mae - full.mae,
      };
    }),
  };
}

export function blocksOf(days: readonly DayScores[], names: readonly Forecaster[]): DayBlocks[] {
  return days.map(({ utcDate, first, sums }) => ({
    utcDate,
    firstMinute: first,
    n: [...sums.n],
    moved: [...sums.moved],
    hits: Object.fromEntries(names.map((name, f) => [name, [...sums.hits[f]]])),
    absTicks: Object.fromEntries(names.map((name, f) => [name, [...sums.absTicks[f]]])),
  }));
}
