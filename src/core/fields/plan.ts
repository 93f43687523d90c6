// Which passes run, in which order, over how wide a range. A pass that looks at neighbours needs its inputs beyond the
// published range; the plan adds those reaches up.
import type { FieldParams } from '../../../contracts/params.ts';
import { assert, ensure } from '../../base/assert.ts';
import { depthBehindPass } from './passes/depth-behind-pass.ts';
import { depthPass } from './passes/depth-pass.ts';
import { flowPass } from './passes/flow-pass.ts';
import { BESIDE_IDS, type Pass, SEED_IDS, SIDE_IDS, SPARSE_SEED_IDS } from './passes/pass.ts';
import {
  densityInPrice,
  fastAverageInPrice,
  velocityInPrice,
  viscosityInPrice,
} from './passes/price-passes.ts';
import { structurePass } from './passes/structure-pass.ts';
import { totalPass } from './passes/total-pass.ts';

/** Each after those whose planes it needs. */
const PASSES: readonly Pass[] = [
  flowPass,
  depthPass,
  depthBehindPass,
  structurePass,
  velocityInPrice,
  fastAverageInPrice,
  densityInPrice,
  viscosityInPrice,
  totalPass,
];

export interface PlannedPass {
  readonly pass: Pass;
  /** Cells at either end of the planes that this pass leaves unfilled. */
  readonly margin: number;
}

export interface PassPlan {
  readonly passes: readonly PlannedPass[];
  /** Ids of all planes: seeds, sides, and what the passes fill; the sparse ones first. */
  readonly planeIds: readonly string[];
  /** How many of them are sparse, that is cleared before each window. */
  readonly sparseCount: number;
  /** Ticks that planes reach beyond the published range, on either side. */
  readonly halo: number;
}

/** The passes that the given fields take, directly or through others. */
export function planPasses(fieldIds: readonly string[], params: FieldParams): PassPlan {
  const wanted = new Set(fieldIds);
  const taken = new Set<Pass>();
  for (const pass of PASSES.toReversed()) {
    if (!pass.fills.some((id) => wanted.has(id))) continue;
    taken.add(pass);
    for (const id of pass.needs) wanted.add(id);
  }
  const margins = new Map<string, number>(
    [...SPARSE_SEED_IDS, ...SEED_IDS, ...SIDE_IDS, ...BESIDE_IDS].map((id) => [id, 0]),
  );
  const passes = PASSES.filter((pass) => taken.has(pass)).map((pass) => {
    const inputs = pass.needs.map((id) => ensure(margins.get(id), `fields: no pass before fills "${id}"`));
    const margin = Math.max(...inputs) + (pass.reach?.(params) ?? 0);
    for (const id of pass.fills) margins.set(id, margin);
    return { pass, margin };
  });
  for (const id of fieldIds) assert(margins.has(id), `fields: nothing fills "${id}"`);
  const sparse = new Set<string>(SPARSE_SEED_IDS);
  for (const { pass } of passes) if (pass.sparse) for (const id of pass.fills) sparse.add(id);
  const dense = [...margins.keys()].filter((id) => !sparse.has(id));
  const planeIds = [...sparse, ...dense];
  return { passes, planeIds, sparseCount: sparse.size, halo: Math.max(...margins.values()) };
}
