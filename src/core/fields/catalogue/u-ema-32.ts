// Average of û with time constant taus[2], 32 s by default. Its state decays in ../decay.ts.
import { defineField } from '../field.ts';
import { averageTerms } from '../terms.ts';

export const uEma32 = defineField({
  id: 'u_ema_32',
  symbol: 'u_32',
  label: 'Velocity average 32 s',
  hint: 'the half-minute trend of size at this level',
  unit: '1/s',
  range: '-1 … 1',
  formula: 'e += (1 - exp(-dt / 32 s)) * (û - e)',
  scale: 'diverging',
  perDepth: true,
  terms: averageTerms(2),
});
