// Change of a band since the last valid window.
import { defineField } from '../field.ts';
import { bandDifferenceInTime } from '../loops.ts';

export const duBandSlowDt = defineField({
  id: 'du_band_slow_dt',
  symbol: '∂u_slow/∂t',
  label: 'Slow band rate',
  hint: 'is the slow band turning',
  unit: '1/s²',
  formula: 'u_band_slow - its value in the last valid window',
  scale: 'diverging',
  needs: ['u_band_slow', 'u_ema_32_before', 'u_ema_128_before'],
  compute(out, [band, ema32Before, ema128Before], cells) {
    bandDifferenceInTime(out, band, ema32Before, ema128Before, cells);
  },
});
