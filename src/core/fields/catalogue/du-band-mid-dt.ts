// Change of a band since the last valid window.
import { defineField } from '../field.ts';
import { averageRateTerms } from '../terms.ts';

export const duBandMidDt = defineField({
  id: 'du_band_mid_dt',
  symbol: '∂u_mid/∂t',
  label: 'Middle band rate',
  hint: 'is the middle band turning',
  unit: '1/s²',
  range: '-4 … 4',
  formula: 'u_band_mid - its value in the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: averageRateTerms([
    [1, 1],
    [2, -1],
  ]),
});
