// Difference of two averages: what happens between their two time scales.
import { defineField } from '../field.ts';
import { bandTerms } from '../terms.ts';

export const uBandMid = defineField({
  id: 'u_band_mid',
  symbol: 'u_mid',
  label: 'Middle band',
  hint: 'changes that last tens of seconds',
  unit: '1/s',
  range: '-2 … 2',
  formula: 'u_ema_8 - u_ema_32',
  scale: 'diverging',
  perDepth: true,
  terms: bandTerms(1),
});
