// Frames of the chosen lattices: the seeds of all three (pressure needs both sides), then the passes in the
// plan's order. Planes are made once; publishing a window allocates nothing. Where a window follows the one in the
// planes, at the same spot, what did not move is left as it is; the numbers are the same either way.
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Companions } from './companions.ts';
import type { CompiledFields } from './compiled.ts';
import { Frame, type WindowEnds } from './frame.ts';
import { LatticePlanes, type Loop, planeBytes } from './lattice-planes.ts';
import { DRAG_ID, SEED_IDS, SIDE_IDS, SPARSE_SEED_IDS } from './passes.ts';
import { planPasses } from './plan.ts';

interface LatticeFrame {
  /** Published itself; else it is only a side of the line. */
  readonly wanted: boolean;
  readonly planes: LatticePlanes;
  readonly loops: readonly Loop[];
  readonly frame: Frame;
  /** Absent where nothing needs it. */
  drag: Float64Array | undefined;
}

/** Valid windows are counted from 1: the planes hold none. */
const NONE = -1;

export class FramePublisher {
  readonly #compiled: CompiledFields;
  readonly #xMax: number;
  readonly #lattices: readonly LatticeFrame[];
  readonly #halo: number;
  /** The memory that the frames look at. */
  #buffer: ArrayBuffer | null = null;
  /** What the planes hold. */
  #window = NONE;
  #ends: WindowEnds | null = null;

  constructor(
    compiled: CompiledFields,
    params: FieldParams,
    fieldIds: readonly string[],
    lattices: readonly Lattice[],
  ) {
    const plan = planPasses(fieldIds, params);
    const published = 2 * params.xMax + 1;
    const length = published + 2 * plan.halo;
    this.#compiled = compiled;
    this.#xMax = params.xMax;
    this.#halo = plan.halo;
    const planes = LATTICES.map((lattice) =>
      lattices.includes(lattice)
        ? new LatticePlanes(compiled, plan.planeIds, plan.sparseCount, length)
        : new LatticePlanes(compiled, SEED_IDS, SPARSE_SEED_IDS.length, length),
    );
    loadSeeds(compiled, compiled.call.makeSeeds(length), planes);
    const sides = sidesOfLattices(compiled, planes, length);
    this.#lattices = LATTICES.map((lattice, index) => {
      const wanted = lattices.includes(lattice);
      const loops = wanted ? planes[index].loops(plan, sides[index]) : [];
      const frame = new Frame(lattice, planes[index].views(), plan.halo, published);
      return { wanted, planes: planes[index], loops, frame, drag: undefined };
    });
  }

  frame(lattice: Lattice): Frame {
    return this.#lattices[LATTICES.indexOf(lattice)].frame;
  }

  /** The next window does not follow from the one in the planes by its flow alone: a keyframe, another state. */
  forget(): void {
    this.#window = NONE;
  }

  /** Of the window whose rows were selected last. */
  publish(validWindow: number, ends: WindowEnds, companions: Companions): void {
    const { call } = this.#compiled;
    const anew =
      validWindow !== this.#window + 1 ||
      ends.spotTick !== this.#ends?.spotTick ||
      ends.hasRest !== this.#ends.hasRest;
    const tickLo = ends.spotTick - this.#xMax;
    if (this.#buffer !== this.#compiled.buffer) this.#attach();
    call.beginFrame(tickLo - this.#halo, validWindow, anew, ends.hasRest);
    for (let lattice = 0; lattice < this.#lattices.length; lattice++) {
      const { wanted, loops, frame, drag } = this.#lattices[lattice];
      call.fillSeeds(lattice);
      if (drag) {
        drag.fill(0);
        companions.addDrag(drag, tickLo - this.#halo);
      }
      for (const { run, io, from, to } of loops) run(io, from, to);
      frame.moveTo(tickLo, ends);
      if (wanted) companions.replacePressure(frame);
    }
    this.#window = validWindow;
    this.#ends = ends;
  }

  #attach(): void {
    for (const lattice of this.#lattices) {
      const views = lattice.planes.views();
      lattice.frame.attach(views);
      lattice.drag = views.get(DRAG_ID);
    }
    this.#buffer = this.#compiled.buffer;
  }
}

/** Tells the loops where each lattice's seeds are (Seeds of src/kernel/fields/seeds.ts). */
function loadSeeds(compiled: CompiledFields, table: number, lattices: readonly LatticePlanes[]): void {
  const words = lattices.flatMap((planes) => [
    ...SEED_IDS.map((id) => planes.addressOf(id)),
    planes.sparseAt,
    planes.sparseBytes,
  ]);
  compiled.i32.set(words, table >> 2);
}

/** Where B, A and L have u_ema_8 of bids and of asks: the line looks at the sides' own. */
function sidesOfLattices(
  compiled: CompiledFields,
  [bids, asks]: readonly LatticePlanes[],
  length: number,
): Map<string, number>[] {
  const zeros = compiled.call.reserve(planeBytes(length));
  const [bid, ask] = [bids.addressOf('u_ema_8'), asks.addressOf('u_ema_8')];
  const sides = [
    [bid, zeros],
    [zeros, ask],
    [bid, ask],
  ];
  return sides.map((addresses) => new Map(SIDE_IDS.map((id, side) => [id, addresses[side]])));
}
