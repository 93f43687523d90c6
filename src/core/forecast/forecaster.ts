// The price particle (field-model §4): pushed by the pressure round it, slowed by the viscosity round it, a step a
// second. Made from the fields as they are published (Float32), so that whoever has those has the path; a function of
// one window's fields alone. Scratch is made once: a forecast allocates its result and nothing else.
import { FORECAST_HORIZON, type ForecastMode, type ForecastParams } from '../../../contracts/forecast.ts';
import type { Frame } from '../fields/frame.ts';
import { gaussianWeights } from './kernel-weights.ts';

/** Fields that the frames of a window must have. */
export const FORECAST_FIELDS = ['u_ema_8', 'du_ema_8_dt', 'pressure_grad', 'viscosity_nu_total'] as const;

/** Ticks within which the path counts as going nowhere. */
const NO_DIRECTION = 0.25;
/** Distance from the anchor from which it moves (field-model §1). */
const ANCHOR_REACH = 0.75;
const STRENGTH_GROUND = 1e-6;
const ROWS = FORECAST_HORIZON + 1;

export interface ForecastWindow {
  /** Frames of the same window, with FORECAST_FIELDS. */
  readonly bids: Frame;
  readonly asks: Frame;
  readonly line: Frame;
  /** Half ticks, at the window's end. */
  readonly mid2: number;
  /** Average velocity of mid, ticks a second (momentum.ts). */
  readonly midVelocity: number;
}

/** Rows 0 … 30: at each second where the particle is, and what drives it to the next. */
export interface ForecastPath {
  /** Ticks from the spot anchor, and ticks a second. */
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly forceNear: Float64Array;
  readonly forceFar: Float64Array;
  readonly viscosity: Float64Array;
  readonly strength: Float64Array;
  /** Ticks from where it starts. */
  readonly delta: Float64Array;
  readonly spotTick: Int32Array;
  readonly direction: Int16Array;
}

/** What each price has in the first step's force and drag; both over the same ticks. */
export interface ForecastTerms {
  readonly tickFrom: number;
  /** Ticks/s²; their sum is β_near·F_near + β_far·F_far. */
  readonly push: Float64Array;
  /** Their sum is ν_local before the least that is felt. */
  readonly brake: Float64Array;
}

export class Forecaster {
  readonly #params: ForecastParams;
  readonly #nu0: number;
  readonly #near: Float64Array;
  readonly #far: Float64Array;
  readonly #drag: Float64Array;
  /** Planes over x = -reach … reach ticks from spot: as far as a kernel sees from any place of the particle. */
  readonly #reach: number;
  readonly #pressure: Float64Array;
  readonly #viscosity: Float64Array;

  /** `nu0`: viscosity where nothing is published. */
  constructor(params: ForecastParams, nu0: number) {
    const { sigmaNear, sigmaFar, sigmaNu, nuReach, xpMax } = params;
    const reachOf = (sigma: number): number => Math.ceil(3 * sigma);
    this.#params = params;
    this.#nu0 = nu0;
    this.#near = gaussianWeights(sigmaNear, reachOf(sigmaNear));
    this.#far = gaussianWeights(sigmaFar, reachOf(sigmaFar));
    this.#drag = gaussianWeights(sigmaNu, nuReach);
    const widest = Math.max(reachOf(sigmaNear), reachOf(sigmaFar), nuReach);
    this.#reach = Math.ceil(xpMax) + widest + 1;
    this.#pressure = new Float64Array(2 * this.#reach + 1);
    this.#viscosity = new Float64Array(2 * this.#reach + 1);
  }

