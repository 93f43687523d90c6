// Change of du_dt since the last valid window.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const d2uDt2 = defineField({
  id: 'd2u_dt2',
  symbol: '∂²u/∂t²',
  label: 'Velocity jerk',
  hint: 'is the change of flow itself turning',
  unit: '1/s³',
  range: '-∞ … ∞',
  formula: 'du_dt - du_dt of the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: ({ memory: { velocities }, validWindows }) =>
    validWindows < 3
      ? []
      : [
          term('now', velocities[0], { liquidity_velocity: velocities[0] }),
          term('before', -2 * velocities[1], { 'liquidity_velocity[t-1]': velocities[1] }),
          term('before_that', velocities[2], { 'liquidity_velocity[t-2]': velocities[2] }),
        ],
});
