// κ: how easily price passes, the inverse of density.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const permeabilityKappa = defineField({
  id: 'permeability_kappa',
  symbol: 'κ',
  label: 'Permeability',
  hint: 'how easily price can pass here',
  unit: '1',
  range: '0 … 1',
  formula: '1 / (1 + ρ); form exponential: exp(-ρ)',
  scale: 'sequential',
  terms: ({ at, params }) => {
    const rho = at('rho');
    const lost = params.kappaForm === 'exponential' ? Math.expm1(-rho) : -rho / (1 + rho);
    return [term('empty_level', 1, {}), term('density', lost, { rho })];
  },
});
