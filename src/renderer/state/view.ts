// View settings: how the user wants to look at days. Persisted, versioned and validated, because what lies in local
// storage may be of another version or damaged; then the settings start afresh and nothing else happens.
import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type FieldScale, Lattice } from '../../../contracts/fields.ts';
import { ForecastMode } from '../../../contracts/forecast.ts';
import { MARKER_EVENT_KINDS } from '../../../contracts/markers.ts';
import { OPTION_RIGHTS, OptionRight } from '../../../contracts/options.ts';
import { FieldParams, PRESET_NAMES, type PresetName } from '../../../contracts/params.ts';
import { TILE_AGGREGATES } from '../../../contracts/tiles.ts';
import { MAX_SPEED, MIN_SPEED } from '../replay/playhead.ts';
import { SECOND_MODES } from '../scene/second-channel.ts';

const STORAGE_KEY = 'fieldbook.view';

/** What the right column's lower pane shows. */
export type LowerPane =
  | 'book'
  | 'orders'
  | 'marks'
  | 'why'
  | 'path'
  | 'similar'
  | 'worth'
  | 'params'
  | 'audit'
  | 'practice'
  | 'tape';

export const FollowMode = z.enum(['off', 'centre', 'fit']);
export type FollowMode = z.infer<typeof FollowMode>;

/** The path after the playhead: how its fields go on, or none. */
export const PathMode = z.enum(['off', ...ForecastMode.options]);
export type PathMode = z.infer<typeof PathMode>;

/** The next of the modes in turn. */
export function pathAfter(path: PathMode): PathMode {
  const modes = PathMode.options;
  return modes[(modes.indexOf(path) + 1) % modes.length] as PathMode;
}

/** Strikes of options as obstacles: calls and puts together, one of them, or none. */
export const StrikesShown = z.enum(['off', ...OPTION_RIGHTS]);
export type StrikesShown = z.infer<typeof StrikesShown>;

/** The next of these in turn. */
export function strikesAfter(strikes: StrikesShown): StrikesShown {
  const modes = StrikesShown.options;
  return modes[(modes.indexOf(strikes) + 1) % modes.length] as StrikesShown;
}

/** Parameters of the second channel: the first one's, a preset, or a set that was kept. */
const SecondParams = z.union([
  z.literal('same'),
  z.enum(PRESET_NAMES as readonly [PresetName, ...PresetName[]]),
  FieldParams,
]);
export type SecondParams = z.infer<typeof SecondParams>;

const SecondSettings = z.object({
  mode: z.enum(['off', ...SECOND_MODES]),
  /** Null for the field that is shown first. */
  fieldId: z.string().max(200).nullable(),
  params: SecondParams,
});
const NO_SECOND: z.infer<typeof SecondSettings> = { mode: 'off', fieldId: null, params: 'same' };

const StrikeMapSettings = z.object({
  shown: z.boolean(),
  fieldId: z.string().max(200),
  right: OptionRight,
});
const NO_STRIKE_MAP: z.infer<typeof StrikeMapSettings> = {
  shown: false,
  fieldId: 'wall_strength',
  right: 'all',
};

const ValueRange = z.object({ floor: z.number(), ceiling: z.number() });

export const ViewSettings = z.object({
  version: z.literal(1),
  /** Null until the catalogue is known: then its first field. */
  fieldId: z.string().max(200).nullable(),
  lattice: Lattice,
  /** Colour map of each kind of field. */
  colorMaps: z.object({ diverging: z.string().max(50), sequential: z.string().max(50) }),
  /** Ranges set by hand, by field; they hold for every day, so that days compare. */
  ranges: z.record(z.string(), ValueRange),
  follow: FollowMode,
  speed: z.number().min(MIN_SPEED).max(MAX_SPEED),
  allFieldsShown: z.boolean(),
  /** What a pixel of many seconds shows. */
  aggregate: z.enum(TILE_AGGREGATES).default('max'),
  /** Values fade where fewer lots than these are behind them. */
  weighted: z.boolean().default(false),
  weightLots: z.number().int().min(1).max(100_000).default(20),
  /** Walls, voids and events over the field. */
  marksShown: z.boolean().default(true),
  /** The kind of event that is stepped through; null for all that are drawn. */
  stepKind: z.enum(MARKER_EVENT_KINDS).nullable().default(null),
  path: PathMode.default('frozen'),
  /** Paths of the last minutes over what then happened. */
  pastPaths: z.boolean().default(false),
  /** The fast band as it would go on, behind an extrapolated path. */
  zones: z.boolean().default(true),
  /** Strikes of options over the field: whose, or none. */
  strikes: StrikesShown.default('all'),
  /** Strikes of options by time, under the chart. */
  strikeMap: StrikeMapSettings.default(NO_STRIKE_MAP),
  /** The second channel: another field over or beside the first. */
  second: SecondSettings.default(NO_SECOND),
});
export type ViewSettings = z.infer<typeof ViewSettings>;

export const DEFAULT_VIEW: ViewSettings = {
  version: 1,
  fieldId: null,
  lattice: 'L',
  colorMaps: { diverging: 'tide', sequential: 'ember' },
  ranges: {},
  follow: 'centre',
  speed: 1,
  allFieldsShown: false,
  aggregate: 'max',
  weighted: false,
  weightLots: 20,
  marksShown: true,
  stepKind: null,
  path: 'frozen',
  pastPaths: false,
  zones: true,
  strikes: 'all',
  strikeMap: NO_STRIKE_MAP,
  second: NO_SECOND,
};

/** The part of the platform's storage that is used, so that tests need no browser. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export type ViewStore = StoreApi<ViewSettings>;

export function createViewStore(storage: KeyValueStorage | null): ViewStore {
  const store = createStore<ViewSettings>(() => restore(storage));
  store.subscribe((settings) => {
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify(settings));
    } catch {
      // Storage may be full or forbidden; the settings then last as long as the window.
    }
  });
  return store;
}

function restore(storage: KeyValueStorage | null): ViewSettings {
  try {
    const parsed = ViewSettings.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null'));
    return parsed.success ? parsed.data : DEFAULT_VIEW;
  } catch {
    return DEFAULT_VIEW;
  }
}

export function setRange(
  store: ViewStore,
  fieldId: string,
  range: { floor: number; ceiling: number } | null,
): void {
  store.setState(({ ranges }) => {
    const next = { ...ranges };
    if (range) next[fieldId] = range;
    else delete next[fieldId];
    return { ranges: next };
  });
}

export function setColorMap(store: ViewStore, scale: FieldScale, colorMapId: string): void {
  store.setState(({ colorMaps }) => ({ colorMaps: { ...colorMaps, [scale]: colorMapId } }));
}
