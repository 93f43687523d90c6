// Difference of two averages: what happens between their two time scales.
import { defineField } from '../field.ts';
import { bandTerms } from '../terms.ts';

export const uBandSlow = defineField({
  id: 'u_band_slow',
  symbol: 'u_slow',
  label: 'Slow band',
  hint: 'changes that last minutes',
  unit: '1/s',
  range: '-2 … 2',
  formula: 'u_ema_32 - u_ema_128',
  scale: 'diverging',
  perDepth: true,
  terms: bandTerms(2),
});
