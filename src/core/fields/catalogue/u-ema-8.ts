// Average of û with time constant taus[1], 8 s by default. Its state decays in ../decay.ts.
import { defineField } from '../field.ts';
import { averageTerms } from '../terms.ts';

export const uEma8 = defineField({
  id: 'u_ema_8',
  symbol: 'u_8',
  label: 'Velocity average 8 s',
  hint: 'is this level being built or drained',
  unit: '1/s',
  range: '-1 … 1',
  formula: 'e += (1 - exp(-dt / 8 s)) * (û - e)',
  scale: 'diverging',
  perDepth: true,
  terms: averageTerms(1),
});
