// Scores, baselines, gate, band and report against what they say in words.
import { describe, expect, it } from 'vitest';
import { NO_SKILL, type Score, type Scores, SKILL } from '../../../contracts/evaluation.ts';
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';
import { coverageOf, fitBand, widenedBy } from './band.ts';
import { changeCounts, majorityOf, majorityPrediction, momentum } from './baselines.ts';
import { fitConfidence, reliabilityOf, saidAndCame, thirdsOf } from './confidence.ts';
import { type DaySamples, emptySamples } from './day-samples.ts';
import { bestBaselines, gateOf } from './gate.ts';
import { valueOfMap } from './isotonic.ts';
import { judge } from './judge.ts';
import { madeDay, seeded } from './samples.testkit.ts';
import { sumByBlock, sumScores, totalOf } from './score-sums.ts';

/** Rows whose first horizon has these changes; the others are not known. */
function dayOf(changes: readonly number[], windows = changes.map((_, i) => i)): DaySamples {
  const samples = emptySamples(changes.length, 1);
  samples.targets.fill(Number.NaN);
  changes.forEach((change, row) => {
    samples.targets[row * HORIZON_COUNT] = change;
  });
  samples.window.set(windows);
  return samples;
}

function sizesOf(samples: DaySamples, sizes: readonly number[]): Float32Array {
  const all = new Float32Array(samples.rows * HORIZON_COUNT);
  sizes.forEach((size, row) => {
    all[row * HORIZON_COUNT] = size;
  });
  return all;
}

describe('scores', () => {
  it('count a hit only where mid moved, a half without a side, and misses everywhere', () => {
    const samples = dayOf([1, -1, 0, 2, Number.NaN]);
    const sums = sumScores(samples, [{ sizes: sizesOf(samples, [0.5, 0.5, 1, 0, 9]) }], 1, () => 0);
    expect([sums.n[0], sums.moved[0], sums.hits[0]?.[0], sums.absTicks[0]?.[0]]).toEqual([4, 3, 1.5, 5]);
    expect(sums.n[1]).toBe(0);
  });

  it('take the side from its own column where there is one, and leave out rows without a group', () => {
    const samples = dayOf([1, 1, -1]);
    const sides = new Int8Array(3 * HORIZON_COUNT);
    sides[0] = -1;
    sides[HORIZON_COUNT] = 1;
    const prediction = { sizes: sizesOf(samples, [5, 5, 5]), sides };
    const sums = sumScores(samples, [prediction], 2, (row) => (row === 2 ? -1 : row));
    expect([...(sums.hits[0] ?? [])].filter((_, i) => i % HORIZON_COUNT === 0)).toEqual([0, 1]);
  });

  it('go into minutes of the day, which add up to the whole', () => {
    const samples = dayOf([1, -1, 2, 0], [119, 120, 121, 300]);
    const prediction = { sizes: sizesOf(samples, [1, 1, 1, 1]) };
    const { first, sums } = sumByBlock(samples, [prediction]);
    expect([first, sums.groups]).toEqual([1, 5]);
    expect([0, 1, 2, 3, 4].map((group) => sums.n[group * HORIZON_COUNT])).toEqual([1, 2, 0, 0, 1]);
    expect(totalOf(sums)).toEqual(sumScores(samples, [prediction], 1, () => 0));
  });
});

describe('baselines', () => {
  it('go as far again as in the last second', () => {
    const samples = dayOf([0, 0]);
    samples.lastChange.set([1.5, -0.5]);
    const { sizes } = momentum(samples);
    expect([sizes[0], sizes[HORIZON_COUNT - 1], sizes[HORIZON_COUNT]]).toEqual([1.5, 1.5, -0.5]);
  });

  it('take the side that the training days took more often, and their median', () => {
    const days = [dayOf([1, 1, -3, 0]), dayOf([2, -1, 1, Number.NaN])].map(changeCounts);
    const majority = majorityOf(days);
    expect(majority[0]).toEqual({ side: 1, median: 1 });
    expect(majority[1]).toEqual({ side: 0, median: 0 });
    const { sizes, sides } = majorityPrediction(dayOf([0]), majority);
    expect([sizes[0], sides?.[0], sides?.[1]]).toEqual([1, 1, 0]);
  });

  it('are left out of a report where there are no training days', () => {
    const [samples, deltas] = [dayOf([1, -1]), new Float32Array(2 * HORIZON_COUNT)];
    const day = { utcDate: '2026-01-05', samples, deltas, regression: null, majority: null, zoneOffset: 0 };
    expect(judge([day]).names).toEqual(['forecast', 'no_change', 'momentum']);
  });
});

