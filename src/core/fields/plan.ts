// Which loops run, in which order, over how wide a range. A field that looks at its neighbours needs its inputs beyond
// the published range; the plan adds those reaches up, so that derivatives at the edge use true neighbours.
import type { FieldParams } from '../../../contracts/params.ts';
import { assert } from '../../base/assert.ts';
import { type FieldDefinition, isSeed } from './field.ts';
import { FIELDS } from './registry.ts';

export interface PlannedField {
  readonly definition: FieldDefinition;
  /** Cells at either end of the planes that this field leaves unfilled. */
  readonly margin: number;
}

export interface FieldPlan {
  /** Fields with a loop, each after all that it needs. */
  readonly fields: readonly PlannedField[];
  /** Ids of every plane that the fields read or publish. */
  readonly planeIds: readonly string[];
  /** Ticks that planes reach beyond the published range, on either side. */
  readonly halo: number;
}

/** The given fields and whatever they need. */
export function planFields(ids: readonly string[], params: FieldParams): FieldPlan {
  const margins = new Map<string, number>();
  const fields: PlannedField[] = [];
  const visit = (id: string): number => {
    const known = margins.get(id);
    if (known !== undefined) return known;
    const definition = FIELDS.get(id);
    assert(definition || isSeed(id), `fields: nothing provides the plane "${id}"`);
    if (!definition?.compute) {
      margins.set(id, 0);
      return 0;
    }
    margins.set(id, Number.NaN);
    const margin = Math.max(0, ...definition.needs.map(visit)) + (definition.reach?.(params) ?? 0);
    assert(!Number.isNaN(margin), `fields: "${id}" needs itself`);
    margins.set(id, margin);
    fields.push({ definition, margin });
    return margin;
  };
  const halo = Math.max(0, ...ids.map(visit));
  return { fields, planeIds: [...margins.keys()], halo };
}
