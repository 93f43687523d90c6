// What follows from raw u: its limited form and its changes since the last valid windows, 0 before there are enough.
import { limitVelocity } from '../catalogue/liquidity-velocity-lim.ts';
import { definePass } from './pass.ts';

export const flowPass = definePass({
  needs: ['liquidity_velocity', 'u_before', 'u_before_2'],
  fills: ['liquidity_velocity_lim', 'du_dt', 'd2u_dt2'],
  sparse: true,
  run([limited, du, d2u], [u, uBefore, uBefore2], { validWindows, moving }, { uLimit }) {
    const limit = uLimit ?? Number.POSITIVE_INFINITY;
    const { indices, count } = moving;
    for (let k = 0; k < count; k++) {
      const i = indices[k];
      const change = u[i] - uBefore[i];
      limited[i] = limitVelocity(u[i], limit);
      if (validWindows >= 2) du[i] = change;
      if (validWindows >= 3) d2u[i] = change - (uBefore[i] - uBefore2[i]);
    }
  },
});
