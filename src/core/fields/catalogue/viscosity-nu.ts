// ν: what slows price at a level, from its depth, how long that has stood and whether it is still being built.
// Density is taken as it is, or (`relative`) by how far it stands above the median of its surroundings.
import { defineField } from '../field.ts';

/** `density` is ρ, or its height over the surroundings; `building` is the part of u_ema_32 above 0. */
export function viscosity(
  density: number,
  phi: number,
  building: number,
  nu0: number,
  nuRho: number,
  nuPhi: number,
  nuS: number,
): number {
  return nu0 + nuRho * density + nuPhi * phi + nuS * building;
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
});
