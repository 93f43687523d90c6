// What resists and what pushes: viscosity, walls, voids and pressure, from depth and averages together.
import { pressure } from '../catalogue/pressure-grad.ts';
import { viscosity } from '../catalogue/viscosity-nu.ts';
import { voidFromAverage } from '../catalogue/void-strength.ts';
import { wallFromDepth } from '../catalogue/wall-strength.ts';
import { aboveMedian } from '../median.ts';
import { positivePart } from '../positive-part.ts';
import { definePass } from './pass.ts';

export const structurePass = definePass({
  needs: ['rho', 'phi_rest', 'u_ema_8', 'u_ema_32', 'bid_u_ema_8', 'ask_u_ema_8'],
  fills: ['viscosity_nu', 'wall_strength', 'void_strength', 'pressure_grad'],
  reach: ({ nuDensity, surroundTicks }) => (nuDensity === 'relative' ? surroundTicks : 0),
  run([nu, wall, hollow, push], [rho, phi, ema8, ema32, bidEma8, askEma8], { from, to }, params) {
    const { nu0, nuRho, nuPhi, nuS, lambdaPhi, lambdaS } = params;
    const relative = params.nuDensity === 'relative';
    if (relative) aboveMedian(nu, rho, from, to, params.surroundTicks);
    const density = relative ? nu : rho;
    for (let i = from; i < to; i++) {
      const building = positivePart(ema32[i]);
      nu[i] = viscosity(density[i], phi[i], building, nu0, nuRho, nuPhi, nuS);
      wall[i] = wallFromDepth(rho[i], phi[i], building, lambdaPhi, lambdaS);
      hollow[i] = voidFromAverage(ema8[i]);
      push[i] = pressure(bidEma8[i], askEma8[i]);
    }
  },
});
