// Frames of the chosen lattices: the seeds of all three (pressure needs both sides), then the passes in the
// plan's order. Planes are allocated once; publishing a window allocates nothing.
import type { Lattice } from '../../../contracts/fields.ts';
import { LATTICES } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { ensure } from '../../base/assert.ts';
import type { Cells } from './cells.ts';
import type { Decay } from './decay.ts';
import type { FlowRows } from './flow.ts';
import { Frame, type WindowEnds } from './frame.ts';
import { type CellRange, type Pass, SEED_IDS } from './passes/pass.ts';
import { type PassPlan, planPasses } from './plan.ts';
import { SeedFiller, type SeedPlanes } from './seeds.ts';

interface Loop {
  readonly run: Pass['run'];
  readonly out: readonly Float64Array[];
  readonly planes: readonly Float64Array[];
  readonly cells: CellRange;
}

interface LatticePlanes {
  readonly planes: Map<string, Float64Array>;
  readonly seeds: SeedPlanes;
  readonly loops: readonly Loop[];
  readonly frame: Frame;
}

export class FramePublisher {
  readonly #params: FieldParams;
  readonly #lattices: readonly LatticePlanes[];
  readonly #filler: SeedFiller;
  readonly #halo: number;

  constructor(params: FieldParams, decay: Decay, fieldIds: readonly string[], lattices: readonly Lattice[]) {
    const plan = planPasses(fieldIds, params);
    const published = 2 * params.xMax + 1;
    const length = published + 2 * plan.halo;
    this.#params = params;
    this.#halo = plan.halo;
    this.#filler = new SeedFiller(decay, length);
    const planes = planesOfLattices(plan, length);
    this.#lattices = LATTICES.map((lattice, index) => ({
      planes: planes[index],
      seeds: Object.fromEntries(SEED_IDS.map((id) => [id, planes[index].get(id)])) as SeedPlanes,
      loops: lattices.includes(lattice) ? loopsFromPlan(plan, planes[index], length) : [],
      frame: new Frame(lattice, planes[index], plan.halo, published),
    }));
  }

  frame(lattice: Lattice): Frame {
    return this.#lattices[LATTICES.indexOf(lattice)].frame;
  }

  publish(cells: Cells, validWindow: number, flow: FlowRows, ends: WindowEnds): void {
    const tickLo = ends.spotTick - this.#params.xMax;
    for (let lattice = 0; lattice < this.#lattices.length; lattice++) {
      const { seeds, loops, frame } = this.#lattices[lattice];
      this.#filler.fill(cells, lattice, seeds, tickLo - this.#halo, validWindow, flow);
      for (const { run, out, planes, cells: range } of loops) {
        range.validWindows = validWindow;
        range.hasRest = ends.hasRest;
        run(out, planes, range, this.#params);
      }
      frame.moveTo(tickLo, ends);
    }
  }
}

/** Planes of B, A and L; each side's u_ema_8 is also the line's plane of that side. */
function planesOfLattices(plan: PassPlan, length: number): Map<string, Float64Array>[] {
  const planes = LATTICES.map(() => new Map(plan.planeIds.map((id) => [id, new Float64Array(length)])));
  const [bids, asks, line] = planes;
  const bidEma8 = ensure(bids.get('u_ema_8'), 'fields: u_ema_8 is a seed');
  const askEma8 = ensure(asks.get('u_ema_8'), 'fields: u_ema_8 is a seed');
  bids.set('bid_u_ema_8', bidEma8);
  asks.set('ask_u_ema_8', askEma8);
  line.set('bid_u_ema_8', bidEma8).set('ask_u_ema_8', askEma8);
  return planes;
}

function loopsFromPlan(plan: PassPlan, planes: Map<string, Float64Array>, length: number): Loop[] {
  const plane = (id: string): Float64Array => ensure(planes.get(id), `fields: no plane "${id}"`);
  return plan.passes.map(({ pass, margin }) => ({
    run: pass.run,
    out: pass.fills.map(plane),
    planes: pass.needs.map(plane),
    cells: { from: margin, to: length - margin, validWindows: 0, hasRest: true },
  }));
}
