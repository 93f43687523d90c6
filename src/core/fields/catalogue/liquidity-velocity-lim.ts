// û: u without the spikes that a new level makes.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const liquidityVelocityLim = defineField({
  id: 'liquidity_velocity_lim',
  symbol: 'û',
  label: 'Limited velocity',
  hint: 'u without the spikes of new levels',
  unit: '1/s',
  range: '-uLimit … uLimit, ±1 by default',
  formula: 'clamp(u, -uLimit, +uLimit)',
  scale: 'diverging',
  perDepth: true,
  terms: ({ at, params }) => {
    const u = at('liquidity_velocity');
    const limit = params.uLimit ?? Number.POSITIVE_INFINITY;
    const over = Math.abs(u) > limit ? Math.sign(u) * limit - u : 0;
    return [
      term('velocity', u, { liquidity_velocity: u }),
      term('held_back', over, params.uLimit === null ? {} : { uLimit: params.uLimit }),
    ];
  },
});
