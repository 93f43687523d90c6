import { describe, expect, it } from 'vitest';
import { SCALE_QUANTILES } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { windowsFromSeed } from './fixtures/scripted-stream.ts';
import { chunksFromWindows } from './fixtures/silver-stream.ts';
import { Frame } from './frame.ts';
import { GoldKernel } from './kernel.ts';
import { FIELDS } from './registry.ts';
import { NEAR_SPOT_TICKS, quantile, rangeFromSamples, ScaleSampler } from './scale.ts';

/** A sampler over the windows that `keeps` picks, and every non-empty cell's ρ and g. */
function sample(length: number, keeps: (window: number) => boolean) {
  const kernel = new GoldKernel({ ...DEFAULT_FIELD_PARAMS, xMax: 30 });
  const sampler = new ScaleSampler('L');
  const all: { rho: number[]; g: number[] } = { rho: [], g: [] };
  for (const chunk of chunksFromWindows(0, windowsFromSeed(3, length))) {
    for (let i = 0; i < chunk.windowCount; i++) {
      const window = chunk.windowFrom + i;
      if (!kernel.step(chunk, i, false) || !keeps(window)) continue;
      const frame = kernel.frame('L');
      if (!frame) continue;
      sampler.take(window, frame);
      for (let cell = 0; cell < frame.n; cell++) {
        const shown = FIELDS.all.some(
          ({ id }) => /^(rho|u_ema_\d+|\w+_intensity)$/.test(id) && frame.plane(id)[cell] !== 0,
        );
        if (!shown) continue;
        all.rho.push(frame.plane('rho')[cell]);
        all.g.push(frame.plane('pressure_grad')[cell]);
      }
    }
  }
  return { sampler, all };
}

describe('ScaleSampler', () => {
  it('stays bounded and near the quantiles of all non-empty cells', () => {
    const { sampler, all } = sample(700, () => true);
    expect(all.rho.length).toBeGreaterThan(20_000);
    expect(sampler.sampleCount).toBeLessThanOrEqual(8192);
    expect(sampler.sampleCount).toBeGreaterThan(2000);
    const rho = sampler.ranges().find(({ fieldId }) => fieldId === 'rho');
    SCALE_QUANTILES.forEach((p, i) => {
      const value = rho?.quantiles[i] ?? Number.NaN;
      const below = all.rho.filter((other) => other < value).length / all.rho.length;
      const upTo = all.rho.filter((other) => other <= value).length / all.rho.length;
      expect(below, `p${100 * p}`).toBeLessThan(p + 0.02);
      expect(upTo, `p${100 * p}`).toBeGreaterThan(p - 0.02);
    });
    const g = sampler.ranges().find(({ fieldId }) => fieldId === 'pressure_grad');
    const magnitudes = Float64Array.from(all.g, Math.abs)
      .filter((magnitude) => magnitude > 0)
      .sort();
    expect(g?.floor).toBe(-(g?.ceiling ?? 0));
    expect((g?.ceiling ?? 0) / quantile(magnitudes, 0.98)).toBeCloseTo(1, 1);
  });

  it('takes only the cells near spot', () => {
    const n = 2 * NEAR_SPOT_TICKS + 101;
    const planes = new Map(FIELDS.all.map(({ id }) => [id, new Float64Array(n).fill(1)]));
    const frame = new Frame('L', planes, 0, n);
    const spotTick = 5000;
    frame.moveTo(spotTick - (n - 1) / 2, { spotTick, bestBidTick: 5000, bestAskTick: 5001, hasRest: true });
    const sampler = new ScaleSampler('L');
    sampler.take(7, frame);
    expect(sampler.sampleCount).toBe(2 * NEAR_SPOT_TICKS + 1);
  });

  it('is the same in parts as in one walk', () => {
    const whole = sample(500, () => true).sampler;
    const early = sample(500, (window) => window < 200).sampler;
    const late = sample(500, (window) => window >= 200).sampler;
    late.merge(early);
    expect(late.sampleCount).toBe(whole.sampleCount);
    expect(late.ranges()).toEqual(whole.ranges());
  });
});

describe('rangeFromSamples', () => {
  const ramp = Array.from({ length: 101 }, (_, i) => i - 50);

  it('takes a symmetric p98 of what is not zero of signed fields', () => {
    // Magnitudes 1, 1, 2, 2, … 50, 50: place 97.02 of 0..99 lies between 49 and 50.
    const sparse = [...new Array(9900).fill(0), ...ramp];
    for (const values of [ramp, sparse]) {
      const { floor, ceiling } = rangeFromSamples('u', 'diverging', values);
      expect(ceiling).toBeCloseTo(49.02, 9);
      expect(floor).toBe(-ceiling);
    }
  });

  it('takes p2..p99 of others, and keeps the median in the lower part of the map', () => {
    const skewed = Array.from({ length: 101 }, (_, i) => i ** 2);
    expect(rangeFromSamples('E', 'sequential', skewed)).toMatchObject({ floor: 4, ceiling: 99 ** 2 });
    const { floor, ceiling } = rangeFromSamples('rho', 'sequential', ramp);
    expect(ceiling).toBe(49);
    expect((0 - floor) / (ceiling - floor)).toBeCloseTo(0.4, 12);
  });

  it('opens a range without extent', () => {
    expect(rangeFromSamples('rho', 'sequential', [])).toMatchObject({ floor: 0, ceiling: 1, samples: 0 });
    expect(rangeFromSamples('u', 'diverging', [0, 0, 0])).toMatchObject({ floor: -1, ceiling: 1 });
    const rare = [...new Array(500).fill(0), -0.3];
    expect(rangeFromSamples('u', 'diverging', rare)).toMatchObject({ floor: -0.3, ceiling: 0.3 });
  });
});
