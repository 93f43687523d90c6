// Slope of u_ema_2 over price: fronts are found on it.
import { defineField } from '../field.ts';
import { slopeTerms } from '../terms.ts';

export const duEma2Dx = defineField({
  id: 'du_ema_2_dx',
  symbol: '∂u_2/∂x',
  label: '2 s average slope',
  hint: 'the edge between building and draining prices',
  unit: '1/(s·tick)',
  range: '-1 … 1',
  formula: '(f(k+1) - f(k-1)) / 2 of u_ema_2',
  scale: 'diverging',
  perDepth: true,
  terms: slopeTerms('u_ema_2'),
});
