// The planes of one lattice in the memory of the compiled fields: one after the other, the sparse ones first, each aligned
// for vectors and with room for what a pair of cells reaches beyond its end.
import { ensure } from '../../base/assert.ts';
import type { CompiledFields, PassLoop } from './compiled.ts';
import type { PassPlan } from './plan.ts';

/** Cells behind a plane's last that a loop over pairs may read or write. */
const ROOM = 2;

/** A pass over the planes of one lattice. */
export interface Loop {
  readonly run: PassLoop;
  readonly io: number;
  readonly from: number;
  readonly to: number;
}

export class LatticePlanes {
  /** Where the sparse planes begin, and how far they reach. */
  readonly sparseAt: number;
  readonly sparseBytes: number;
  readonly #length: number;
  readonly #compiled: CompiledFields;
  /** Address by id. */
  readonly #planes: ReadonlyMap<string, number>;

  constructor(compiled: CompiledFields, ids: readonly string[], sparseCount: number, length: number) {
    const bytes = planeBytes(length);
    const first = compiled.call.reserve(ids.length * bytes);
    this.sparseAt = first;
    this.sparseBytes = sparseCount * bytes;
    this.#compiled = compiled;
    this.#length = length;
    this.#planes = new Map(ids.map((id, index) => [id, first + index * bytes]));
  }

  addressOf(id: string): number {
    return ensure(this.#planes.get(id), `fields: no plane "${id}"`);
  }

  /** The plan's passes over these planes. `sides` are u_ema_8 of bids and asks where the lattice holds them, else zeros. */
  loops(plan: PassPlan, sides: ReadonlyMap<string, number>): Loop[] {
    return plan.passes.map(({ pass, margin }) => ({
      run: this.#compiled.call[pass.name],
      io: this.#compiled.table(
        [...pass.fills, ...pass.needs].map((id) => sides.get(id) ?? this.addressOf(id)),
      ),
      from: margin,
      to: this.#length - margin,
    }));
  }

  /** All planes as they lie in the memory now. */
  views(): Map<string, Float64Array> {
    const { f64 } = this.#compiled;
    return new Map(
      [...this.#planes].map(([id, address]) => [
        id,
        f64.subarray(address >> 3, (address >> 3) + this.#length),
      ]),
    );
  }
}

export function planeBytes(length: number): number {
  return 16 * Math.ceil((length + ROOM) / 2);
}
