// Change of raw u since the last valid window.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const duDt = defineField({
  id: 'du_dt',
  symbol: '∂u/∂t',
  label: 'Velocity rate',
  hint: 'is the flow at this price speeding up',
  unit: '1/s²',
  range: '-∞ … ∞',
  formula: 'u - u of the last valid window',
  scale: 'diverging',
  perDepth: true,
  terms: ({ memory: { velocities }, validWindows }) =>
    validWindows < 2
      ? []
      : [
          term('now', velocities[0], { liquidity_velocity: velocities[0] }),
          term('before', -velocities[1], { 'liquidity_velocity[t-1]': velocities[1] }),
        ],
});
