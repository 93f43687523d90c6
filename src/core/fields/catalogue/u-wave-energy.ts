// E: how much is going on at a price, over all three bands and whatever the sign.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const uWaveEnergy = defineField({
  id: 'u_wave_energy',
  symbol: 'E',
  label: 'Wave energy',
  hint: 'where the book is being worked, whichever way',
  unit: '1/s',
  range: '0 … 2√3',
  formula: 'sqrt(u_band_fast² + u_band_mid² + u_band_slow²)',
  scale: 'sequential',
  perDepth: true,
  terms: ({ at }) => {
    const bands = ['fast', 'mid', 'slow'].map((band) => ({ band, id: `u_band_${band}` }));
    const energy = Math.hypot(...bands.map(({ id }) => at(id)));
    return bands.map(({ band, id }) =>
      term(`${band}_band`, energy === 0 ? 0 : (at(id) * at(id)) / energy, { [id]: at(id) }),
    );
  },
});
