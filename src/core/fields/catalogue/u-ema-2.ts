// Average of û with time constant taus[0], 2 s by default. Its state decays in ../decay.ts.
import { defineField } from '../field.ts';
import { averageTerms } from '../terms.ts';

export const uEma2 = defineField({
  id: 'u_ema_2',
  symbol: 'u_2',
  label: 'Velocity average 2 s',
  hint: 'what the last seconds did to this level',
  unit: '1/s',
  range: '-1 … 1',
  formula: 'e += (1 - exp(-dt / 2 s)) * (û - e)',
  scale: 'diverging',
  perDepth: true,
  terms: averageTerms(0),
});