  /** The path from the window's end. Whether there may be one (valid, not crossed or locked) is the caller's to know. */
  path(window: ForecastWindow, mode: ForecastMode): ForecastPath {
    const { betaNear, betaFar, betaV, gamma, nuMin, vMax, xpMax, duDecay } = this.#params;
    const { line, mid2, midVelocity } = window;
    const path = emptyPath();
    const start = mid2 / 2 - line.spotTick;
    let x = clamp(start, xpMax);
    let v = clamp(betaV * midVelocity, vMax);
    let grown = 0;
    let share = 1;
    this.#place(this.#viscosity, line, 'viscosity_nu_total', this.#nu0);
    this.#place(this.#pressure, line, 'pressure_grad', 0);
    for (let h = 0; h < ROWS; h++) {
      if (h > 0 && mode === 'extrapolated') {
        share *= duDecay;
        grown += share;
        this.#placePressureAhead(window, grown);
      }
      const near = this.#sample(this.#near, this.#pressure, x);
      const far = this.#sample(this.#far, this.#pressure, x);
      const nu = Math.max(nuMin, this.#sample(this.#drag, this.#viscosity, x));
      const force = betaNear * near + betaFar * far;
      path.position[h] = x;
      path.velocity[h] = v;
      path.forceNear[h] = near;
      path.forceFar[h] = far;
      path.viscosity[h] = nu;
      path.strength[h] = Math.abs(force) / (nu + STRENGTH_GROUND);
      v = clamp(Math.min(1, Math.max(0, 1 - gamma * nu)) * v + force, vMax);
      x = clamp(x + v, xpMax);
    }
    tellWhere(path, line.spotTick);
    return path;
  }

  /** What of the first step's force and drag comes from which price: row 0 of the path, taken apart. */
  terms({ line, mid2 }: Pick<ForecastWindow, 'line' | 'mid2'>): ForecastTerms {
    const { betaNear, betaFar, xpMax } = this.#params;
    const x = clamp(mid2 / 2 - line.spotTick, xpMax);
    this.#place(this.#viscosity, line, 'viscosity_nu_total', this.#nu0);
    this.#place(this.#pressure, line, 'pressure_grad', 0);
    const widest = Math.max(this.#near.length, this.#far.length, this.#drag.length);
    const half = (widest - 1) / 2;
    const push = new Float64Array(widest + 1);
    const brake = new Float64Array(widest + 1);
    this.#addTerms(push, this.#near, this.#pressure, x, betaNear);
    this.#addTerms(push, this.#far, this.#pressure, x, betaFar);
    this.#addTerms(brake, this.#drag, this.#viscosity, x, 1);
    return { tickFrom: line.spotTick + Math.floor(x) - half, push, brake };
  }

  /** The same sum as #sample, left in its parts: `terms[half]` belongs to the tick at or below `x`. */
  #addTerms(terms: Float64Array, weights: Float64Array, plane: Float64Array, x: number, share: number): void {
    const below = Math.floor(x);
    const part = x - below;
    const reach = (weights.length - 1) / 2;
    const half = (terms.length - 2) / 2;
    for (let k = -reach; k <= reach; k++) {
      const weight = share * weights[k + reach];
      const at = below + k + this.#reach;
      terms[half + k] += weight * (1 - part) * plane[at];
      terms[half + k + 1] += weight * part * plane[at + 1];
    }
  }

  /** A field of the frame round spot; `outside` where it is not published. */
  #place(plane: Float64Array, frame: Frame, id: string, outside: number): void {
    const values = frame.plane(id);
    const first = frame.spotTick - this.#reach - frame.tickLo;
    for (let i = 0; i < plane.length; i++) {
      const at = first + i;
      plane[i] = at >= 0 && at < values.length ? Math.fround(values[at]) : outside;
    }
  }

  /** Pressure once both sides' averages have gone on by `grown` times their last change. */
  #placePressureAhead({ bids, asks, line }: ForecastWindow, grown: number): void {
    const plane = this.#pressure;
    const bid = bids.plane('u_ema_8');
    const bidChange = bids.plane('du_ema_8_dt');
    const ask = asks.plane('u_ema_8');
    const askChange = asks.plane('du_ema_8_dt');
    const first = line.spotTick - this.#reach - line.tickLo;
    for (let i = 0; i < plane.length; i++) {
      const at = first + i;
      plane[i] =
        at >= 0 && at < bid.length
          ? clamp(Math.fround(bid[at]) + grown * Math.fround(bidChange[at]), 1) -
            clamp(Math.fround(ask[at]) + grown * Math.fround(askChange[at]), 1)
          : 0;
    }
  }

  /** Weighted mean round `x`; between two ticks the plane goes straight from one to the other. */
  #sample(weights: Float64Array, plane: Float64Array, x: number): number {
    const below = Math.floor(x);
    const part = x - below;
    const first = below + this.#reach - (weights.length - 1) / 2;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      const low = plane[first + k];
      sum += weights[k] * (low + part * (plane[first + k + 1] - low));
    }
    return sum;
  }
}

function tellWhere({ position, delta, spotTick, direction }: ForecastPath, spot: number): void {
  for (let h = 0; h < ROWS; h++) {
    const x = position[h];
    delta[h] = x - position[0];
    direction[h] = Math.abs(delta[h]) <= NO_DIRECTION ? 0 : Math.sign(delta[h]);
    // Half a tick away counts as the tick nearer to spot.
    const nearest = Math.sign(x) * Math.ceil(Math.abs(x) - 0.5);
    spotTick[h] = spot + (Math.abs(x) < ANCHOR_REACH ? 0 : nearest);
  }
}

function emptyPath(): ForecastPath {
  const column = (): Float64Array => new Float64Array(ROWS);
  return {
    position: column(),
    velocity: column(),
    forceNear: column(),
    forceFar: column(),
    viscosity: column(),
    strength: column(),
    delta: column(),
    spotTick: new Int32Array(ROWS),
    direction: new Int16Array(ROWS),
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
