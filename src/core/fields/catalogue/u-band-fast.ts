// Difference of two averages: what happens between their two time scales.
import { defineField } from '../field.ts';
import { bandTerms } from '../terms.ts';

export const uBandFast = defineField({
  id: 'u_band_fast',
  symbol: 'u_fast',
  label: 'Fast band',
  hint: 'sudden changes of seconds',
  unit: '1/s',
  range: '-2 … 2',
  formula: 'u_ema_2 - u_ema_8',
  scale: 'diverging',
  perDepth: true,
  terms: bandTerms(0),
});
