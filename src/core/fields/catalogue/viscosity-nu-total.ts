// ν_total: viscosity of the level itself and what strikes of options nearby add to it (field-model §3 Options). Without
// options it is ν.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const viscosityNuTotal = defineField({
  id: 'viscosity_nu_total',
  symbol: 'ν_tot',
  label: 'Viscosity with options',
  hint: 'how much this price would slow a move, strikes nearby included',
  unit: '1',
  range: 'ν0 … ∞, ν0 = 0.2 by default',
  formula: 'ν + λ_opt·Σ O_opt(s)·exp(-(k - k_s)²/2σ_opt²) over strikes s within 3·σ_opt',
  scale: 'sequential',
  terms: ({ at, params: { lambdaOpt, sigmaOpt } }) => [
    term('viscosity', at('viscosity_nu'), { viscosity_nu: at('viscosity_nu') }),
    term('strikes', at('option_drag'), { lambdaOpt, sigmaOpt }),
  ],
});
