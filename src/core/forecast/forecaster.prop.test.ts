// The particle against a second writing of the model, on random fields; and what must hold of every path.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lattice } from '../../../contracts/fields.ts';
import { DEFAULT_FORECAST_PARAMS, FORECAST_MODES, type ForecastMode } from '../../../contracts/forecast.ts';
import { Frame } from '../fields/frame.ts';
import { referenceForecast } from './fixtures/reference-forecast.ts';
import { Forecaster, type ForecastPath, type ForecastWindow } from './forecaster.ts';

const NU0 = 0.2;
const SPOT = 19_210;

/** Repeatable noise in -1 … 1. */
function noise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 0x8000_0000;
  };
}

interface Scene {
  readonly seed: number;
  readonly xMax: number;
  /** What the fields are multiplied by: pressure up to where positions and velocities are held. */
  readonly push: number;
  readonly halfTicks: number;
  readonly velocity: number;
}

function frameOf(lattice: Lattice, { xMax }: Scene, planes: Record<string, (x: number) => number>): Frame {
  const n = 2 * xMax + 1;
  const frame = new Frame(
    lattice,
    new Map(
      Object.entries(planes).map(([id, value]) => [
        id,
        Float64Array.from({ length: n }, (_, i) => value(i - xMax)),
      ]),
    ),
    0,
    n,
  );
  frame.moveTo(SPOT - xMax, { spotTick: SPOT, bestBidTick: SPOT - 1, bestAskTick: SPOT, hasRest: true });
  return frame;
}

function windowOf(scene: Scene): ForecastWindow {
  const next = noise(scene.seed);
  const push = (): number => scene.push * next();
  const side = (): Record<string, (x: number) => number> => ({ u_ema_8: push, du_ema_8_dt: push });
  const bids = frameOf('B', scene, side());
  const asks = frameOf('A', scene, side());
  const at = (frame: Frame, x: number): number => frame.at('u_ema_8', SPOT + x);
  return {
    bids,
    asks,
    line: frameOf('L', scene, {
      pressure_grad: (x) => at(bids, x) - at(asks, x),
      viscosity_nu_total: () => 1 + next(),
    }),
    mid2: 2 * SPOT + scene.halfTicks,
    midVelocity: scene.velocity,
  };
}

function referenceOf(
  window: ForecastWindow,
  scene: Scene,
  mode: ForecastMode,
  params = DEFAULT_FORECAST_PARAMS,
) {
  const published = (frame: Frame, id: string, x: number): number | undefined =>
    Math.abs(x) <= scene.xMax ? Math.fround(frame.at(id, SPOT + x)) : undefined;
  const sides = { B: window.bids, A: window.asks };
  return referenceForecast(
    {
      g: (x) => published(window.line, 'pressure_grad', x),
      nu: (x) => published(window.line, 'viscosity_nu_total', x),
      u8: (side, x) => published(sides[side], 'u_ema_8', x),
      du8: (side, x) => published(sides[side], 'du_ema_8_dt', x),
    },
    mode,
    SPOT,
    window.mid2 / 2,
    [scene.velocity / (1 - Math.exp(-0.5))],
    { ...params, nu0: NU0 },
  );
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  seed: fc.integer(),
  xMax: fc.constantFrom(1, 20, 100, 200),
  push: fc.constantFrom(0.001, 0.05, 1, 3),
  halfTicks: fc.integer({ min: -3, max: 3 }),
  velocity: fc.double({ min: -20, max: 20, noNaN: true }),
});

function expectLike(path: ForecastPath, rows: ReturnType<typeof referenceForecast>): void {
  const columns = {
    predicted_tick_delta: path.delta,
    direction: path.direction,
    predicted_spot_tick: path.spotTick,
    F_near: path.forceNear,
    F_far: path.forceFar,
    nu_local: path.viscosity,
    strength: path.strength,
  };
  expect(path.position).toHaveLength(rows.length);
  rows.forEach((row, h) => {
    // Where a rounding decides which tick is nearest, or whether there is a direction, either is right.
    const onEdge =
      Math.abs((Math.abs(path.position[h]) % 1) - 0.5) < 1e-9 ||
      Math.abs(Math.abs(path.position[h]) - 0.75) < 1e-9 ||
      Math.abs(Math.abs(path.delta[h]) - 0.25) < 1e-9;
    for (const [name, values] of Object.entries(columns)) {
      if (onEdge && (name === 'direction' || name === 'predicted_spot_tick')) continue;
      const want = row[name as keyof typeof row];
      if (!(Math.abs(values[h] - want) <= 1e-6)) expect(values[h], `${name} at ${h} s`).toBe(want);
    }
  });
}

