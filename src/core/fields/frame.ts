// The fields of one lattice in the last valid window, as dense planes over the published range. A frame is a view of
// the kernel's own memory: it holds until the kernel's next step, and a reader who wants more copies.
import type { Lattice } from '../../../contracts/fields.ts';
import type { Tick } from '../../../contracts/units.ts';
import { ensure } from '../../base/assert.ts';

/** The book's ends in the last valid window. */
export interface WindowEnds {
  readonly spotTick: Tick;
  readonly bestBidTick: Tick;
  readonly bestAskTick: Tick;
  /** False on feeds without order ages. */
  readonly hasRest: boolean;
}

export class Frame {
  readonly lattice: Lattice;
  /** Cells published: ticks tickLo .. tickLo + n - 1, that is |x| <= xMax. */
  readonly n: number;
  #planes: ReadonlyMap<string, Float64Array> = new Map();
  #wide: ReadonlyMap<string, Float64Array> = new Map();
  readonly #halo: number;
  #tickLo: Tick = 0;
  #ends: WindowEnds = { spotTick: 0, bestBidTick: 0, bestAskTick: 0, hasRest: true };

  /** `planes` reach `halo` cells beyond the published range at either end. */
  constructor(lattice: Lattice, planes: ReadonlyMap<string, Float64Array>, halo: number, n: number) {
    this.lattice = lattice;
    this.n = n;
    this.#halo = halo;
    this.attach(planes);
  }

  get tickLo(): Tick {
    return this.#tickLo;
  }

  get ends(): WindowEnds {
    return this.#ends;
  }

  get spotTick(): Tick {
    return this.#ends.spotTick;
  }

  has(id: string): boolean {
    return this.#planes.has(id);
  }

  /** Values by cell, index = tick - tickLo. Also serves the seeds `depth_end` and `depth_rest`. */
  plane(id: string): Float64Array {
    return ensure(this.#planes.get(id), `frame: no plane "${id}" was asked of this kernel`);
  }

  /** One value by tick; reads what lies beyond the published range too, as far as the fields needed it there. */
  at(id: string, tick: Tick): number {
    const plane = ensure(this.#wide.get(id), `frame: no plane "${id}" was asked of this kernel`);
    return plane[tick - this.#tickLo + this.#halo];
  }

  /** The planes are these from now on. */
  attach(planes: ReadonlyMap<string, Float64Array>): void {
    const [from, to] = [this.#halo, this.#halo + this.n];
    this.#wide = planes;
    this.#planes = new Map([...planes].map(([id, plane]) => [id, plane.subarray(from, to)]));
  }

  moveTo(tickLo: Tick, ends: WindowEnds): void {
    this.#tickLo = tickLo;
    this.#ends = ends;
  }
}
