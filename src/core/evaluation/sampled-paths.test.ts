// Paths over samples against the forecaster on the same frames.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import { Frame } from '../fields/frame.ts';
import { Forecaster } from '../forecast/forecaster.ts';
import { emptySamples, firstRows } from './day-samples.ts';
import { SampleTaker } from './sample-taker.ts';
import { samplePaths } from './sampled-paths.ts';
import { madeDay, seeded } from './samples.testkit.ts';

const SPOT = 19_210;
const X_MAX = 200;
const NU0 = 0.2;
/** Ticks: samples are 32-bit floats, and a push as strong as the strongest here makes more of what that rounds off. */
const ROUNDING = 5e-3;

function lineFrom(seed: number, push: number): Frame {
  const { normal, unit } = seeded(seed);
  const n = 2 * X_MAX + 1;
  const plane = (value: () => number): Float64Array => Float64Array.from({ length: n }, value);
  const frame = new Frame(
    'L',
    new Map([
      ['pressure_grad', plane(() => push * normal())],
      ['viscosity_nu_total', plane(() => 2 * unit())],
      ['wall_strength', plane(() => (unit() < 0.02 ? 9 : unit()))],
      ['u_wave_energy', plane(unit)],
      ['depth_end', plane(() => Math.floor(9 * unit()))],
      ['u_ema_8', plane(() => 0)],
      ['du_ema_8_dt', plane(() => 0)],
    ]),
    0,
    n,
  );
  frame.moveTo(SPOT - X_MAX, {
    spotTick: SPOT,
    bestBidTick: SPOT - 1,
    bestAskTick: SPOT + 1,
    hasRest: true,
  });
  return frame;
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  push: fc.constantFrom(0.01, 0.3, 3),
  halfTicks: fc.integer({ min: -3, max: 3 }),
  velocity: fc.double({ min: -20, max: 20, noNaN: true }),
  betaNear: fc.constantFrom(0, 0.7, 5),
  betaV: fc.constantFrom(-1, 0, 1),
  gamma: fc.constantFrom(0, 0.35, 2),
});

it('goes where the forecaster goes, wherever its particle may be', () => {
  fc.assert(
    fc.property(cases, ({ seed, push, halfTicks, velocity, betaNear, betaV, gamma }) => {
      const params = { ...DEFAULT_FORECAST_PARAMS, betaNear, betaV, gamma };
      const line = lineFrom(seed, push);
      const mid2 = 2 * SPOT + halfTicks;
      const samples = emptySamples(1, params.xpMax + 1);
      new SampleTaker(params, NU0, params.xpMax + 1).take(samples, 0, line, {
        window: 7,
        mid2,
        spread: 2,
        velocity,
        lastChange: 0.5,
        volatility: 1,
      });
      const deltas = new Float64Array(HORIZON_COUNT);
      expect(samplePaths(deltas, samples, params)).toBe(0);
      const path = new Forecaster(params, NU0).path(
        { bids: line, asks: line, line, mid2, midVelocity: velocity },
        'frozen',
      );
      HORIZONS.forEach((seconds, h) => {
        expect(Math.abs((deltas[h] ?? NaN) - (path.delta[seconds] ?? NaN))).toBeLessThan(ROUNDING);
      });
      const near = path.forceNear[0] ?? NaN;
      expect(Math.abs(near - between(samples.near, samples.start[0] ?? 0, samples.reach))).toBeLessThan(1e-6);
    }),
    { numRuns: 80 },
  );
});

function between(plane: Float32Array, x: number, reach: number): number {
  const cell = Math.floor(x) + reach;
  const [low, high] = [plane[cell] ?? NaN, plane[cell + 1] ?? NaN];
  return low + (x - Math.floor(x)) * (high - low);
}

it('counts paths that leave the sampled ticks', () => {
  const params = { ...DEFAULT_FORECAST_PARAMS, betaV: 1, gamma: 0 };
  const samples = emptySamples(2, 10);
  samples.velocity.set([1, 0.1]);
  expect(samplePaths(new Float64Array(2 * HORIZON_COUNT), samples, params)).toBe(1);
});

it('takes the depth near spot and the nearest wall on either side', () => {
  const line = lineFrom(3, 0.1);
  const wall = line.plane('wall_strength').fill(1);
  wall[X_MAX - 6] = 5;
  wall[X_MAX + 9] = 5;
  wall[X_MAX + 12] = 9;
  wall[X_MAX + 2] = 1.2;
  const samples = emptySamples(1, 20);
  new SampleTaker(DEFAULT_FORECAST_PARAMS, NU0, 20).take(samples, 0, line, {
    window: 0,
    mid2: 2 * SPOT + 1,
    spread: 1,
    velocity: 0,
    lastChange: 0,
    volatility: 0,
  });
  expect([samples.wallBelow[0], samples.wallAbove[0]]).toEqual([6.5, 8.5]);
  const depth = line.plane('depth_end').subarray(X_MAX - 10, X_MAX + 11);
  expect(samples.depth[0]).toBe(depth.reduce((sum, lots) => sum + lots, 0));
});

it('keeps the first rows as they are', () => {
  const samples = emptySamples(5, 3);
  samples.near.forEach((_, i) => {
    samples.near[i] = i;
  });
  samples.targets.fill(2);
  samples.window.set([4, 5, 6, 7, 8]);
  const kept = firstRows(samples, 3);
  expect([kept.rows, ...kept.window]).toEqual([3, 4, 5, 6]);
  expect([...kept.near]).toEqual(Array.from({ length: 21 }, (_, i) => i));
  expect(kept.targets).toHaveLength(3 * HORIZON_COUNT);
});

it.each([1, 7, 64])('takes every %i th row as it would alone, and leaves the others', (stride) => {
  // Lively enough that some leave the sampled ticks; not a whole number of blocks.
  const rows = 150;
  const params = { ...DEFAULT_FORECAST_PARAMS, betaNear: 20, gamma: 0.1 };
  const samples = madeDay({ rows, seed: 5, truth: null, noise: 1 });
  const deltas = new Float32Array(rows * HORIZON_COUNT).fill(77);
  const escaped = samplePaths(deltas, samples, params, { stride });
  let alone = 0;
  for (let row = 0; row < rows; row++) {
    const own = deltas.subarray(row * HORIZON_COUNT, (row + 1) * HORIZON_COUNT);
    if (row % stride !== 0) {
      expect([...own]).toEqual(new Array(HORIZON_COUNT).fill(77));
      continue;
    }
    const one = new Float32Array(HORIZON_COUNT);
    const width = 2 * samples.reach + 1;
    const part = {
      ...samples,
      rows: 1,
      start: samples.start.subarray(row),
      velocity: samples.velocity.subarray(row),
      near: samples.near.subarray(row * width),
      far: samples.far.subarray(row * width),
      drag: samples.drag.subarray(row * width),
    };
    alone += samplePaths(one, part, params);
    expect([...own]).toEqual([...one]);
  }
  expect(escaped).toBe(alone);
});
