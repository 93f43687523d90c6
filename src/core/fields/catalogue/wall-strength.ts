// O: depth that stands and is being built.
import type { FieldParams } from '../../../../contracts/params.ts';
import { defineField } from '../field.ts';

export type WallParams = Pick<FieldParams, 'lambdaPhi' | 'lambdaS'>;

export function wallFromDepth(rho: number, phi: number, ema32: number, params: WallParams): number {
  const standing = rho * (1 + params.lambdaPhi * phi);
  return ema32 > 0 ? standing * (1 + params.lambdaS * ema32) : standing;
}

export const wallStrength = defineField({
  id: 'wall_strength',
  symbol: 'O',
  label: 'Wall strength',
  hint: 'standing size that is still being built',
  unit: '1',
  formula: 'ρ·(1 + λφ·φ)·(1 + λs·max(0, u_ema_32))',
  scale: 'sequential',
});
