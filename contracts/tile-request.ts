// What a tile is asked for by: its place (tiles.ts), its form, and how much of it is wanted how soon.
import { z } from 'zod';
import { Lattice } from './fields.ts';
import { FieldParams } from './params.ts';
import { TILE_AGGREGATES, TILE_MAX_ROWS } from './tiles.ts';

const count = z.number().int().nonnegative();
const tick = z.number().int().min(-0x7fffffff).max(0x7fffffff);

export const TileRequest = z.object({
  dayId: z.string().min(1).max(200),
  lattice: Lattice,
  group: count.max(63),
  level: count.max(8),
  index: count,
  band: count,
  aggregate: z.enum(TILE_AGGREGATES).default('max'),
  /** Lots behind a value at which it counts half; absent leaves values as they are. */
  weighting: z.number().min(1).max(1e6).optional(),
  /** How long to work at it before what there is of it is given; absent: until it is whole. */
  patienceMs: z.number().int().min(10).max(60_000).optional(),
  /** The ticks `from` … `to` - 1 alone, as the rows of a tile of one band; absent: all that are published. */
  ticks: z
    .object({ from: tick, to: tick })
    .refine(({ from, to }) => to > from && to - from <= TILE_MAX_ROWS, 'no range of a tile')
    .optional(),
  /** Parameters of gold; the engine's own where none are given. */
  params: FieldParams.optional(),
});
