// Change of du_dt since the last valid window.
import { defineField } from '../field.ts';

export const d2uDt2 = defineField({
  id: 'd2u_dt2',
  symbol: '∂²u/∂t²',
  label: 'Velocity jerk',
  hint: 'is the change of flow itself turning',
  unit: '1/s³',
  range: '-∞ … ∞',
  formula: 'du_dt - du_dt of the last valid window',
  scale: 'diverging',
});
