// Walls, voids, fronts and what becomes of them: settings, kinds and words that engine and page share. What each one is
// stands in field-model §3 (Markers) and, for traders, in docs/walls-and-voids.md.
import { z } from 'zod';
import { DEFAULT_FIELD_PARAMS, fnv1a64 } from './params.ts';

/** Raised when the same settings give other markers or events; names what is stored of them. */
export const MARKER_MODEL_VERSION = 2;

export const MarkerParams = z.strictObject({
  /** Strongest of each kind listed below mid, and as many above. */
  topN: z.number().int().min(1).max(50).default(3),
  /** Ticks from spot within which markers are listed. */
  markerRange: z.number().int().min(1).max(1000).default(40),
  /** O of a wall above the median of O over the 21 ticks round it. */
  wallProminence: z.number().min(0).max(100).default(0.8),
  voidMin: z.number().min(0.001).max(1).default(0.02),
  /** A wall stands out while its size is at least this quantile of the sizes near spot over the last windows. */
  standOutShare: z.number().min(0).max(1).default(0.98),
  /** Valid windows in a row for which a wall has to stand out before it is told of. */
  confirmWindows: z.number().int().min(1).max(600).default(10),
  /** Part of its size that a wall has to gain or lose for an event. */
  changeShare: z.number().min(0.05).max(1).default(0.5),
  /** V at which a void counts as open; it closes below half of it. */
  voidOpen: z.number().min(0.001).max(1).default(0.1),
  /** Neighbouring ticks that have to drain together. */
  voidWidth: z.number().int().min(1).max(100).default(3),
  /** Prices that one aggressor trades through. */
  sweepLevels: z.number().int().min(2).max(100).default(3),
  /** Executed of one order that is refilled over the most it ever showed. */
  icebergTimes: z.number().min(1).max(100).default(3),
});
export type MarkerParams = z.infer<typeof MarkerParams>;

export const DEFAULT_MARKER_PARAMS: MarkerParams = MarkerParams.parse({});

/** What the presets of field-model §3 (Variants) set beside the fields' parameters, by the preset's name. */
export const MARKER_PRESETS: Readonly<Record<string, MarkerParams>> = {
  plain: { ...DEFAULT_MARKER_PARAMS, markerRange: DEFAULT_FIELD_PARAMS.xMax, wallProminence: 0 },
  contrast: DEFAULT_MARKER_PARAMS,
};

/** Names the settings of markers: 16 hex digits, beside the hash of the fields' parameters. */
export function markersHash(params: MarkerParams): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return fnv1a64(`${MARKER_MODEL_VERSION}:markers:${JSON.stringify(sorted)}`);
}

/** Values of the column `kind` of stream/markers_1s. */
export const MARKER_KINDS = ['wall', 'void', 'front'] as const;
export const WALL = 0;
export const VOID = 1;
export const FRONT = 2;

/** Values of the column `kind` of stream/marker_events, by position: new ones go to the end. */
export const MARKER_EVENT_KINDS = [
  'wall_born',
  'wall_grown',
  'wall_eaten',
  'wall_pulled',
  'wall_passed',
  'wall_gone',
  'void_opened',
  'void_closed',
  'front_crossed',
  'sweep',
  'iceberg',
] as const;
export type MarkerEventKind = (typeof MARKER_EVENT_KINDS)[number];

/** What an event is called where there is room for two words. */
export const MARKER_EVENT_WORDS: Readonly<Record<MarkerEventKind, string>> = {
  wall_born: 'wall born',
  wall_grown: 'wall grown',
  wall_eaten: 'wall eaten',
  wall_pulled: 'wall pulled',
  wall_passed: 'wall passed',
  wall_gone: 'wall faded',
  void_opened: 'void opened',
  void_closed: 'void closed',
  front_crossed: 'front crossed',
  sweep: 'sweep',
  iceberg: 'iceberg refill',
};

/** Events that are drawn and stepped through unless one kind is chosen; the others only end what began. */
export const TOLD_EVENTS: readonly MarkerEventKind[] = [
  'wall_born',
  'wall_grown',
  'wall_eaten',
  'wall_pulled',
  'wall_passed',
  'void_opened',
  'sweep',
  'iceberg',
];
