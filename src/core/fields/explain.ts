// The answer to "why is it so": a cell's value of a field with the terms that add up to it and the depth behind it.
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import type { Explanation } from '../../../contracts/messages.ts';
import type { Tick } from '../../../contracts/units.ts';
import type { GoldKernel } from './kernel.ts';
import { FIELDS } from './registry.ts';
import { term } from './terms.ts';

/** Fewer lots than this at the opening are next to none: flow over such a depth makes spikes. */
export const NEAR_EMPTY_LOTS = 5;

/** Null where the cell is not published: before the first valid window, or outside the range round spot. */
export function explainCell(
  kernel: GoldKernel,
  fieldId: string,
  lattice: Lattice,
  tick: Tick,
): Explanation | null {
  const frame = kernel.frame(lattice);
  const state = kernel.cell(lattice, tick);
  if (!frame || !state || tick < frame.tickLo || tick >= frame.tickLo + frame.n) return null;
  const field = FIELDS.require(fieldId);
  const { lots } = state;
  const average8 = (side: Lattice): number =>
    lattice === 'L' || lattice === side ? (kernel.cell(side, tick)?.memory.averages[1] ?? 0) : 0;
  const pressures = fieldId === 'pressure_grad' ? kernel.pressures(lattice, tick) : [];
  const terms = field.terms({
    ...state,
    params: kernel.params,
    lattice,
    sideAverages: { bid: average8(LATTICES[0]), ask: average8(LATTICES[1]) },
    at: (id, offset = 0) => frame.at(id, tick + offset),
  });
  const value = frame.at(fieldId, tick);
  const nearEmpty = field.perDepth === true && value !== 0 && lots.start < NEAR_EMPTY_LOTS;
  const told = pressures.length > 0 ? pressures.map((each) => term(each.name, each.value, {})) : terms;
  return { fieldId, value, terms: told, lots, nearEmpty, validWindows: state.validWindows };
}
