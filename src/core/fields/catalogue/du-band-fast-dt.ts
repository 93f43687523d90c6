// Change of a band since the last valid window.
import { defineField } from '../field.ts';
import { averageRateTerms } from '../terms.ts';

export const duBandFastDt = defineField({
  id: 'du_band_fast_dt',
  symbol: '∂u_fast/∂t',
  label: 'Fast band rate',
  hint: 'is the fast band turning',
  unit: '1/s²',
  range: '-4 … 4',
  formula: 'u_band_fast - its value in the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: averageRateTerms([
    [0, 1],
    [1, -1],
  ]),
});
