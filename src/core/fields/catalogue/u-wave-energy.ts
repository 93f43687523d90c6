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
    const ids = ['u_band_fast', 'u_band_mid', 'u_band_slow'];
    const energy = Math.hypot(...ids.map((id) => at(id)));
    return ids.map((id) =>
      term(`share_of_${id}`, energy === 0 ? 0 : (at(id) * at(id)) / energy, { [id]: at(id) }),
    );
  },
});
