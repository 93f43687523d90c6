// Curvature of viscosity over price.
import { defineField } from '../field.ts';
import { curvatureTerms } from '../terms.ts';

export const d2nuDx2 = defineField({
  id: 'd2nu_dx2',
  symbol: '∂²ν/∂x²',
  label: 'Viscosity curvature',
  hint: 'single prices stickier than both neighbours',
  unit: '1/tick²',
  range: '-∞ … ∞',
  formula: 'f(k+1) - 2 f(k) + f(k-1) of viscosity_nu',
  scale: 'diverging',
  terms: curvatureTerms('viscosity_nu'),
});
