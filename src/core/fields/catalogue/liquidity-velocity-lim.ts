// û: u without the spikes that a new level makes.
import { defineField } from '../field.ts';

export function limitVelocity(u: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, u));
}

export const liquidityVelocityLim = defineField({
  id: 'liquidity_velocity_lim',
  symbol: 'û',
  label: 'Limited velocity',
  hint: 'u without the spikes of new levels',
  unit: '1/s',
  range: '-uLimit … uLimit, ±1 by default',
  formula: 'clamp(u, -uLimit, +uLimit)',
  scale: 'diverging',
});
