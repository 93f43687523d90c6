// Slope of viscosity over price.
import { defineField } from '../field.ts';
import { slopeTerms } from '../terms.ts';

export const dnuDx = defineField({
  id: 'dnu_dx',
  symbol: '∂ν/∂x',
  label: 'Viscosity slope',
  hint: 'the edges of sticky zones',
  unit: '1/tick',
  range: '-∞ … ∞',
  formula: '(f(k+1) - f(k-1)) / 2 of viscosity_nu',
  scale: 'diverging',
  terms: slopeTerms('viscosity_nu'),
});
