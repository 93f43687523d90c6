// Change of u_ema_8 since the last valid window; the extrapolated forecast carries it on.
import { defineField } from '../field.ts';
import { averageRateTerms } from '../terms.ts';

export const duEma8Dt = defineField({
  id: 'du_ema_8_dt',
  symbol: '∂u_8/∂t',
  label: '8 s average rate',
  hint: 'is pressure at this level growing or fading',
  unit: '1/s²',
  range: '-2 … 2',
  formula: 'u_ema_8 - u_ema_8 of the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: averageRateTerms([[1, 1]]),
});
