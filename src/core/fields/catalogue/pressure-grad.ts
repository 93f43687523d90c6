// g: which way the book pushes. Bids that build push up, asks that build push down; the line is the sum of both
// pushes and not the push of the sum, so it is the one field that looks across lattices.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const pressureGrad = defineField({
  id: 'pressure_grad',
  symbol: 'g',
  label: 'Pressure gradient',
  hint: 'which way the book pushes: above zero up, below zero down',
  unit: '1/s',
  range: '-1 … 1 on B and A, -2 … 2 on L',
  formula: 'u_ema_8 of bids - u_ema_8 of asks',
  scale: 'diverging',
  terms: ({ sideAverages: { bid, ask } }) => [
    term('bids', bid, { 'u_ema_8 of bids': bid }),
    term('asks', -ask, { 'u_ema_8 of asks': ask }),
  ],
});
