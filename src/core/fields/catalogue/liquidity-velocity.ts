// u: net flow of displayed size at a price, the quantity that every average is made of.
import { defineField } from '../field.ts';
import { type CellLots, type Term, term } from '../terms.ts';

function ratioTerms({ start, add, pull, fill }: CellLots): Term[] {
  const over = start + 1;
  return [
    term('adds', add / over, { add_qty: add, depth_qty_start: start }),
    term('pulls', -pull / over, { pull_qty_total: pull, depth_qty_start: start }),
    term('fills', -fill / over, { fill_qty: fill, depth_qty_start: start }),
  ];
}

/** The logarithm taken in three steps, adds first: any order adds up, this one never passes below an empty level. */
function logTerms({ start, add, pull, fill }: CellLots): Term[] {
  const step = (name: string, from: number, to: number, input: Term['inputs']): Term =>
    term(name, Math.log((to + 1) / (from + 1)), { ...input, depth_from: from, depth_to: to });
  const added = start + add;
  return [
    step('adds', start, added, { add_qty: add }),
    step('pulls', added, added - pull, { pull_qty_total: pull }),
    step('fills', added - pull, added - pull - fill, { fill_qty: fill }),
  ];
}

export const liquidityVelocity = defineField({
  id: 'liquidity_velocity',
  symbol: 'u',
  label: 'Liquidity velocity',
  hint: 'is size building or draining at this price, this second',
  unit: '1/s',
  range: '-1 … ∞',
  formula: 'add_i - pull_i - fill_i; form log: ln((end + 1) / (start + 1))',
  scale: 'diverging',
  perDepth: true,
  terms: ({ lots, params }) => (params.uForm === 'log' ? logTerms(lots) : ratioTerms(lots)),
});
