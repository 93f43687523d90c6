// g: which way the book pushes. Bids that build push up, asks that build push down; the line is the sum of both
// pushes and not the push of the sum, so the two sides come in as seeds of their own.
import { defineField } from '../field.ts';
import { subtract } from '../loops.ts';

export const pressureGrad = defineField({
  id: 'pressure_grad',
  symbol: 'g',
  label: 'Pressure gradient',
  hint: 'which way the book pushes: above zero up, below zero down',
  unit: '1/s',
  formula: 'u_ema_8 of bids - u_ema_8 of asks',
  scale: 'diverging',
  needs: ['bid_u_ema_8', 'ask_u_ema_8'],
  compute(out, [bids, asks], cells) {
    subtract(out, bids, asks, cells);
  },
});
