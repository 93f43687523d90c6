// The kernel against the model written a second time, and against itself: where it is cut, restored or looked at must
// change nothing, to the bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATTICES } from '../../../contracts/fields.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams } from '../../../contracts/params.ts';
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import { windowsToForget } from './decay.ts';
import { ReferenceFields } from './fixtures/reference-fields.ts';
import {
  type FlowScript,
  type WindowScript,
  windowsFromScript,
  windowsFromSeed,
} from './fixtures/scripted-stream.ts';
import { chunksFromWindows, type SilverWindow } from './fixtures/silver-stream.ts';
import { GoldKernel } from './kernel.ts';
import { FIELDS } from './registry.ts';

const X_MAX = 12;
/** Chunks break at multiples of 256: windows from here meet one soon. */
const FIRST_WINDOW = WINDOWS_PER_CHUNK - 9;

const variants: Record<string, FieldParams> = {
  plain: { ...DEFAULT_FIELD_PARAMS, xMax: X_MAX },
  contrast: { ...FIELD_PRESETS.contrast, xMax: X_MAX },
  'every parameter moved': {
    ...DEFAULT_FIELD_PARAMS,
    uLimit: 0.4,
    uForm: 'ratio',
    taus: [1.5, 7, 31, 90],
    nuDensity: 'relative',
    surroundTicks: 7,
    phiForm: 'plain',
    kappaForm: 'exponential',
    nu0: 0.3,
    nuRho: 0.2,
    nuPhi: 0.7,
    nuS: 0.9,
    lambdaPhi: 0.8,
    lambdaS: 1.3,
    xMax: X_MAX,
  },
};

const flowScript: fc.Arbitrary<FlowScript> = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  offset: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: -14, max: 14 }) },
    { weight: 1, arbitrary: fc.constantFrom(-900_000, -999, 70, 130_000_000) },
  ),
  add: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  pull: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  fill: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })),
  restPercent: fc.integer({ min: 0, max: 100 }),
});

const windowScript: fc.Arbitrary<WindowScript> = fc.record({
  valid: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  spotMove: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -1, max: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom(-75, -9, 8, 64) },
  ),
  flows: fc.array(flowScript, { maxLength: 12 }),
});

function arbitraryWindows(maxLength: number): fc.Arbitrary<SilverWindow[]> {
  return fc.array(windowScript, { minLength: 1, maxLength }).map(windowsFromScript);
}

/** Walks all windows; `visit` runs after each step. */
function walk(
  kernel: GoldKernel,
  windows: readonly SilverWindow[],
  visit: (index: number) => void,
  from = 0,
): void {
  let index = 0;
  for (const chunk of chunksFromWindows(FIRST_WINDOW, windows)) {
    for (let i = 0; i < chunk.windowCount; i++, index++) {
      if (index < from) continue;
      kernel.step(chunk, i, false);
      visit(index);
    }
  }
}

function allPlanes(kernel: GoldKernel): Float64Array[] {
  return LATTICES.flatMap((lattice) => {
    const frame = kernel.frame(lattice);
    return frame ? FIELDS.all.map(({ id }) => frame.plane(id).slice()) : [];
  });
}

function expectNear(got: number, want: number, where: () => string): void {
  if (!(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)))) expect(got, where()).toBe(want);
}

describe('kernel against the reference', () => {
  for (const [name, params] of Object.entries(variants)) {
    it(`gives every field within 1e-9: ${name}`, () => {
      fc.assert(
        fc.property(arbitraryWindows(24), (windows) => {
          const kernel = new GoldKernel(params);
          const reference = new ReferenceFields(params);
          walk(kernel, windows, (index) => {
            reference.step(windows[index]);
            for (const lattice of LATTICES) {
              const frame = kernel.frame(lattice);
              if (!frame) continue;
              expect(frame.spotTick).toBe(reference.spotTick);
              for (const { id } of FIELDS.all) {
                const plane = frame.plane(id);
                for (let i = 0; i < frame.n; i++) {
                  const tick = frame.tickLo + i;
                  const want = reference.value(id, lattice, tick);
                  expectNear(plane[i], want, () => `window ${index} ${lattice} ${id} tick ${tick}`);
                }
              }
            }
          });
        }),
        { numRuns: 40 },
      );
    });
  }
});

describe('kernel against itself', () => {
  it('runs on from a checkpoint to the same bits, whatever was looked at', () => {
    fc.assert(
      fc.property(arbitraryWindows(40), fc.nat(40), fc.func(fc.boolean()), (windows, cutAt, looks) => {
        const cut = Math.min(cutAt, windows.length - 1);
        const params = variants.contrast;
        const whole = new GoldKernel(params);
        const planes: Float64Array[][] = [];
        let checkpoint = whole.save();
        walk(whole, windows, (index) => {
          planes.push(allPlanes(whole));
          if (index === cut - 1) checkpoint = whole.save();
        });
        const resumed = new GoldKernel(params);
        resumed.restore(checkpoint);
        expect(resumed.save()).toStrictEqual(checkpoint);
        if (cut > 0) expect(allPlanes(resumed)).toStrictEqual(planes[cut - 1]);
        walk(
          resumed,
          windows,
          (index) => {
            if (looks(index) || index === windows.length - 1) {
              expect(allPlanes(resumed)).toStrictEqual(planes[index]);
            }
          },
          cut,
        );
        expect(resumed.save()).toStrictEqual(whole.save());
      }),
      { numRuns: 60 },
    );
  });

  it('is right after a beginning in mid-day, once averages have forgotten', () => {
    const params: FieldParams = { ...FIELD_PRESETS.contrast, taus: [0.5, 1, 2, 4], xMax: X_MAX };
    const forget = windowsToForget(params.taus);
    const chunks = chunksFromWindows(0, windowsFromSeed(5, 5 * WINDOWS_PER_CHUNK));
    const whole = new GoldKernel(params);
    const late = new GoldKernel(params);
    let lateFrom = 0;
    for (const [position, chunk] of chunks.entries()) {
      if (position === 3) {
        lateFrom = whole.validWindows;
        late.beginAfter(lateFrom);
      }
      for (let w = 0; w < chunk.windowCount; w++) {
        whole.step(chunk, w, false);
        if (position >= 3) late.step(chunk, w, false);
        if (position < 3 || late.validWindows - lateFrom < forget || w % 16 > 0) continue;
        expect(late.validWindows).toBe(whole.validWindows);
        for (const [i, plane] of allPlanes(whole).entries()) {
          const got = allPlanes(late)[i];
          // û of this form reaches about 4: the model's 1e-12 is of û.
          plane.forEach((want, k) => {
            if (!(Math.abs(got[k] - want) <= 1e-11))
              expect(got[k], FIELDS.all[i % FIELDS.all.length].id).toBe(want);
          });
        }
      }
    }
  });

  it('gives a part of the fields and lattices the same bits as all of them', () => {
    fc.assert(
      fc.property(
        arbitraryWindows(12),
        fc.uniqueArray(fc.constantFrom(...FIELDS.all.map(({ id }) => id)), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...LATTICES),
        (windows, fields, lattice) => {
          const all = new GoldKernel(variants.contrast);
          const some = new GoldKernel(variants.contrast, { fields, lattices: [lattice] });
          walk(all, windows, () => undefined);
          walk(some, windows, () => undefined);
          for (const id of fields) {
            expect(some.frame(lattice)?.plane(id)).toStrictEqual(all.frame(lattice)?.plane(id));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
