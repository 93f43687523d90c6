// Slope of raw u over price, from the true neighbours on the absolute lattice.
import { defineField } from '../field.ts';
import { slopeTerms } from '../terms.ts';

export const duDx = defineField({
  id: 'du_dx',
  symbol: '∂u/∂x',
  label: 'Velocity slope',
  hint: 'where flow changes from one price to the next',
  unit: '1/(s·tick)',
  range: '-∞ … ∞',
  formula: '(f(k+1) - f(k-1)) / 2 of liquidity_velocity',
  scale: 'diverging',
  perDepth: true,
  terms: slopeTerms('liquidity_velocity'),
});
