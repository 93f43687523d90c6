// The counterpart of φ: the share of the depth younger than half a second. 0 on feeds without order ages.
import { defineField } from '../field.ts';

export const youngShare = defineField({
  id: 'young_share',
  symbol: 'y',
  label: 'Young share',
  hint: 'flicker: size placed within the last half second',
  unit: '1',
  formula: '(depth_qty_end - depth_qty_rest) / depth_qty_end, 0 where empty',
  scale: 'sequential',
  needs: ['depth_end', 'depth_rest'],
  compute(out, [end, rest], { from, to, hasRest }) {
    if (!hasRest) out.fill(0, from, to);
    else for (let i = from; i < to; i++) out[i] = end[i] > 0 ? (end[i] - rest[i]) / end[i] : 0;
  },
});
