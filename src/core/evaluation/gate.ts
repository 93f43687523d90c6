// The skill gate (field-model §5): a horizon is shown as skilled only where the path called directions better than the
// best baseline beyond what chance explains, and missed by no more. The allowance for chance is shared by all horizons.
import {
  BASELINES,
  type Forecaster,
  NO_SKILL,
  type Scores,
  SKILL,
  type SkillGate,
} from '../../../contracts/evaluation.ts';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';

/** A report without skill opens a gate at some horizon at most this often. */
const FALSE_ALARMS = 0.05;
/** One-sided, a horizon. */
export const GATE_LEVEL = FALSE_ALARMS / HORIZON_COUNT;
const LEAST_BLOCKS = 20;
const LEAST_MOVED = 100;

type Baseline = (typeof BASELINES)[number];

export interface BestBaselines {
  readonly byHits: Baseline;
  readonly byError: Baseline;
}

export function bestBaselines(scores: Scores): BestBaselines {
  const there = BASELINES.filter((name) => scores[name] !== undefined);
  const best = (value: (name: Baseline) => number): Baseline =>
    there.reduce((found, name) => (value(name) > value(found) ? name : found), 'no_change');
  return {
    byHits: best((name) => scores[name]?.hitRate ?? 0),
    byError: best((name) => -(scores[name]?.mae ?? 0)),
  };
}

export interface Gains {
  readonly blocks: number;
  readonly hitGainInterval: readonly [number, number] | null;
  readonly errorGainInterval: readonly [number, number] | null;
  /** Quantile of the hit gain's draws at GATE_LEVEL. */
  readonly hitGainAtLeast: number | null;
}

const NAMES: Readonly<Record<Forecaster, string>> = {
  forecast: 'the forecast',
  regression: 'regression',
  no_change: 'no change',
  momentum: 'last-second momentum',
  majority: 'the majority of the training days',
};

export function gateOf(scores: Scores, best: BestBaselines, gains: Gains): SkillGate {
  const { forecast } = scores;
  const hits = scores[best.byHits];
  const error = scores[best.byError];
  const hitGain = difference(forecast?.hitRate, hits?.hitRate);
  const errorGain = difference(error?.mae, forecast?.mae);
  const why: string[] = [];
  const few = gains.blocks < LEAST_BLOCKS || (forecast?.moved ?? 0) < LEAST_MOVED;
  if (few)
    why.push(
      `Too little to judge by: ${gains.blocks} minutes, ${forecast?.moved ?? 0} seconds where mid moved.`,
    );
  const right = gains.hitGainAtLeast !== null && gains.hitGainAtLeast > 0;
  if (!few && !right)
    why.push(`Its hit rate is not above that of ${NAMES[best.byHits]} by more than chance explains.`);
  const near = errorGain !== null && errorGain >= 0;
  if (!few && !near) why.push(`It misses by more ticks than ${NAMES[best.byError]}.`);
  const open = !few && right && near;
  if (open) why.push(`Its hit rate is above that of ${NAMES[best.byHits]}, and it misses by no more ticks.`);
  return {
    open,
    words: open ? SKILL : NO_SKILL,
    why,
    bestByHits: best.byHits,
    bestByError: best.byError,
    hitGain,
    hitGainInterval: pair(gains.hitGainInterval),
    errorGain,
    errorGainInterval: pair(gains.errorGainInterval),
    hitGainAtLeast: gains.hitGainAtLeast,
  };
}

function difference(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined ? null : a - b;
}

function pair(interval: readonly [number, number] | null): [number, number] | null {
  return interval && [interval[0], interval[1]];
}
