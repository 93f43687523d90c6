// What a field is to the rest of the program: its name in the contracts, what the page says of it, and the terms that make
// its value. The loops over cells are compiled (src/kernel/fields), as are the formulas that they compute it by; which loop
// fills it is said in passes.ts.
import type { FieldScale } from '../../../contracts/fields.ts';
import type { TermsOf } from './terms.ts';

export interface FieldDefinition {
  /** Name in the contracts. */
  readonly id: string;
  readonly symbol: string;
  readonly label: string;
  /** One lower-case phrase: what it tells a trader. */
  readonly hint: string;
  readonly unit: string;
  /** Values it can take under the default parameters, as an interval. */
  readonly range: string;
  /** As in the field model, plain text. */
  readonly formula: string;
  readonly scale: FieldScale;
  /** Made of flow over the depth at the opening: on a near-empty level few lots make a spike. */
  readonly perDepth?: boolean;
  /** What makes the value of a cell, adding up to it. */
  readonly terms: TermsOf;
}

export function defineField(definition: FieldDefinition): FieldDefinition {
  return definition;
}
