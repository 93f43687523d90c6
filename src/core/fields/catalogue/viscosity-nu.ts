// ν: what slows price at a level, from its depth, how long that has stood and whether it is still being built.
// Density is taken as it is, or (`relative`) by how far it stands above the median of its surroundings.
import { defineField } from '../field.ts';
import { type ExplainedCell, type Term, term } from '../terms.ts';

function baseTerm({ params: { nu0 } }: ExplainedCell): Term {
  return term('base', nu0, { nu0 });
}

function densityTerm({ at, params: { nuRho, nuDensity, surroundTicks } }: ExplainedCell): Term {
  const rho = at('rho');
  if (nuDensity === 'absolute') return term('density', nuRho * rho, { rho, nuRho });
  const around = Array.from({ length: 2 * surroundTicks + 1 }, (_, i) => at('rho', i - surroundTicks));
  const median = around.sort((a, b) => a - b)[surroundTicks];
  return term('density_over_surroundings', nuRho * Math.max(0, rho - median), {
    rho,
    median_rho_around: median,
    surroundTicks,
    nuRho,
  });
}

function standingTerm({ at, params: { nuPhi } }: ExplainedCell): Term {
  const phi = at('phi_rest');
  return term('standing', nuPhi * phi, { phi_rest: phi, nuPhi });
}

function buildingTerm({ at, params: { nuS } }: ExplainedCell): Term {
  const ema32 = at('u_ema_32');
  return term('building', nuS * Math.max(0, ema32), { u_ema_32: ema32, nuS });
}

export const viscosityNu = defineField({
  id: 'viscosity_nu',
  symbol: 'ν',
  label: 'Viscosity',
  hint: 'how much this price would slow a move through it',
  unit: '1',
  range: 'ν0 … ∞, ν0 = 0.2 by default',
  formula: 'ν0 + νρ·ρ + νφ·φ + νs·max(0, u_ema_32)',
  scale: 'sequential',
  terms: (cell) => [baseTerm(cell), densityTerm(cell), standingTerm(cell), buildingTerm(cell)],
});
