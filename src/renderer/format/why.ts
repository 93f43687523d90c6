// Terms of a value in a reader's words: names of inputs as symbols, shares of a bar.
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import type { ExplainedTerm } from '../../../contracts/messages.ts';
import { PARAM_SPECS } from '../../../contracts/param-specs.ts';

export interface TermInput {
  readonly words: string;
  readonly value: number;
  /** Field of this very cell that can be explained in turn. */
  readonly fieldId: string | null;
}

const COLUMN_WORDS: Readonly<Record<string, string>> = {
  add_qty: 'added',
  pull_qty_total: 'pulled',
  fill_qty: 'filled',
  depth_qty_start: 'start',
  depth_qty_end: 'end',
  depth_qty_rest: 'at rest',
  depth_from: 'from',
  depth_to: 'to',
  median_rho_around: 'median ρ around',
  alpha: 'α',
  kept: 'kept',
  tau_s: 'τ s',
};
const PLACE_WORDS: Readonly<Record<string, string>> = {
  't-1': 'before',
  't-2': 'before that',
  'k+1': 'above',
  'k-1': 'below',
};
const QUALIFIED = /^(\w+)(?:\[([^\]]+)\]| of (bids|asks))$/;

export function termWords({ name }: ExplainedTerm): string {
  return name.replaceAll('_', ' ');
}

export function inputsOfTerm(term: ExplainedTerm, catalogue: readonly FieldDescriptor[]): TermInput[] {
  return Object.entries(term.inputs).map(([name, value]) => {
    const [, base, place, side] = QUALIFIED.exec(name) ?? [];
    const field = catalogue.find(({ id }) => id === (base ?? name));
    const where = place === undefined ? side : (PLACE_WORDS[place] ?? place);
    const words = field?.symbol ?? COLUMN_WORDS[name] ?? symbolOfParam(name) ?? name.replaceAll('_', ' ');
    return {
      words: where === undefined ? words : `${words} ${where}`,
      value,
      fieldId: field && where === undefined ? field.id : null,
    };
  });
}

/** Left edge and width of a term's bar, shares of the line; terms share one scale with zero where both signs fit. */
export function barsOfTerms(terms: readonly ExplainedTerm[]): readonly { left: number; width: number }[] {
  const lo = Math.min(0, ...terms.map(({ value }) => value));
  const hi = Math.max(0, ...terms.map(({ value }) => value));
  const span = hi - lo || 1;
  return terms.map(({ value }) => ({
    left: (Math.min(0, value) - lo) / span,
    width: Math.abs(value) / span,
  }));
}

/** The heaviest terms in one line, as the readout at the cursor has room for. */
export function heaviestTerms(terms: readonly ExplainedTerm[], most: number): readonly ExplainedTerm[] {
  return terms
    .filter(({ value }) => value !== 0)
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, most);
}

function symbolOfParam(name: string): string | undefined {
  return PARAM_SPECS.find(({ id }) => id === name)?.symbol;
}
