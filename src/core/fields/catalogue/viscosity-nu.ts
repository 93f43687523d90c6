// ν: what slows price at a level, from its depth, how long that has stood and whether it is still being built.
// Density is taken as it is, or (`relative`) by how far it stands above the median of its surroundings.
import { defineField } from '../field.ts';
import { aboveMedian } from '../median.ts';

/** Ticks on either side that count as surroundings. */
const NU_MEDIAN_REACH = 10;

export const viscosityNu = defineField({
  id: 'viscosity_nu',
  symbol: 'ν',
  label: 'Viscosity',
  hint: 'how much this price would slow a move through it',
  unit: '1',
  formula: 'ν0 + νρ·ρ + νφ·φ + νs·max(0, u_ema_32)',
  scale: 'sequential',
  needs: ['rho', 'phi_rest', 'u_ema_32'],
  reach: ({ nuDensity }) => (nuDensity === 'relative' ? NU_MEDIAN_REACH : 0),
  compute(out, [rho, phi, ema32], cells, params) {
    const { from, to } = cells;
    const { nu0, nuRho, nuPhi, nuS } = params;
    let density = rho;
    if (params.nuDensity === 'relative') {
      aboveMedian(out, rho, from, to, NU_MEDIAN_REACH);
      density = out;
    }
    for (let i = from; i < to; i++) {
      out[i] = nu0 + nuRho * density[i] + nuPhi * phi[i] + nuS * Math.max(0, ema32[i]);
    }
  },
});
