// The one settings object of the field model; names and defaults are those of the model's page (field-model §1–§3).
// Silver depends on none of it: a change recomputes gold alone. What a form needs to know of each parameter is in
// param-specs.ts.
import { z } from 'zod';

export const FIELD_MODEL_VERSION = 1;

const weight = z.number().min(0).max(10);
/** Seconds. */
const tau = z.number().min(0.25).max(3600);

export const FieldParams = z
  .strictObject({
    /** null = unlimited (the model's Infinity, which JSON cannot carry). */
    uLimit: z.number().min(0.05).max(100).nullable().default(1),
    uForm: z.enum(['ratio', 'log']).default('ratio'),
    /** Time constants of the four averages, seconds, each longer than the one before. */
    taus: z.tuple([tau, tau, tau, tau]).default([2, 8, 32, 128]),
    nuDensity: z.enum(['absolute', 'relative']).default('absolute'),
    /** Where density is relative: ticks on either side that count as surroundings. */
    surroundTicks: z.number().int().min(1).max(50).default(10),
    phiForm: z.enum(['plain', 'share']).default('plain'),
    kappaForm: z.enum(['reciprocal', 'exponential']).default('reciprocal'),
    nu0: weight.default(0.2),
    nuRho: weight.default(0.15),
    nuPhi: weight.default(0.3),
    nuS: weight.default(1),
    lambdaPhi: weight.default(1),
    lambdaS: weight.default(1),
    /** Published range |x| <= xMax, ticks from spot. */
    xMax: z.number().int().min(1).max(1000).default(200),
    /** Viscosity that options add at a strike per unit of O, and how far it reaches, ticks. */
    lambdaOpt: weight.default(0.15),
    sigmaOpt: z.number().min(0.5).max(100).default(6),
    /** λφ and λs of strikes. */
    lambdaPhiOpt: weight.default(1),
    lambdaSOpt: weight.default(1),
    /** Which options count: those that expire on the day, up to the Sunday after it, or all. */
    optExpiries: z.enum(['today', 'week', 'all']).default('today'),
    /** Strikes published on either side of spot, points. */
    optRange: z.number().min(1).max(10_000).default(100),
  })
  .refine(({ taus }) => taus.every((value, i) => i === 0 || value > (taus[i - 1] as number)), {
    message: 'each time constant must be longer than the one before',
    path: ['taus'],
  });
export type FieldParams = z.infer<typeof FieldParams>;

export const DEFAULT_FIELD_PARAMS: FieldParams = FieldParams.parse({});

/** Presets of field-model §3, Variants. */
export const FIELD_PRESETS = {
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
} as const satisfies Record<string, FieldParams>;
export type PresetName = keyof typeof FIELD_PRESETS;
export const PRESET_NAMES = Object.keys(FIELD_PRESETS) as readonly PresetName[];

export function presetNamed(name: string): FieldParams | null {
  return Object.hasOwn(FIELD_PRESETS, name) ? FIELD_PRESETS[name as PresetName] : null;
}

/** The preset whose every value these are, null where there is none. */
export function presetOfParams(params: FieldParams): PresetName | null {
  const text = canonicalText(params);
  return PRESET_NAMES.find((name) => canonicalText(FIELD_PRESETS[name]) === text) ?? null;
}

/** Names every number of gold: 16 hex digits of the parameters and of the model's version. Both sides compute it. */
export function paramsHash(params: FieldParams): string {
  return fnv1a64(`${FIELD_MODEL_VERSION}:${canonicalText(params)}`);
}

/**
 * The parameters that averages depend on: sets which agree in these share the state at a chunk's start. Which options
 * count is among them only where there are any.
 */
export function stateHash({ taus, uForm, uLimit, optExpiries }: FieldParams, withOptions = false): string {
  const options = withOptions ? { optExpiries } : {};
  return fnv1a64(`${FIELD_MODEL_VERSION}:state:${canonicalText({ taus, uForm, uLimit, ...options })}`);
}

/** JSON with the names in order, so that equal settings are equal texts. */
function canonicalText(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bit, of a text of single-byte characters. */
export function fnv1a64(text: string): string {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * FNV_PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
