// ρ: depth on a logarithmic scale, so that ten lots and a thousand fit one picture.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

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
