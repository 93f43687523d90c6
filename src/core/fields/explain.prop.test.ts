// The terms of every field, on every lattice and under every variant, add up to the value that the kernel published.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATTICES } from '../../../contracts/fields.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams } from '../../../contracts/params.ts';
import { explainCell, NEAR_EMPTY_LOTS } from './explain.ts';
import { windowsFromSeed } from './fixtures/scripted-stream.ts';
import { chunksFromWindows, type SilverWindow } from './fixtures/silver-stream.ts';
import { GoldKernel } from './kernel.ts';
import { FIELDS } from './registry.ts';

const X_MAX = 14;
const paramsArbitrary: fc.Arbitrary<FieldParams> = fc.record({
  uLimit: fc.constantFrom(0.3, 1, null),
  uForm: fc.constantFrom('ratio' as const, 'log' as const),
  taus: fc.constantFrom<[number, number, number, number]>([2, 8, 32, 128], [0.5, 3, 9, 40]),
  nuDensity: fc.constantFrom('absolute' as const, 'relative' as const),
  surroundTicks: fc.integer({ min: 1, max: 12 }),
  phiForm: fc.constantFrom('plain' as const, 'share' as const),
  kappaForm: fc.constantFrom('reciprocal' as const, 'exponential' as const),
  nu0: fc.double({ min: 0, max: 3, noNaN: true }),
  nuRho: fc.double({ min: 0, max: 3, noNaN: true }),
  nuPhi: fc.double({ min: 0, max: 3, noNaN: true }),
  nuS: fc.double({ min: 0, max: 3, noNaN: true }),
  lambdaPhi: fc.double({ min: 0, max: 3, noNaN: true }),
  lambdaS: fc.double({ min: 0, max: 3, noNaN: true }),
  xMax: fc.constant(X_MAX),
  lambdaOpt: fc.double({ min: 0, max: 3, noNaN: true }),
  sigmaOpt: fc.double({ min: 0.5, max: 9, noNaN: true }),
  lambdaPhiOpt: fc.constant(1),
  lambdaSOpt: fc.constant(1),
  optExpiries: fc.constant('today' as const),
  optRange: fc.constant(100),
});

function walk(params: FieldParams, windows: readonly SilverWindow[], visit: (kernel: GoldKernel) => void) {
  const kernel = new GoldKernel(params);
  for (const chunk of chunksFromWindows(250, windows)) {
    for (let i = 0; i < chunk.windowCount; i++) if (kernel.step(chunk, i, false)) visit(kernel);
  }
  return kernel;
}

function expectSums(kernel: GoldKernel): void {
  for (const lattice of LATTICES) {
    const frame = kernel.frame(lattice);
    if (!frame) continue;
    for (const { id } of FIELDS.all) {
      for (let i = 0; i < frame.n; i += 1) {
        const why = explainCell(kernel, id, lattice, frame.tickLo + i);
        const value = frame.plane(id)[i];
        const sum = why?.terms.reduce((total, term) => total + term.value, 0) ?? Number.NaN;
        if (why?.value === value && Math.abs(sum - value) <= 1e-9 * Math.max(1, Math.abs(value))) continue;
        expect({ sum, why }, `${id} ${lattice} x ${frame.tickLo + i - frame.spotTick}`).toEqual({
          sum: value,
        });
      }
    }
  }
}

describe('explanations', () => {
  it('add up to every published value', () => {
    fc.assert(
      fc.property(fc.nat(), paramsArbitrary, (seed, params) => {
        let seen = 0;
        walk(params, windowsFromSeed(seed, 24), (kernel) => {
          if (++seen <= 3 || seen % 5 === 0) expectSums(kernel);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('hold after a restored checkpoint as well', () => {
    const windows = windowsFromSeed(11, 30);
    const kernel = walk(FIELD_PRESETS.contrast, windows, () => {});
    const restored = new GoldKernel(FIELD_PRESETS.contrast);
    restored.restore(kernel.save());
    const spot = kernel.frame('L')?.spotTick ?? 0;
    for (const { id } of FIELDS.all) {
      const why = explainCell(restored, id, 'L', spot);
      expect(why?.terms, id).toStrictEqual(explainCell(kernel, id, 'L', spot)?.terms);
    }
  });

  it('name every field once and say what went in', () => {
    const kernel = walk({ ...DEFAULT_FIELD_PARAMS, xMax: X_MAX }, windowsFromSeed(3, 12), () => {});
    const spot = kernel.frame('L')?.spotTick ?? 0;
    const nu = explainCell(kernel, 'viscosity_nu', 'L', spot);
    expect(nu?.terms.map(({ name }) => name)).toEqual(['base', 'density', 'standing', 'building']);
    expect(nu?.terms[1]?.inputs).toMatchObject({ nuRho: 0.15 });
    const lots = nu?.lots;
    expect(lots && lots.start + lots.add - lots.pull - lots.fill).toBe(lots?.end);
  });

  it('mark flow over next to nothing', () => {
    const row = { side: 0, add: 6, pull: 0, fill: 0, rest: 0 };
    const opening = [{ side: 0, tick: 1001, qty: NEAR_EMPTY_LOTS, rest: 0 }];
    const rows = [
      { ...row, tick: 1000, start: 0, end: 6 },
      { ...row, tick: 1001, start: NEAR_EMPTY_LOTS, end: NEAR_EMPTY_LOTS + 6 },
    ];
    const kernel = walk(DEFAULT_FIELD_PARAMS, [{ valid: true, spotTick: 1000, rows, opening }], () => {});
    const nearEmpty = (id: string, tick: number) => explainCell(kernel, id, 'B', tick)?.nearEmpty;
    expect([1000, 1001, 999].map((tick) => nearEmpty('liquidity_velocity', tick))).toEqual([
      true,
      false,
      false,
    ]);
    expect(nearEmpty('rho', 1000)).toBe(false);
  });

  it('are none where nothing is published', () => {
    const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS);
    expect(explainCell(kernel, 'rho', 'L', 0)).toBeNull();
    const after = walk(DEFAULT_FIELD_PARAMS, windowsFromSeed(3, 12), () => {});
    const spot = after.frame('L')?.spotTick ?? 0;
    expect(explainCell(after, 'rho', 'L', spot + DEFAULT_FIELD_PARAMS.xMax + 1)).toBeNull();
  });
});
