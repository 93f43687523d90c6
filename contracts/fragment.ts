// What a file of bare records (a fragment, without metadata) does not say of itself and the user has to.
import { z } from 'zod';

export const FragmentSettings = z.object({
  /** Name of the dataset, such as GLBX.MDP3. */
  dataset: z.string().regex(/^[\x21-\x7e]{1,15}$/),
  /** DBN version whose layouts the records have. */
  version: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** Name of the first instrument of the file, where nothing in it tells one. */
  symbol: z
    .string()
    .regex(/^[\x20-\x7e]{1,70}$/)
    .optional(),
  /** Every record ends with its send time. */
  tsOut: z.boolean().optional(),
});
export type FragmentSettings = z.infer<typeof FragmentSettings>;

/** The same settings give the same text, others another. */
export function fragmentKey({ dataset, version, symbol, tsOut }: FragmentSettings): string {
  return `fragment ${dataset} v${version}${tsOut ? ' ts_out' : ''} ${symbol ?? ''}`;
}
