// ν: what slows price at a level, from its depth, how long that has stood and whether it is still being built.
// Density is taken as it is, or (`relative`) by how far it stands above the median of its surroundings.
import type { FieldParams } from '../../../../contracts/params.ts';
import { defineField } from '../field.ts';

export type ViscosityParams = Pick<FieldParams, 'nu0' | 'nuRho' | 'nuPhi' | 'nuS'>;

/** `density` is ρ, or its height over the surroundings. */
export function viscosity(density: number, phi: number, ema32: number, params: ViscosityParams): number {
  const still = params.nu0 + params.nuRho * density + params.nuPhi * phi;
  return ema32 > 0 ? still + params.nuS * ema32 : still;
}

export const viscosityNu = defineField({
  id: 'viscosity_nu',
  symbol: 'ν',
  label: 'Viscosity',
  hint: 'how much this price would slow a move through it',
  unit: '1',
  formula: 'ν0 + νρ·ρ + νφ·φ + νs·max(0, u_ema_32)',
  scale: 'sequential',
});
