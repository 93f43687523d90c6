// Average of û with time constant taus[3], 128 s by default. Its state decays in ../decay.ts.
import { defineField } from '../field.ts';
import { averageTerms } from '../terms.ts';

export const uEma128 = defineField({
  id: 'u_ema_128',
  symbol: 'u_128',
  label: 'Velocity average 128 s',
  hint: 'the slow drift of size at this level',
  unit: '1/s',
  range: '-1 … 1',
  formula: 'e += (1 - exp(-dt / 128 s)) * (û - e)',
  scale: 'diverging',
  perDepth: true,
  terms: averageTerms(3),
});
