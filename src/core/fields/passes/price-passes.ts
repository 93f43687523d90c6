// Differences over price, on the absolute lattice: slope (f(k+1) - f(k-1)) / 2 and curvature f(k+1) - 2 f(k) + f(k-1).
// The planes reach beyond the published range, so that its edge has true neighbours. u and ρ differ from 0, or from
// what they were, in few cells: only those and their neighbours are visited.
import { type CellList, type CellRange, definePass } from './pass.ts';

type Range = Pick<CellRange, 'from' | 'to'>;

function differences(slope: Float64Array, curvature: Float64Array, f: Float64Array, range: Range): void {
  const { from, to } = range;
  let below = f[from - 1];
  let here = f[from];
  for (let i = from; i < to; i++) {
    const above = f[i + 1];
    slope[i] = (above - below) * 0.5;
    curvature[i] = above - 2 * here + below;
    below = here;
    here = above;
  }
}

/** The same, at the listed cells and the one on either side of each. */
function differencesRound(
  { indices, count }: CellList,
  slope: Float64Array,
  curvature: Float64Array,
  f: Float64Array,
  range: Range,
): void {
  const { from, to } = range;
  for (let k = 0; k < count; k++) {
    const first = Math.max(from, indices[k] - 1);
    const end = Math.min(to, indices[k] + 2);
    for (let i = first; i < end; i++) {
      slope[i] = (f[i + 1] - f[i - 1]) * 0.5;
      curvature[i] = f[i + 1] - 2 * f[i] + f[i - 1];
    }
  }
}

export const velocityInPrice = definePass({
  needs: ['liquidity_velocity'],
  fills: ['du_dx', 'd2u_dx2'],
  sparse: true,
  reach: () => 1,
  run([slope, curvature], [u], cells) {
    differencesRound(cells.touched, slope, curvature, u, cells);
  },
});

export const densityInPrice = definePass({
  needs: ['rho'],
  fills: ['drho_dx', 'd2rho_dx2'],
  reach: () => 1,
  run([slope, curvature], [rho], cells) {
    if (cells.anew) differences(slope, curvature, rho, cells);
    else differencesRound(cells.touched, slope, curvature, rho, cells);
  },
});

export const viscosityInPrice = definePass({
  needs: ['viscosity_nu'],
  fills: ['dnu_dx', 'd2nu_dx2'],
  reach: () => 1,
  run([slope, curvature], [nu], cells) {
    differences(slope, curvature, nu, cells);
  },
});

export const fastAverageInPrice = definePass({
  needs: ['u_ema_2'],
  fills: ['du_ema_2_dx'],
  reach: () => 1,
  run([slope], [f], { from, to }) {
    for (let i = from; i < to; i++) slope[i] = (f[i + 1] - f[i - 1]) * 0.5;
  },
});
