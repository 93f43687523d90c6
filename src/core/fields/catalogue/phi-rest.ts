// φ: how much of the depth has stood for half a second; what flickers is not there to trade against.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const phiRest = defineField({
  id: 'phi_rest',
  symbol: 'φ',
  label: 'Rest fraction',
  hint: 'how much of the size is standing rather than flickering',
  unit: '1',
  range: '0 … 1',
  formula: 'depth_qty_rest / (depth_qty_end + 1); form share: rest / end',
  scale: 'sequential',
  terms: ({ lots: { end, rest }, params }) => {
    const over = params.phiForm === 'share' ? Math.max(end, 1) : end + 1;
    return [term('standing', rest / over, { depth_qty_rest: rest, depth_qty_end: end })];
  },
});
