// The passes over a lattice's planes: what each fills, what it needs for that, and how far it looks. Their loops are
// compiled (src/kernel/fields/passes.ts, under the same names), which take the planes in the order in which they stand here.
import type { FieldParams } from '../../../contracts/params.ts';
import type { PassName } from './compiled.ts';

/** Planes filled straight from silver and from the state that outlives a window (Seeds of src/kernel/fields/seeds.ts). */
export const SEED_IDS = [
  'add_intensity',
  'pull_intensity',
  'fill_intensity',
  /** Lots at the window's end, and of those the part that has rested 500 ms. */
  'depth_end',
  'depth_rest',
  'u_ema_2',
  'u_ema_8',
  'u_ema_32',
  'u_ema_128',
] as const;

/** Seeds that are 0 but in cells with flow in this window. */
export const SPARSE_SEED_IDS: readonly string[] = ['add_intensity', 'pull_intensity', 'fill_intensity'];

/** u_ema_8 of each side that the lattice holds; zeros for a side that it does not: the only look across lattices. */
export const SIDE_IDS: readonly string[] = ['bid_u_ema_8', 'ask_u_ema_8'];

/** What comes from beside the chunk: the viscosity that strikes of options add. */
export const DRAG_ID = 'option_drag';

export interface Pass {
  readonly name: PassName;
  /** Ids of the planes filled. */
  readonly fills: readonly string[];
  /** Ids of the planes read: seeds, sides or what other passes fill. */
  readonly needs: readonly string[];
  /** The planes come cleared and are written only where they are not 0; absent = they come as they were left. */
  readonly sparse?: boolean;
  /** Neighbours read on either side, ticks; absent = 0. */
  readonly reach?: (params: FieldParams) => number;
}

const neighbours = () => 1;

/** Each after those whose planes it needs. */
export const PASSES: readonly Pass[] = [
  {
    name: 'velocity',
    fills: ['liquidity_velocity', 'liquidity_velocity_lim', 'du_dt', 'd2u_dt2'],
    needs: [],
    sparse: true,
  },
  {
    name: 'bands',
    fills: [
      ...['u_band_fast', 'u_band_mid', 'u_band_slow', 'u_wave_energy'],
      ...['du_ema_8_dt', 'du_band_fast_dt', 'du_band_mid_dt', 'du_band_slow_dt'],
    ],
    needs: ['u_ema_2', 'u_ema_8', 'u_ema_32', 'u_ema_128'],
  },
  {
    name: 'depth',
    fills: ['rho', 'phi_rest', 'permeability_kappa', 'young_share'],
    needs: ['depth_end', 'depth_rest'],
  },
  {
    name: 'depthBehind',
    fills: ['depth_behind'],
    needs: ['depth_end', 'add_intensity', 'pull_intensity', 'fill_intensity'],
  },
  {
    name: 'structure',
    fills: ['viscosity_nu', 'wall_strength', 'void_strength', 'pressure_grad'],
    needs: ['rho', 'phi_rest', 'u_ema_8', 'u_ema_32', 'bid_u_ema_8', 'ask_u_ema_8'],
    reach: ({ nuDensity, surroundTicks }) => (nuDensity === 'relative' ? surroundTicks : 0),
  },
  {
    name: 'velocityInPrice',
    fills: ['du_dx', 'd2u_dx2'],
    needs: ['liquidity_velocity'],
    sparse: true,
    reach: neighbours,
  },
  { name: 'fastAverageInPrice', fills: ['du_ema_2_dx'], needs: ['u_ema_2'], reach: neighbours },
  { name: 'densityInPrice', fills: ['drho_dx', 'd2rho_dx2'], needs: ['rho'], reach: neighbours },
  { name: 'viscosityInPrice', fills: ['dnu_dx', 'd2nu_dx2'], needs: ['viscosity_nu'], reach: neighbours },
  { name: 'total', fills: ['viscosity_nu_total'], needs: ['viscosity_nu', DRAG_ID] },
];
