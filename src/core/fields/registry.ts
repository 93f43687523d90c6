// The fields of the lattices B, A and L, each one file in catalogue/ and one line here. The order is the picker's, and
// it fixes each field's texel: four fields interleave into one RGBA group, and group 0 answers the keys 1-4.
import { CHANNELS_PER_GROUP, type FieldDescriptor } from '../../../contracts/fields.ts';
import { Registry } from '../../base/registry.ts';
import { addIntensity } from './catalogue/add-intensity.ts';
import { d2nuDx2 } from './catalogue/d2nu-dx2.ts';
import { d2rhoDx2 } from './catalogue/d2rho-dx2.ts';
import { d2uDt2 } from './catalogue/d2u-dt2.ts';
import { d2uDx2 } from './catalogue/d2u-dx2.ts';
import { dnuDx } from './catalogue/dnu-dx.ts';
import { drhoDx } from './catalogue/drho-dx.ts';
import { duBandFastDt } from './catalogue/du-band-fast-dt.ts';
import { duBandMidDt } from './catalogue/du-band-mid-dt.ts';
import { duBandSlowDt } from './catalogue/du-band-slow-dt.ts';
import { duDt } from './catalogue/du-dt.ts';
import { duDx } from './catalogue/du-dx.ts';
import { duEma2Dx } from './catalogue/du-ema-2-dx.ts';
import { duEma8Dt } from './catalogue/du-ema-8-dt.ts';
import { fillIntensity } from './catalogue/fill-intensity.ts';
import { liquidityVelocity } from './catalogue/liquidity-velocity.ts';
import { liquidityVelocityLim } from './catalogue/liquidity-velocity-lim.ts';
import { permeabilityKappa } from './catalogue/permeability-kappa.ts';
import { phiRest } from './catalogue/phi-rest.ts';
import { pressureGrad } from './catalogue/pressure-grad.ts';
import { pullIntensity } from './catalogue/pull-intensity.ts';
import { rho } from './catalogue/rho.ts';
import { uBandFast } from './catalogue/u-band-fast.ts';
import { uBandMid } from './catalogue/u-band-mid.ts';
import { uBandSlow } from './catalogue/u-band-slow.ts';
import { uEma2 } from './catalogue/u-ema-2.ts';
import { uEma8 } from './catalogue/u-ema-8.ts';
import { uEma32 } from './catalogue/u-ema-32.ts';
import { uEma128 } from './catalogue/u-ema-128.ts';
import { uWaveEnergy } from './catalogue/u-wave-energy.ts';
import { viscosityNu } from './catalogue/viscosity-nu.ts';
import { viscosityNuTotal } from './catalogue/viscosity-nu-total.ts';
import { voidStrength } from './catalogue/void-strength.ts';
import { wallStrength } from './catalogue/wall-strength.ts';
import { youngShare } from './catalogue/young-share.ts';

export const FIELDS = new Registry([
  liquidityVelocity,
  uWaveEnergy,
  viscosityNu,
  pressureGrad,
  rho,
  phiRest,
  permeabilityKappa,
  wallStrength,
  voidStrength,
  uEma2,
  uEma8,
  uEma32,
  uEma128,
  uBandFast,
  uBandMid,
  uBandSlow,
  liquidityVelocityLim,
  addIntensity,
  pullIntensity,
  fillIntensity,
  duDt,
  d2uDt2,
  duEma8Dt,
  duBandFastDt,
  duBandMidDt,
  duBandSlowDt,
  duDx,
  d2uDx2,
  duEma2Dx,
  drhoDx,
  d2rhoDx2,
  dnuDx,
  d2nuDx2,
  youngShare,
  viscosityNuTotal,
]);

/** Texel groups that hold all fields; the last may be part empty. */
export const GROUP_COUNT = Math.ceil(FIELDS.all.length / CHANNELS_PER_GROUP);

/** What the page knows of each field, in the picker's order. */
export const FIELD_DESCRIPTORS: readonly FieldDescriptor[] = FIELDS.all.map(
  ({ id, symbol, label, hint, unit, range, formula, scale }, order) => ({
    id,
    symbol,
    label,
    hint,
    unit,
    range,
    formula,
    scale,
    group: Math.floor(order / CHANNELS_PER_GROUP),
    channel: order % CHANNELS_PER_GROUP,
  }),
);

/** Ids of a group's fields by channel; one to four. */
export function fieldIdsOfGroup(group: number): readonly string[] {
  return FIELDS.all.slice(group * CHANNELS_PER_GROUP, (group + 1) * CHANNELS_PER_GROUP).map(({ id }) => id);
}
