// Change of raw u since the last valid window.
import { defineField } from '../field.ts';

export const duDt = defineField({
  id: 'du_dt',
  symbol: '∂u/∂t',
  label: 'Velocity rate',
  hint: 'is the flow at this price speeding up',
  unit: '1/s²',
  range: '-∞ … ∞',
  formula: 'u - u of the last valid window',
  scale: 'diverging',
});
