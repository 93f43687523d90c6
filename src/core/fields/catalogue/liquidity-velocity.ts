// u: net flow of displayed size at a price, the quantity that every average is made of.
import { defineField } from '../field.ts';

/** Form `ratio`, quantities in lots. One division, so that a flow which cancels is exactly 0. */
export function velocityRatio(start: number, add: number, pull: number, fill: number): number {
  return (add - pull - fill) / (start + 1);
}

/** Form `log`: symmetric, and it adds up over windows. */
export function velocityLog(start: number, end: number): number {
  return end === start ? 0 : Math.log((end + 1) / (start + 1));
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
});
