// V: where size has been draining.
import { defineField } from '../field.ts';

export const voidStrength = defineField({
  id: 'void_strength',
  symbol: 'V',
  label: 'Void strength',
  hint: 'size that is draining away',
  unit: '1/s',
  formula: '-min(0, u_ema_8)',
  scale: 'sequential',
  needs: ['u_ema_8'],
  compute(out, [ema8], { from, to }) {
    for (let i = from; i < to; i++) out[i] = Math.max(0, -ema8[i]);
  },
});
