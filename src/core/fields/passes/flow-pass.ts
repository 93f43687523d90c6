// What follows from raw u: its limited form and its changes since the last valid windows, 0 before there are enough.
import { limitVelocity } from '../catalogue/liquidity-velocity-lim.ts';
import { definePass } from './pass.ts';

export const flowPass = definePass({
  needs: ['liquidity_velocity', 'u_before', 'du_before'],
  fills: ['liquidity_velocity_lim', 'du_dt', 'd2u_dt2'],
  run([limited, du, d2u], [u, uBefore, duBefore], { from, to, validWindows }, { uLimit }) {
    const limit = uLimit ?? Number.POSITIVE_INFINITY;
    for (let i = from; i < to; i++) {
      const now = u[i];
      const change = now - uBefore[i];
      limited[i] = now === 0 ? 0 : limitVelocity(now, limit);
      du[i] = change;
      d2u[i] = change - duBefore[i];
    }
    if (validWindows < 2) du.fill(0, from, to);
    if (validWindows < 3) d2u.fill(0, from, to);
  },
});
