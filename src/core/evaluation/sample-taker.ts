// Fills rows of samples from the frame of each second (field-model §4 and §5). The kernels are applied here, at every
// whole tick: between two ticks the model goes straight from one to the other, and so does its weighted mean.
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { Frame } from '../fields/frame.ts';
import { gaussianWeights } from '../forecast/kernel-weights.ts';
import type { DaySamples } from './day-samples.ts';
import { nearestWalls } from './nearest-walls.ts';

/** Fields that the line's frame must have; the depth is a seed of every frame. */
export const SAMPLE_FIELDS = [
  'pressure_grad',
  'viscosity_nu_total',
  'wall_strength',
  'u_wave_energy',
] as const;
/** Ticks on either side whose lots count as depth. */
const DEPTH_REACH = 10;

/** What a second has besides its fields. */
export interface SampleFacts {
  readonly window: number;
  /** Half ticks, at the window's end. */
  readonly mid2: number;
  readonly spread: number;
  readonly velocity: number;
  readonly lastChange: number;
  readonly volatility: number;
}

export class SampleTaker {
  readonly #nu0: number;
  readonly #reach: number;
  readonly #near: Float64Array;
  readonly #far: Float64Array;
  readonly #drag: Float64Array;
  readonly #margin: number;
  readonly #pressure: Float64Array;
  readonly #viscosity: Float64Array;
  readonly #sums: Float64Array;

  constructor({ sigmaNear, sigmaFar, sigmaNu, nuReach }: ForecastParams, nu0: number, reach: number) {
    this.#nu0 = nu0;
    this.#reach = reach;
    this.#near = gaussianWeights(sigmaNear, Math.ceil(3 * sigmaNear));
    this.#far = gaussianWeights(sigmaFar, Math.ceil(3 * sigmaFar));
    this.#drag = gaussianWeights(sigmaNu, nuReach);
    this.#margin = Math.max(this.#near.length, this.#far.length, this.#drag.length) >> 1;
    const length = 2 * (reach + this.#margin) + 1;
    this.#pressure = new Float64Array(length);
    this.#viscosity = new Float64Array(length);
    this.#sums = new Float64Array(2 * reach + 1);
  }

  /** Writes row `row`, all but its targets. */
  take(to: DaySamples, row: number, line: Frame, facts: SampleFacts): void {
    const { mid2, spread, velocity, lastChange, volatility, window } = facts;
    this.#place(this.#pressure, line, 'pressure_grad', 0);
    this.#place(this.#viscosity, line, 'viscosity_nu_total', this.#nu0);
    const at = row * (2 * this.#reach + 1);
    this.#weigh(to.near, at, this.#near, this.#pressure);
    this.#weigh(to.far, at, this.#far, this.#pressure);
    this.#weigh(to.drag, at, this.#drag, this.#viscosity);
    to.window[row] = window;
    to.start[row] = mid2 / 2 - line.spotTick;
    to.velocity[row] = velocity;
    to.lastChange[row] = lastChange;
    to.spread[row] = spread;
    to.volatility[row] = volatility;
    to.depth[row] = depthNear(line);
    to.waveEnergy[row] = this.#energyNear(line);
    const walls = nearestWalls(line, mid2);
    to.wallBelow[row] = walls.below;
    to.wallAbove[row] = walls.above;
  }

  /** A field as it is published (Float32), round spot. */
  #place(plane: Float64Array, frame: Frame, id: string, outside: number): void {
    const values = frame.plane(id);
    const first = frame.spotTick - this.#reach - this.#margin - frame.tickLo;
    for (let i = 0; i < plane.length; i++) {
      const at = first + i;
      plane[i] = at >= 0 && at < values.length ? Math.fround(values[at]) : outside;
    }
  }

  #weigh(out: Float32Array, at: number, weights: Float64Array, plane: Float64Array): void {
    const sums = this.#sums.fill(0);
    const first = this.#margin - (weights.length >> 1);
    // Weights outside: the sums of the ticks do not wait for one another, and each adds up in the same order.
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k];
      const from = first + k;
      for (let i = 0; i < sums.length; i++) sums[i] += weight * plane[from + i];
    }
    out.set(sums, at);
  }

  #energyNear(line: Frame): number {
    const energy = line.plane('u_wave_energy');
    const first = line.spotTick - line.tickLo - (this.#near.length >> 1);
    let sum = 0;
    for (let k = 0; k < this.#near.length; k++) {
      const at = first + k;
      if (at >= 0 && at < energy.length) sum += this.#near[k] * energy[at];
    }
    return sum;
  }
}

/** Lots within ±10 ticks of spot. */
export function depthNear(line: Frame): number {
  const depth = line.plane('depth_end');
  const centre = line.spotTick - line.tickLo;
  let lots = 0;
  for (let i = centre - DEPTH_REACH; i <= centre + DEPTH_REACH; i++) {
    if (i >= 0 && i < depth.length) lots += depth[i];
  }
  return lots;
}