describe('the gate', () => {
  const score = (hitRate: number, mae: number): Score => ({
    n: 5000,
    moved: 1000,
    hits: 1000 * hitRate,
    absTicks: 5000 * mae,
    hitRate,
    mae,
  });
  const gate = (forecast: Score, atLeast: number, blocks = 100) => {
    const scores: Scores = { forecast, no_change: score(0.5, 1), momentum: score(0.52, 1.5) };
    return gateOf(scores, bestBaselines(scores), {
      blocks,
      hitGainInterval: [0, 1],
      errorGainInterval: [0, 1],
      hitGainAtLeast: atLeast,
    });
  };

  it('measures against the best baseline of each kind', () => {
    const { bestByHits, bestByError, hitGain, errorGain } = gate(score(0.6, 0.9), 0.01);
    expect([bestByHits, bestByError]).toEqual(['momentum', 'no_change']);
    expect(hitGain).toBeCloseTo(0.08, 9);
    expect(errorGain).toBeCloseTo(0.1, 9);
  });

  it('opens only with a hit rate beyond chance and an error no larger', () => {
    expect(gate(score(0.6, 0.9), 0.01).words).toBe(SKILL);
    expect(gate(score(0.6, 0.9), -0.01).words).toBe(NO_SKILL);
    expect(gate(score(0.6, 1.01), 0.01)).toMatchObject({
      open: false,
      why: ['It misses by more ticks than no change.'],
    });
    expect(gate(score(0.6, 0.9), 0.01, 5).why[0]).toContain('Too little');
  });
});

describe('maps', () => {
  const { normal } = seeded(5);
  const day = (seed: number) => {
    const samples = madeDay({ rows: 3000, seed, truth: null, noise: 1 });
    const deltas = new Float32Array(samples.rows * HORIZON_COUNT);
    for (let row = 0; row < samples.rows; row++) {
      const size = Math.abs(normal());
      deltas[row * HORIZON_COUNT] = size;
      // The farther a path goes, the oftener it is right.
      const right = (row * 7919) % 1000 < 500 + 150 * Math.min(3, size);
      samples.targets[row * HORIZON_COUNT] = (right ? 1 : -1) * (1 + samples.volatility[row]!);
    }
    return { samples, deltas };
  };
  const [first, second] = [day(1), day(2)];

  it('of confidence rise with how far the path goes, and come true elsewhere', () => {
    const map = fitConfidence([first], 0);
    if (!map) throw new Error('no map');
    expect(valueOfMap(map, 0.05)).toBeLessThan(0.6);
    expect(valueOfMap(map, 2.5)).toBeGreaterThan(0.8);
    const bins = reliabilityOf(saidAndCame(second, 0, map));
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(3000);
    for (const { said, came } of bins) expect(Math.abs(said - came)).toBeLessThan(0.1);
    expect(fitConfidence([{ samples: dayOf([1, 1]), deltas: new Float32Array(12).fill(1) }], 0)).toBeNull();
  });

  it('of the band hold four of five on another day, wider where it was livelier, and are widened where not', () => {
    const thirds = thirdsOf([first.samples.volatility]);
    const band = fitBand([first], 0, thirds);
    if (!band) throw new Error('no band');
    const { n, inside } = coverageOf(second, 0, band, thirds);
    expect(inside / n).toBeGreaterThan(0.77);
    expect(inside / n).toBeLessThan(0.83);
    expect(band.high[2] - band.low[2]).toBeGreaterThan(band.high[0] - band.low[0]);
    const narrow = {
      low: band.low.map((value) => value / 2) as [number, number, number],
      high: band.high.map((value) => value / 2) as [number, number, number],
    };
    const widen = widenedBy([second], 0, [{ bands: [narrow], thirds }]);
    expect(widen).toBeGreaterThan(1.5);
    const again = coverageOf(second, 0, narrow, thirds, widen);
    expect(again.inside / again.n).toBeGreaterThanOrEqual(0.8);
  });
});
