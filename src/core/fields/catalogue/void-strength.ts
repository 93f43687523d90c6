// V: where size has been draining.
import { defineField } from '../field.ts';

export function voidFromAverage(ema8: number): number {
  return ema8 < 0 ? -ema8 : 0;
}

export const voidStrength = defineField({
  id: 'void_strength',
  symbol: 'V',
  label: 'Void strength',
  hint: 'size that is draining away',
  unit: '1/s',
  formula: '-min(0, u_ema_8)',
  scale: 'sequential',
});
