// O: depth that stands and is being built.
import { defineField } from '../field.ts';

export const wallStrength = defineField({
  id: 'wall_strength',
  symbol: 'O',
  label: 'Wall strength',
  hint: 'standing size that is still being built',
  unit: '1',
  formula: 'ρ·(1 + λφ·φ)·(1 + λs·max(0, u_ema_32))',
  scale: 'sequential',
  needs: ['rho', 'phi_rest', 'u_ema_32'],
  compute(out, [rho, phi, ema32], { from, to }, { lambdaPhi, lambdaS }) {
    for (let i = from; i < to; i++) {
      out[i] = rho[i] * (1 + lambdaPhi * phi[i]) * (1 + lambdaS * Math.max(0, ema32[i]));
    }
  },
});
