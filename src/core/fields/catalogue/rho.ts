// ρ: depth on a logarithmic scale, so that ten lots and a thousand fit one picture.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

/** ln(1 + lots) of the depths that nearly all cells have: a look-up is ten times faster than the logarithm. */
const TABULATED_LOTS = 1 << 14;
const LOG_ONE_PLUS = Float64Array.from({ length: TABULATED_LOTS }, (_, lots) => Math.log1p(lots));

export function densityFromLots(lots: number): number {
  return lots < TABULATED_LOTS ? LOG_ONE_PLUS[lots] : Math.log1p(lots);
}

export const rho = defineField({
  id: 'rho',
  symbol: 'ρ',
  label: 'Density',
  hint: 'how much size is shown at this price',
  unit: 'ln lots',
  range: '0 … ∞',
  formula: 'ln(1 + depth_qty_end)',
  scale: 'sequential',
  terms: ({ lots: { end, rest } }) => [
    term('standing', Math.log1p(rest), { depth_qty_rest: rest }),
    term('younger', Math.log((end + 1) / (rest + 1)), { depth_qty_end: end, depth_qty_rest: rest }),
  ],
});
