// A field's symbol in parts: what follows an underscore is set below the line ("∂u_fast/∂t"). And the families that a
// long list of fields falls into, told from the symbols alone, so that no field is named in the page.
import type { FieldDescriptor } from '../../../contracts/fields.ts';

export interface SymbolPart {
  readonly text: string;
  readonly below: boolean;
}

export function symbolParts(symbol: string): SymbolPart[] {
  return symbol
    .split(/(_[\p{L}\p{N}]+)/u)
    .filter((text) => text !== '')
    .map((text) => (text.startsWith('_') ? { text: text.slice(1), below: true } : { text, below: false }));
}

/** Fields that have a key of their own. */
export const KEYED_FIELDS = 9;
/** Of those, how many stand in the header. */
export const HEADER_FIELDS = 4;

export interface FieldFamily {
  readonly title: string;
  readonly fields: readonly FieldDescriptor[];
}

/** The catalogue's order within each family; families without fields are left out. */
export function fieldFamilies(catalogue: readonly FieldDescriptor[]): FieldFamily[] {
  const rest = catalogue.slice(KEYED_FIELDS);
  const isRate = (field: FieldDescriptor): boolean => field.symbol.includes('/∂t');
  const isSlope = (field: FieldDescriptor): boolean => field.symbol.includes('/∂x');
  return [
    { title: 'fields', fields: catalogue.slice(0, KEYED_FIELDS) },
    { title: 'flow and averages', fields: rest.filter((field) => !isRate(field) && !isSlope(field)) },
    { title: 'change in time', fields: rest.filter(isRate) },
    { title: 'change with price', fields: rest.filter(isSlope) },
  ].filter((family) => family.fields.length > 0);
}
