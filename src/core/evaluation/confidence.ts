// Confidence (field-model §5): how often directions came true whose path went so far, where mid moved at all. An isotonic
// map a horizon, from days that the path's parameters were not fitted on.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { quantileOf } from './block-bootstrap.ts';
import type { DaySamples } from './day-samples.ts';
import { isotonicFit, type MonotoneMap, valueOfMap } from './isotonic.ts';

const POINTS = 40;
const LEAST_ROWS = 400;
const RELIABILITY_BINS = 10;
/** More rows than these tell no more: neighbouring seconds share their future. */
const ROWS_READ = 40_000;

/** One day with paths that its own data did not shape. */
export interface ScoredDay {
  readonly samples: DaySamples;
  /** HORIZON_COUNT a row, ticks. */
  readonly deltas: Float32Array;
}

/** Whether directions came true, by how far the path went: pairs, unordered. */
function outcomesOf(days: readonly ScoredDay[], horizon: number): { reach: Float64Array; right: Uint8Array } {
  const reach: number[] = [];
  const right: number[] = [];
  const rows = days.reduce((sum, { samples }) => sum + samples.rows, 0);
  const stride = Math.max(1, Math.ceil(rows / ROWS_READ)) * HORIZON_COUNT;
  for (const { samples, deltas } of days) {
    for (let at = horizon; at < deltas.length; at += stride) {
      const target = samples.targets[at];
      if (Number.isNaN(target) || target === 0 || deltas[at] === 0) continue;
      reach.push(Math.abs(deltas[at]));
      right.push(deltas[at] > 0 === target > 0 ? 1 : 0);
    }
  }
  return { reach: Float64Array.from(reach), right: Uint8Array.from(right) };
}

/** Null where too little moved to tell. */
export function fitConfidence(days: readonly ScoredDay[], horizon: number): MonotoneMap | null {
  const { reach, right } = outcomesOf(days, horizon);
  if (reach.length < LEAST_ROWS) return null;
  const order = Uint32Array.from(reach.keys()).sort((a, b) => reach[a] - reach[b]);
  const points = Array.from({ length: POINTS }, (_, i) => {
    const from = Math.floor((i * order.length) / POINTS);
    const to = Math.floor(((i + 1) * order.length) / POINTS);
    let x = 0;
    let y = 0;
    for (let at = from; at < to; at++) {
      x += reach[order[at]];
      y += right[order[at]];
    }
    return { x: x / (to - from), y: y / (to - from), weight: to - from };
  });
  return isotonicFit(points);
}

export interface ReliabilityBin {
  /** Mean confidence said, and how often it came true. */
  readonly said: number;
  readonly came: number;
  readonly n: number;
}

/** What was said against what came, in bins of as many rows each. `saidOf` is null where nothing is said. */
export function reliabilityOf(pairs: readonly { said: number; right: number }[]): ReliabilityBin[] {
  const ordered = pairs.toSorted((a, b) => a.said - b.said);
  const bins = Math.min(RELIABILITY_BINS, Math.floor(ordered.length / 30));
  return Array.from({ length: bins }, (_, i) => {
    const part = ordered.slice(
      Math.floor((i * ordered.length) / bins),
      Math.floor(((i + 1) * ordered.length) / bins),
    );
    const sum = part.reduce((at, { said, right }) => ({ said: at.said + said, right: at.right + right }), {
      said: 0,
      right: 0,
    });
    return { said: sum.said / part.length, came: sum.right / part.length, n: part.length };
  });
}

/** Each direction of a day with the confidence that a map gives it. */
export function saidAndCame(
  day: ScoredDay,
  horizon: number,
  map: MonotoneMap,
): { said: number; right: number }[] {
  const { reach, right } = outcomesOf([day], horizon);
  return Array.from(reach, (x, i) => ({ said: valueOfMap(map, x), right: right[i] }));
}

/** Edges between three groups of as many rows: a third and two thirds of the values. */
export function thirdsOf(values: readonly Float64Array[]): [number, number] {
  const all = Float64Array.from(values.flatMap((column) => [...column])).sort();
  return [quantileOf(all, 1 / 3), quantileOf(all, 2 / 3)];
}

export function thirdOf(value: number, [low, high]: readonly [number, number]): 0 | 1 | 2 {
  return value <= low ? 0 : value <= high ? 1 : 2;
}