describe('the forecast', () => {
  const forecaster = new Forecaster(DEFAULT_FORECAST_PARAMS, NU0);

  it.each(FORECAST_MODES)('gives what the model says within 1e-6: %s', (mode) => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const window = windowOf(scene);
        expectLike(forecaster.path(window, mode), referenceOf(window, scene, mode));
      }),
      { numRuns: 60 },
    );
  });

  it('takes the first force and drag apart by price, and the parts add up', () => {
    const { betaNear, betaFar, nuMin } = DEFAULT_FORECAST_PARAMS;
    fc.assert(
      fc.property(scenes, (scene) => {
        const window = windowOf(scene);
        const { forceNear, forceFar, viscosity, position } = forecaster.path(window, 'frozen');
        const { tickFrom, push, brake } = forecaster.terms(window);
        const sum = (terms: Float64Array): number => terms.reduce((total, term) => total + term, 0);
        expect(sum(push)).toBeCloseTo(betaNear * forceNear[0] + betaFar * forceFar[0], 9);
        expect(Math.max(nuMin, sum(brake))).toBeCloseTo(viscosity[0], 9);
        // As many prices below the particle as above it.
        expect(tickFrom + (push.length - 2) / 2).toBe(SPOT + Math.floor(position[0]));
      }),
      { numRuns: 60 },
    );
  });

  it('follows its parameters', () => {
    const params = {
      ...DEFAULT_FORECAST_PARAMS,
      betaNear: 1.5,
      betaFar: 0.1,
      betaV: -0.5,
      gamma: 0.9,
      sigmaNear: 3.3,
      sigmaFar: 20,
      duDecay: 1,
    };
    fc.assert(
      fc.property(scenes, fc.constantFrom(...FORECAST_MODES), (scene, mode) => {
        const window = windowOf(scene);
        expectLike(new Forecaster(params, NU0).path(window, mode), referenceOf(window, scene, mode, params));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same to the bit whatever was asked before, and stays within its bounds', () => {
    fc.assert(
      fc.property(scenes, scenes, fc.constantFrom(...FORECAST_MODES), (scene, other, mode) => {
        const window = windowOf(scene);
        const first = new Forecaster(DEFAULT_FORECAST_PARAMS, NU0).path(window, mode);
        forecaster.path(windowOf(other), 'extrapolated');
        const again = forecaster.path(window, mode);
        expect(again).toEqual(first);
        for (let h = 0; h <= 30; h++) {
          expect(Math.abs(again.position[h])).toBeLessThanOrEqual(80);
          expect(Math.abs(again.velocity[h])).toBeLessThanOrEqual(8);
          expect(again.viscosity[h]).toBeGreaterThanOrEqual(0.05);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps spot within three quarters of a tick, and takes a tie to the tick nearer to it', () => {
    const still: Scene = { seed: 1, xMax: 200, push: 0, halfTicks: 0, velocity: 0 };
    const at = (x: number): number =>
      new Forecaster({ ...DEFAULT_FORECAST_PARAMS, betaV: 0 }, NU0).path(
        { ...windowOf(still), mid2: 2 * (SPOT + x) },
        'frozen',
      ).spotTick[0] - SPOT;
    expect([0.5, 0.74, 0.75, 1.5, 1.75, -0.74, -0.75, -1.5, -2.75].map(at)).toEqual([
      0, 0, 1, 1, 2, 0, -1, -1, -3,
    ]);
  });

  it('is pushed up by bids that build and slowed by a wall ahead', () => {
    const scene: Scene = { seed: 1, xMax: 200, push: 0, halfTicks: 0, velocity: 0 };
    const wide = (nu: (x: number) => number): ForecastWindow => ({
      ...windowOf(scene),
      line: frameOf('L', scene, { pressure_grad: (x) => (x < 0 ? 0.4 : 0), viscosity_nu_total: nu }),
    });
    const free = forecaster.path(
      wide(() => 0.5),
      'frozen',
    ).delta[30];
    const walled = forecaster.path(
      wide((x) => (Math.abs(x - 6) <= 1 ? 8 : 0.5)),
      'frozen',
    ).delta[30];
    expect(free).toBeGreaterThan(1);
    expect(walled).toBeGreaterThan(0);
    expect(walled).toBeLessThan(0.8 * free);
  });
});
