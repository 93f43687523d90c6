// φ: how much of the depth has stood for half a second; what flickers is not there to trade against.
import { defineField } from '../field.ts';

export const phiRest = defineField({
  id: 'phi_rest',
  symbol: 'φ',
  label: 'Rest fraction',
  hint: 'how much of the size is standing rather than flickering',
  unit: '1',
  formula: 'depth_qty_rest / (depth_qty_end + 1); form share: rest / end',
  scale: 'sequential',
  needs: ['depth_end', 'depth_rest'],
  compute(out, [end, rest], { from, to }, { phiForm }) {
    if (phiForm === 'share') for (let i = from; i < to; i++) out[i] = end[i] > 0 ? rest[i] / end[i] : 0;
    else for (let i = from; i < to; i++) out[i] = rest[i] / (end[i] + 1);
  },
});
