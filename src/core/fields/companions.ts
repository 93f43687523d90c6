// Kernels that go along with another one, window by window, on what comes beside its chunks: the strikes that make a
// future's levels more viscous, and the rights whose pressures make that of strikes (field-model §3 Options).
import type { Lattice } from '../../../contracts/fields.ts';
import { LATTICES } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Tick } from '../../../contracts/units.ts';
import type { RightChunk, SilverChunk, StrikeBeside } from '../silver/chunk.ts';
import type { GoldCheckpoint } from './checkpoint.ts';
import type { Frame } from './frame.ts';

/** What a companion needs of a kernel. */
export interface SteppedKernel {
  step(chunk: SilverChunk, windowInChunk: number, publish: boolean): boolean;
  frame(lattice: Lattice): Frame | null;
  save(): GoldCheckpoint;
  restore(checkpoint: GoldCheckpoint): void;
  beginAfter(validWindows: number): void;
}

export type MakeKernel = (
  params: FieldParams,
  selection: { readonly fields: readonly string[]; readonly lattices: readonly Lattice[] },
) => SteppedKernel;

/** Parameters under which strikes are looked at: λφ and λs of their own, `xMax` strikes on either side of spot. */
export function strikeParams(params: FieldParams, xMax: number): FieldParams {
  return { ...params, lambdaPhi: params.lambdaPhiOpt, lambdaS: params.lambdaSOpt, xMax };
}

/** How far from a strike its coupling reaches, in σ. */
const REACH_SIGMAS = 3;

export class Companions {
  readonly #params: FieldParams;
  readonly #make: MakeKernel;
  #kernels: SteppedKernel[] = [];
  /** State that waits for the first chunk, which tells what the kernels are. */
  #waiting: readonly GoldCheckpoint[] = [];
  #begins = 0;
  #strikes: StrikeBeside | null = null;
  #rights: readonly RightChunk[] = [];

  constructor(params: FieldParams, make: MakeKernel) {
    this.#params = params;
    this.#make = make;
  }

  /** Takes a valid window of what comes beside the chunk. */
  step({ strikes, rights }: SilverChunk, windowInChunk: number): void {
    if (strikes) {
      this.#strikes = strikes;
      const params = strikeParams(this.#params, strikes.xMax);
      this.#kernel(0, params, ['wall_strength'], ['L']).step(strikes.chunk, windowInChunk, false);
    } else if (rights) {
      this.#rights = rights;
      for (const [i, { chunk }] of rights.entries())
        this.#kernel(i, this.#params, ['pressure_grad'], LATTICES).step(chunk, windowInChunk, false);
    }
  }

  /** Viscosity that strikes add to the ticks from `tickLo` on, into a plane of zeros. */
  addDrag(plane: Float64Array, tickLo: Tick): void {
    const frame = this.#kernels[0]?.frame('L');
    if (!frame || !this.#strikes) return;
    const { lambdaOpt, sigmaOpt } = this.#params;
    const { ticksPerStrike } = this.#strikes;
    const walls = frame.plane('wall_strength');
    const reach = REACH_SIGMAS * sigmaOpt;
    for (let s = 0; s < frame.n; s++) {
      if (walls[s] === 0) continue;
      const at = (frame.tickLo + s) * ticksPerStrike - tickLo;
      const from = Math.max(0, Math.ceil(at - reach));
      const to = Math.min(plane.length - 1, Math.floor(at + reach));
      for (let i = from; i <= to; i++)
        plane[i] += lambdaOpt * walls[s] * Math.exp(-((i - at) ** 2) / (2 * sigmaOpt ** 2));
    }
  }

  /** Pressure of each right on a strike, with its sign; none where the kernel's own is meant. */
  pressures(lattice: Lattice, tick: Tick): readonly { readonly name: string; readonly value: number }[] {
    return this.#rights.map(({ name, sign }, i) => ({
      name,
      value: sign * (this.#kernels[i].frame(lattice)?.at('pressure_grad', tick) ?? 0),
    }));
  }

  /** Puts the rights' pressure in the place of a frame's own. */
  replacePressure(frame: Frame): void {
    if (this.#rights.length === 0 || !frame.has('pressure_grad')) return;
    const plane = frame.plane('pressure_grad');
    plane.fill(0);
    this.#rights.forEach(({ sign }, k) => {
      const own = this.#kernels[k].frame(frame.lattice)?.plane('pressure_grad');
      for (let i = 0; own && i < plane.length; i++) plane[i] += sign * own[i];
    });
  }

  save(): GoldCheckpoint[] {
    return this.#kernels.map((kernel) => kernel.save());
  }

  restore(checkpoints: readonly GoldCheckpoint[]): void {
    this.#kernels = [];
    this.#waiting = checkpoints;
  }

  beginAfter(validWindows: number): void {
    this.#begins = validWindows;
  }

  #kernel(
    index: number,
    params: FieldParams,
    fields: readonly string[],
    lattices: readonly Lattice[],
  ): SteppedKernel {
    const known = this.#kernels[index];
    if (known) return known;
    const kernel = this.#make(params, { fields, lattices });
    const state = this.#waiting[index];
    if (state) kernel.restore(state);
    else kernel.beginAfter(this.#begins);
    this.#kernels[index] = kernel;
    return kernel;
  }
}
