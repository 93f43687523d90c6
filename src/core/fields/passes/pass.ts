// A pass is one loop over the cells of a lattice that fills the planes of a few fields which share their inputs (dense,
// index i = tick - the planes' first tick). Grouping by inputs and not by field halves the memory traffic: a cell's
// averages are read once for the bands, the energy and the rates. The formulas stay with the fields. A pass visits no
// more cells than can have changed: planes keep their values from one window to the next where nothing moved.
import type { FieldParams } from '../../../../contracts/params.ts';

/** Planes that the kernel fills straight from silver and from the state that outlives a window (../seeds.ts). */
export const SEED_IDS = [
  /** Lots at the window's end, and of those the part that has rested 500 ms. */
  'depth_end',
  'depth_rest',
  /** Averages, what they differ by, and how that changed since the last valid window. */
  'u_ema_2',
  'u_ema_8',
  'u_ema_32',
  'u_ema_128',
  'u_band_fast',
  'u_band_mid',
  'u_band_slow',
  'u_wave_energy',
  'du_ema_8_dt',
  'du_band_fast_dt',
  'du_band_mid_dt',
  'du_band_slow_dt',
] as const;

/** Seeds that are 0 but in cells with flow in this or one of the two valid windows before. */
export const SPARSE_SEED_IDS = [
  'add_intensity',
  'pull_intensity',
  'fill_intensity',
  /** u, and u of the two valid windows before. */
  'liquidity_velocity',
  'u_before',
  'u_before_2',
] as const;
export type SeedId = (typeof SEED_IDS)[number] | (typeof SPARSE_SEED_IDS)[number];

/** u_ema_8 of each side that the lattice holds; zeros for a side that it does not: the only look across lattices. */
export const SIDE_IDS = ['bid_u_ema_8', 'ask_u_ema_8'] as const;

/** Planes that come from beside the chunk: the viscosity that strikes of options add. */
export const BESIDE_IDS = ['option_drag'] as const;

/** Some cells by their index in the planes, each once: the first `count` of `indices`. */
export interface CellList {
  readonly indices: Int32Array;
  count: number;
}

/** The cells a pass must fill, and what holds for the whole window. */
export interface CellRange {
  /** First index and the one after the last; `reach` neighbours on either side may be read. */
  from: number;
  to: number;
  /** Valid windows of the day so far, this one included. */
  validWindows: number;
  /** False on feeds without order ages: depth_rest means nothing. */
  hasRest: boolean;
  /** The planes hold nothing that could be kept; else depth differs from the last window's in `touched` cells alone. */
  anew: boolean;
  /** Cells with a row of silver in this window. */
  readonly touched: CellList;
  /** Cells with u ≠ 0 in this or one of the two valid windows before. */
  readonly moving: CellList;
}

export type Planes<N extends readonly string[]> = { readonly [K in keyof N]: Float64Array };

export interface Pass<
  N extends readonly string[] = readonly string[],
  F extends readonly string[] = readonly string[],
> {
  /** Ids of the planes read, in the order in which `run` gets them: seeds, sides or what other passes fill. */
  readonly needs: N;
  /** Ids of the planes filled, in the order in which `run` gets them. */
  readonly fills: F;
  /** The planes come cleared and `run` writes only where they are not 0; absent = they come as `run` left them. */
  readonly sparse?: boolean;
  /** Neighbours read on either side, ticks; absent = 0. */
  readonly reach?: (params: FieldParams) => number;
  readonly run: (out: Planes<F>, planes: Planes<N>, cells: Readonly<CellRange>, params: FieldParams) => void;
}

/** Checks that `run` takes as many planes as are named. */
export function definePass<const N extends readonly string[], const F extends readonly string[]>(
  pass: Pass<N, F>,
): Pass {
  return pass as unknown as Pass;
}
