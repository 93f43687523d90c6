// V: where size has been draining.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const voidStrength = defineField({
  id: 'void_strength',
  symbol: 'V',
  label: 'Void strength',
  hint: 'size that is draining away',
  unit: '1/s',
  range: '0 … 1',
  formula: '-min(0, u_ema_8)',
  scale: 'sequential',
  terms: ({ at }) => {
    const ema8 = at('u_ema_8');
    return [term('draining', Math.max(0, -ema8), { u_ema_8: ema8 })];
  },
});
