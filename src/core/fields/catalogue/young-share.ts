// The counterpart of φ: the share of the depth younger than half a second. 0 on feeds without order ages.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const youngShare = defineField({
  id: 'young_share',
  symbol: 'y',
  label: 'Young share',
  hint: 'flicker: size placed within the last half second',
  unit: '1',
  range: '0 … 1',
  formula: '(depth_qty_end - depth_qty_rest) / depth_qty_end, 0 where empty',
  scale: 'sequential',
  terms: ({ lots: { end, rest }, hasRest }) => [
    term('younger', hasRest && end > 0 ? (end - rest) / end : 0, {
      depth_qty_end: end,
      depth_qty_rest: rest,
    }),
  ],
});
