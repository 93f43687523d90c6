// What the levels resist together with the strikes of options round them.
import { definePass } from './pass.ts';

export const totalPass = definePass({
  needs: ['viscosity_nu', 'option_drag'],
  fills: ['viscosity_nu_total'],
  run([total], [nu, drag], { from, to }) {
    for (let i = from; i < to; i++) total[i] = nu[i] + drag[i];
  },
});
