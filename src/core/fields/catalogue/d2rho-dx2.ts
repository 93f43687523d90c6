// Curvature of density over price.
import { defineField } from '../field.ts';
import { curvatureTerms } from '../terms.ts';

export const d2rhoDx2 = defineField({
  id: 'd2rho_dx2',
  symbol: '∂²ρ/∂x²',
  label: 'Density curvature',
  hint: 'levels thicker or thinner than both neighbours',
  unit: '1/tick²',
  range: '-∞ … ∞',
  formula: 'f(k+1) - 2 f(k) + f(k-1) of rho',
  scale: 'diverging',
  terms: curvatureTerms('rho'),
});
