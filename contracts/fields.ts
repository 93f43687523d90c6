// The shape of a field descriptor: what the engine's catalogue says of a field and all that the page knows of it.
import { z } from 'zod';

export const Lattice = z.enum(['B', 'A', 'L']);
export type Lattice = z.infer<typeof Lattice>;
export const LATTICES = Lattice.options;

/** `diverging` fields have a meaning at zero and a sign; `sequential` ones do not. */
export const FieldScale = z.enum(['diverging', 'sequential']);
export type FieldScale = z.infer<typeof FieldScale>;

export const FieldDescriptor = z.object({
  /** Name in the contracts, as in the gold table. */
  id: z.string(),
  symbol: z.string(),
  label: z.string(),
  /** One lower-case phrase for the chart's title: what it tells a trader. */
  hint: z.string(),
  unit: z.string(),
  /** Values it can take under the default parameters. */
  range: z.string(),
  /** The formula as in the field model, plain text. */
  formula: z.string(),
  scale: FieldScale,
  /** Texel group (texture) and channel 0..3 (R, G, B, A) in it. */
  group: z.number().int().nonnegative(),
  channel: z.number().int().min(0).max(3),
});
export type FieldDescriptor = z.infer<typeof FieldDescriptor>;

export const CHANNELS_PER_GROUP = 4;

/** What a texel holds where a cell is not published; finite, so that a dot product with a 0/1 mask stays finite. */
export const ABSENT_TEXEL = Math.fround(-3e38);
