// Curvature of raw u over price.
import { defineField } from '../field.ts';
import { curvatureTerms } from '../terms.ts';

export const d2uDx2 = defineField({
  id: 'd2u_dx2',
  symbol: '∂²u/∂x²',
  label: 'Velocity curvature',
  hint: 'single levels whose flow stands out',
  unit: '1/(s·tick²)',
  range: '-∞ … ∞',
  formula: 'f(k+1) - 2 f(k) + f(k-1) of liquidity_velocity',
  scale: 'diverging',
  perDepth: true,
  terms: curvatureTerms('liquidity_velocity'),
});
