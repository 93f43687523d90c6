// E: how much is going on at a price, over all three bands and whatever the sign.
import { defineField } from '../field.ts';

export const uWaveEnergy = defineField({
  id: 'u_wave_energy',
  symbol: 'E',
  label: 'Wave energy',
  hint: 'where the book is being worked, whichever way',
  unit: '1/s',
  formula: 'sqrt(u_band_fast² + u_band_mid² + u_band_slow²)',
  scale: 'sequential',
  needs: ['u_band_fast', 'u_band_mid', 'u_band_slow'],
  compute(out, [fast, mid, slow], { from, to }) {
    for (let i = from; i < to; i++)
      out[i] = Math.sqrt(fast[i] * fast[i] + mid[i] * mid[i] + slow[i] * slow[i]);
  },
});
