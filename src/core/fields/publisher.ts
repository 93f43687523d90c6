// Frames of the chosen lattices: the seeds of all three (pressure needs both sides), then the passes in the
// plan's order. Planes are allocated once; publishing a window allocates nothing. Where a window follows the one in the
// planes, at the same spot, what did not move is left as it is; the numbers are the same either way.
import type { Lattice } from '../../../contracts/fields.ts';
import { LATTICES } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { ensure } from '../../base/assert.ts';
import type { Cells } from './cells.ts';
import type { Companions } from './companions.ts';
import type { Decay } from './decay.ts';
import type { FlowRows } from './flow.ts';
import { Frame, type WindowEnds } from './frame.ts';
import { type CellRange, type Pass, SEED_IDS, SPARSE_SEED_IDS } from './passes/pass.ts';
import { type PassPlan, planPasses } from './plan.ts';
import { SeedFiller, type SeedPlanes } from './seeds.ts';

interface Loop {
  readonly run: Pass['run'];
  readonly out: readonly Float64Array[];
  readonly planes: readonly Float64Array[];
  readonly cells: CellRange;
}

interface LatticePlanes {
  readonly byId: Map<string, Float64Array>;
  /** The planes that are cleared before each window, as one run of memory. */
  readonly sparse: Float64Array;
}

interface LatticeFrame {
  /** Published itself; else it is only a side of the line. */
  readonly wanted: boolean;
  readonly sparse: Float64Array;
  readonly drag: Float64Array;
  readonly loops: readonly Loop[];
  readonly frame: Frame;
}

/** Valid windows are counted from 1: the planes hold none. */
const NONE = -1;

export class FramePublisher {
  readonly #params: FieldParams;
  readonly #lattices: readonly LatticeFrame[];
  readonly #seeds: readonly SeedPlanes[];
  readonly #filler: SeedFiller;
  readonly #halo: number;
  readonly #needsDrag: boolean;
  /** What the planes hold. */
  #window = NONE;
  #ends: WindowEnds | null = null;

  constructor(params: FieldParams, decay: Decay, fieldIds: readonly string[], lattices: readonly Lattice[]) {
    const plan = planPasses(fieldIds, params);
    const published = 2 * params.xMax + 1;
    const length = published + 2 * plan.halo;
    this.#params = params;
    this.#needsDrag = plan.passes.some(({ pass }) => pass.needs.includes('option_drag'));
    this.#halo = plan.halo;
    this.#filler = new SeedFiller(decay, length);
    const planes = planesOfLattices(plan, length);
    this.#seeds = planes.map(({ byId }) => seedPlanes(byId));
    this.#lattices = LATTICES.map((lattice, index) => {
      const { byId, sparse } = planes[index];
      const wanted = lattices.includes(lattice);
      const loops = wanted ? loopsFromPlan(plan, byId, length, this.#filler) : [];
      const drag = ensure(byId.get('option_drag'), 'fields: option_drag is a plane');
      return { wanted, sparse, drag, loops, frame: new Frame(lattice, byId, plan.halo, published) };
    });
  }

  frame(lattice: Lattice): Frame {
    return this.#lattices[LATTICES.indexOf(lattice)].frame;
  }

  /** The next window does not follow from the one in the planes by its flow alone: a keyframe, another state. */
  forget(): void {
    this.#window = NONE;
  }

  publish(cells: Cells, validWindow: number, flow: FlowRows, ends: WindowEnds, companions: Companions): void {
    const anew =
      validWindow !== this.#window + 1 ||
      ends.spotTick !== this.#ends?.spotTick ||
      ends.hasRest !== this.#ends.hasRest;
    const tickLo = ends.spotTick - this.#params.xMax;
    const window = { cells, tickLo: tickLo - this.#halo, validWindow, flow, anew };
    for (let lattice = 0; lattice < this.#lattices.length; lattice++) {
      const { wanted, sparse, drag, loops, frame } = this.#lattices[lattice];
      sparse.fill(0);
      this.#filler.fill(lattice, this.#seeds, window, !wanted);
      if (wanted && this.#needsDrag) {
        drag.fill(0);
        companions.addDrag(drag, window.tickLo);
      }
      for (const { run, out, planes, cells: range } of loops) {
        range.validWindows = validWindow;
        range.hasRest = ends.hasRest;
        range.anew = anew;
        run(out, planes, range, this.#params);
      }
      frame.moveTo(tickLo, ends);
      if (wanted) companions.replacePressure(frame);
    }
    this.#window = validWindow;
    this.#ends = ends;
  }
}

/** Planes of B, A and L; each side's u_ema_8 is also the line's plane of that side. */
function planesOfLattices(plan: PassPlan, length: number): LatticePlanes[] {
  const planes = LATTICES.map(() => {
    const memory = new Float64Array(plan.planeIds.length * length);
    const plane = (index: number): Float64Array => memory.subarray(index * length, (index + 1) * length);
    return {
      byId: new Map(plan.planeIds.map((id, index) => [id, plane(index)])),
      sparse: memory.subarray(0, plan.sparseCount * length),
    };
  });
  const [bids, asks, line] = planes.map(({ byId }) => byId);
  const bidEma8 = ensure(bids.get('u_ema_8'), 'fields: u_ema_8 is a seed');
  const askEma8 = ensure(asks.get('u_ema_8'), 'fields: u_ema_8 is a seed');
  bids.set('bid_u_ema_8', bidEma8);
  asks.set('ask_u_ema_8', askEma8);
  line.set('bid_u_ema_8', bidEma8).set('ask_u_ema_8', askEma8);
  return planes;
}

function seedPlanes(byId: Map<string, Float64Array>): SeedPlanes {
  const ids = [...SPARSE_SEED_IDS, ...SEED_IDS];
  return Object.fromEntries(ids.map((id) => [id, byId.get(id)])) as SeedPlanes;
}

function loopsFromPlan(
  plan: PassPlan,
  byId: Map<string, Float64Array>,
  length: number,
  { touched, moving }: SeedFiller,
): Loop[] {
  const plane = (id: string): Float64Array => ensure(byId.get(id), `fields: no plane "${id}"`);
  return plan.passes.map(({ pass, margin }) => ({
    run: pass.run,
    out: pass.fills.map(plane),
    planes: pass.needs.map(plane),
    cells: {
      from: margin,
      to: length - margin,
      validWindows: 0,
      hasRest: true,
      anew: true,
      touched,
      moving,
    },
  }));
}
