// Change of a band since the last valid window.
import { defineField } from '../field.ts';
import { averageRateTerms } from '../terms.ts';

export const duBandSlowDt = defineField({
  id: 'du_band_slow_dt',
  symbol: '∂u_slow/∂t',
  label: 'Slow band rate',
  hint: 'is the slow band turning',
  unit: '1/s²',
  range: '-4 … 4',
  formula: 'u_band_slow - its value in the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: averageRateTerms([
    [2, 1],
    [3, -1],
  ]),
});
