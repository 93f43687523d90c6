// Which passes run, in which order, over how wide a range. A pass that looks at neighbours needs its inputs beyond the
// published range; the plan adds those reaches up.
import type { FieldParams } from '../../../contracts/params.ts';
import { assert, ensure } from '../../base/assert.ts';
import { DRAG_ID, PASSES, type Pass, SEED_IDS, SIDE_IDS, SPARSE_SEED_IDS } from './passes.ts';

export interface PlannedPass {
  readonly pass: Pass;
  /** Cells at either end of the planes that this pass leaves unfilled. */
  readonly margin: number;
}

export interface PassPlan {
  readonly passes: readonly PlannedPass[];
  /** Ids of the planes that passes fill or take from beside, the sparse ones first. */
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
  const margins = new Map<string, number>([...SEED_IDS, ...SIDE_IDS, DRAG_ID].map((id) => [id, 0]));
  const passes = PASSES.filter((pass) => taken.has(pass)).map((pass) => {
    const inputs = pass.needs.map((id) => ensure(margins.get(id), `fields: no pass before fills "${id}"`));
    const margin = Math.max(0, ...inputs) + (pass.reach?.(params) ?? 0);
    for (const id of pass.fills) margins.set(id, margin);
    return { pass, margin };
  });
  for (const id of fieldIds) assert(margins.has(id), `fields: nothing fills "${id}"`);
  const filledBy = (sparse: boolean): string[] =>
    passes.filter(({ pass }) => (pass.sparse === true) === sparse).flatMap(({ pass }) => pass.fills);
  const sparse = [...SPARSE_SEED_IDS, ...filledBy(true)];
  const drag = wanted.has(DRAG_ID) ? [DRAG_ID] : [];
  const planeIds = [...new Set([...sparse, ...SEED_IDS, ...filledBy(false), ...drag])];
  return { passes, planeIds, sparseCount: sparse.length, halo: Math.max(...margins.values()) };
}
