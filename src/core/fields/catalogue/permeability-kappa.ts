// κ: how easily price passes, the inverse of density.
import { defineField } from '../field.ts';

export const permeabilityKappa = defineField({
  id: 'permeability_kappa',
  symbol: 'κ',
  label: 'Permeability',
  hint: 'how easily price can pass here',
  unit: '1',
  formula: '1 / (1 + ρ); form exponential: exp(-ρ)',
  scale: 'sequential',
  needs: ['rho'],
  compute(out, [rho], { from, to }, { kappaForm }) {
    if (kappaForm === 'exponential') for (let i = from; i < to; i++) out[i] = Math.exp(-rho[i]);
    else for (let i = from; i < to; i++) out[i] = 1 / (1 + rho[i]);
  },
});
