// Slope of density over price.
import { defineField } from '../field.ts';
import { slopeTerms } from '../terms.ts';

export const drhoDx = defineField({
  id: 'drho_dx',
  symbol: '∂ρ/∂x',
  label: 'Density slope',
  hint: 'where depth thickens or thins',
  unit: '1/tick',
  range: '-∞ … ∞',
  formula: '(f(k+1) - f(k-1)) / 2 of rho',
  scale: 'diverging',
  terms: slopeTerms('rho'),
});
