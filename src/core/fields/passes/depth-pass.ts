// What the depth of a cell says by itself: how much, how steady, how passable.
import { permeabilityExponential, permeabilityReciprocal } from '../catalogue/permeability-kappa.ts';
import { restFraction, restShare } from '../catalogue/phi-rest.ts';
import { densityFromLots } from '../catalogue/rho.ts';
import { youngShareFromLots } from '../catalogue/young-share.ts';
import { definePass } from './pass.ts';

export const depthPass = definePass({
  needs: ['depth_end', 'depth_rest'],
  fills: ['rho', 'phi_rest', 'permeability_kappa', 'young_share'],
  run([rho, phi, kappa, young], [end, rest], { from, to, hasRest, anew, touched }, { phiForm, kappaForm }) {
    const share = phiForm === 'share';
    const exponential = kappaForm === 'exponential';
    const { indices } = touched;
    const count = anew ? to - from : touched.count;
    for (let k = 0; k < count; k++) {
      const i = anew ? from + k : indices[k];
      const endLots = end[i];
      const restLots = rest[i];
      const density = densityFromLots(endLots);
      rho[i] = density;
      phi[i] = share ? restShare(endLots, restLots) : restFraction(endLots, restLots);
      kappa[i] = exponential ? permeabilityExponential(density) : permeabilityReciprocal(density);
      young[i] = hasRest ? youngShareFromLots(endLots, restLots) : 0;
    }
  },
});
