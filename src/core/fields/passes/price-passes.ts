// Differences over price, on the absolute lattice: slope (f(k+1) - f(k-1)) / 2 and curvature f(k+1) - 2 f(k) + f(k-1).
// The planes reach beyond the published range, so that its edge has true neighbours.
import { definePass, type Pass } from './pass.ts';

function slopeAndCurvature(source: string, slopeId: string, curvatureId: string): Pass {
  return definePass({
    needs: [source],
    fills: [slopeId, curvatureId],
    reach: () => 1,
    run([slope, curvature], [f], { from, to }) {
      let below = f[from - 1];
      let here = f[from];
      for (let i = from; i < to; i++) {
        const above = f[i + 1];
        slope[i] = (above - below) * 0.5;
        curvature[i] = above - 2 * here + below;
        below = here;
        here = above;
      }
    },
  });
}

export const velocityInPrice = slopeAndCurvature('liquidity_velocity', 'du_dx', 'd2u_dx2');
export const densityInPrice = slopeAndCurvature('rho', 'drho_dx', 'd2rho_dx2');
export const viscosityInPrice = slopeAndCurvature('viscosity_nu', 'dnu_dx', 'd2nu_dx2');

export const fastAverageInPrice = definePass({
  needs: ['u_ema_2'],
  fills: ['du_ema_2_dx'],
  reach: () => 1,
  run([slope], [f], { from, to }) {
    for (let i = from; i < to; i++) slope[i] = (f[i + 1] - f[i - 1]) * 0.5;
  },
});
