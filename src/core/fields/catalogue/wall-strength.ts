// O: depth that stands and is being built.
import { defineField } from '../field.ts';
import { term } from '../terms.ts';

export const wallStrength = defineField({
  id: 'wall_strength',
  symbol: 'O',
  label: 'Wall strength',
  hint: 'standing size that is still being built',
  unit: '1',
  range: '0 … ∞',
  formula: 'ρ·(1 + λφ·φ)·(1 + λs·max(0, u_ema_32))',
  scale: 'sequential',
  terms: ({ at, params: { lambdaPhi, lambdaS } }) => {
    const [rho, phi, ema32] = [at('rho'), at('phi_rest'), at('u_ema_32')];
    const standing = rho * lambdaPhi * phi;
    const building = (rho + standing) * lambdaS * Math.max(0, ema32);
    return [
      term('density', rho, { rho }),
      term('standing', standing, { rho, phi_rest: phi, lambdaPhi }),
      term('building', building, { u_ema_32: ema32, lambdaS }),
    ];
  },
});
