// What a field is: a descriptor for the page and a plain loop for the kernel. A loop works on dense planes of one
// lattice and one window (index i = tick - the planes' first tick) and knows nothing of pages, chunks or tiles.
// Seeds are the planes that the kernel fills from state (field-model §3); everything else is computed from them.
import type { FieldScale } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';

/** Planes filled from silver and from the state that outlives a window, before any field's loop runs. */
export const SEED_IDS = [
  /** Lots at the window's end, and of those the part that has rested 500 ms. */
  'depth_end',
  'depth_rest',
  /** Flow over (depth at the opening + 1), 1/s. */
  'add_intensity',
  'pull_intensity',
  'fill_intensity',
  /** u, and u and du of the last valid window. */
  'liquidity_velocity',
  'u_before',
  'du_before',
  /** Averages of limited u, and as they were in the last valid window. */
  'u_ema_2',
  'u_ema_8',
  'u_ema_32',
  'u_ema_128',
  'u_ema_2_before',
  'u_ema_8_before',
  'u_ema_32_before',
  'u_ema_128_before',
  /** u_ema_8 of each side in the lattice; zero for a side that the lattice does not hold. The only crossing of lattices. */
  'bid_u_ema_8',
  'ask_u_ema_8',
] as const;
export type SeedId = (typeof SEED_IDS)[number];

/** The cells a loop must fill, and what holds for the whole window. */
export interface CellRange {
  /** First index and the one after the last; `reach` neighbours on either side may be read. */
  from: number;
  to: number;
  /** Valid windows of the day so far, this one included. */
  validWindows: number;
  /** False on feeds without order ages: depth_rest means nothing. */
  hasRest: boolean;
}

export type Planes<N extends readonly string[]> = { readonly [K in keyof N]: Float64Array };

export interface FieldDefinition<N extends readonly string[] = readonly string[]> {
  /** Name in the contracts. */
  readonly id: string;
  readonly symbol: string;
  readonly label: string;
  readonly hint: string;
  readonly unit: string;
  readonly formula: string;
  readonly scale: FieldScale;
  /** Ids of the planes that `compute` reads, in the order in which it gets them: fields or seeds. */
  readonly needs: N;
  /** Neighbours read on either side, ticks; absent = 0. */
  readonly reach?: (params: FieldParams) => number;
  /** Fills `out[from..to)`. Null: the plane is the seed of the same id. */
  readonly compute:
    | ((out: Float64Array, planes: Planes<N>, cells: Readonly<CellRange>, params: FieldParams) => void)
    | null;
}

/** Checks a definition's types: the planes of `compute` are as many as `needs` names. */
export function defineField<const N extends readonly string[]>(
  definition: FieldDefinition<N>,
): FieldDefinition {
  return definition as unknown as FieldDefinition;
}

export function isSeed(id: string): id is SeedId {
  return (SEED_IDS as readonly string[]).includes(id);
}
