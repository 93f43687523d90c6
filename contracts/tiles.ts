// Geometry of tiles, known alike to the engine that shapes them and the page that draws them.
// A tile is 256 columns × a multiple of 64 ticks; a column is 4^level windows. Tile `index` covers the windows
// [index · 256 · 4^level, (index + 1) · 256 · 4^level) of the UTC day. A span whose spot runs far is split into bands.
import { type Tick, WINDOWS_PER_CHUNK } from './units.ts';

export const TILE_COLUMNS = WINDOWS_PER_CHUNK;
export const TILE_LEVELS = 5;
export const TILE_ROW_UNIT = 64;
export const TILE_MAX_ROWS = 1024;

/** What a column of many windows shows: the value of greatest magnitude, the mean, or the last. */
export const TILE_AGGREGATES = ['max', 'mean', 'last'] as const;
export type TileAggregate = (typeof TILE_AGGREGATES)[number];

export interface TileBand {
  /** Lowest tick of the band; row r is tick tickLo + r. */
  readonly tickLo: Tick;
  readonly rows: number;
}

export function windowsPerColumn(level: number): number {
  return 4 ** level;
}

export function windowsPerTile(level: number): number {
  return TILE_COLUMNS * windowsPerColumn(level);
}

export function tileIndexFromWindow(window: number, level: number): number {
  return Math.floor(window / windowsPerTile(level));
}

/** Bands that cover every published tick of a span whose spot stayed within [spotLo, spotHi]. */
export function bandsFromSpotRange(spotLo: Tick, spotHi: Tick, xMax: number): TileBand[] {
  const tickLo = Math.floor((spotLo - xMax) / TILE_ROW_UNIT) * TILE_ROW_UNIT;
  const tickEnd = (Math.floor((spotHi + xMax) / TILE_ROW_UNIT) + 1) * TILE_ROW_UNIT;
  const bands: TileBand[] = [];
  for (let lo = tickLo; lo < tickEnd; lo += TILE_MAX_ROWS) {
    bands.push({ tickLo: lo, rows: Math.min(TILE_MAX_ROWS, tickEnd - lo) });
  }
  return bands;
}
