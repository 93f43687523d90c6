// The one settings object of the field model; names and defaults are those of the model's page (field-model §1–§3).
import { z } from 'zod';

export const FIELD_MODEL_VERSION = 1;

export const FieldParams = z.object({
  /** null = unlimited (the model's Infinity, which JSON cannot carry). */
  uLimit: z.number().positive().nullable().default(1),
  uForm: z.enum(['ratio', 'log']).default('ratio'),
  taus: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive(), z.number().positive()])
    .default([2, 8, 32, 128]),
  nuDensity: z.enum(['absolute', 'relative']).default('absolute'),
  phiForm: z.enum(['plain', 'share']).default('plain'),
  kappaForm: z.enum(['reciprocal', 'exponential']).default('reciprocal'),
  nu0: z.number().default(0.2),
  nuRho: z.number().default(0.15),
  nuPhi: z.number().default(0.3),
  nuS: z.number().default(1),
  lambdaPhi: z.number().default(1),
  lambdaS: z.number().default(1),
  /** Published range |x| <= xMax, ticks from spot. */
  xMax: z.number().int().min(1).max(1000).default(200),
});
export type FieldParams = z.infer<typeof FieldParams>;

export const DEFAULT_FIELD_PARAMS: FieldParams = FieldParams.parse({});

/** Presets of field-model §3, Variants. */
export const FIELD_PRESETS: Readonly<Record<'plain' | 'contrast', FieldParams>> = {
  plain: DEFAULT_FIELD_PARAMS,
  contrast: {
    ...DEFAULT_FIELD_PARAMS,
    uForm: 'log',
    uLimit: null,
    nuDensity: 'relative',
    nu0: 0.6,
    nuRho: 0.6,
    phiForm: 'share',
  },
};
