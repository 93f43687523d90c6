// From slots to draws: a slot whose tile is here is drawn from it; one that is still on its way is filled from what is
// here of it at other levels, coarse first, so that there is never a hole where something is known. Pure.
import { TILE_LEVELS, windowsPerColumn, windowsPerTile } from '../../../contracts/tiles.ts';
import type { TileSlot } from './tile-plan.ts';

/** What drawing needs to know of a tile that is here. */
export interface PlacedTile {
  readonly level: number;
  readonly index: number;
  readonly tickLo: number;
  readonly rows: number;
  /** Nothing is in it from this window on: the rest is on its way. Absent of a whole one. */
  readonly shapedTo?: number;
}

export interface TileDraw<T extends PlacedTile> {
  readonly tile: T;
  /** Windows to be covered. */
  readonly from: number;
  readonly to: number;
  /** Last column that may be shown; later pixels repeat it. */
  readonly lastColumn: number;
}

export interface TileSource<T extends PlacedTile> {
  tile(level: number, index: number, band: number): T | undefined;
  /** The whole one of the picture before, under other parameters. */
  before(level: number, index: number, band: number): T | undefined;
  /** All bands of a tile that are here. */
  bands(level: number, index: number): readonly T[];
}

export function drawsFromSlots<T extends PlacedTile>(
  slots: readonly TileSlot[],
  source: TileSource<T>,
): TileDraw<T>[] {
  const under: TileDraw<T>[] = [];
  const exact: TileDraw<T>[] = [];
  for (const slot of slots) {
    const tile = source.tile(slot.level, slot.index, slot.band);
    const end = tile ? Math.min(slot.to, tile.shapedTo ?? slot.to) : slot.from;
    if (tile && end > slot.from) exact.push(drawOf(tile, { ...slot, to: end }));
    if (end === slot.to) continue;
    const rest = { ...slot, from: Math.max(slot.from, end) };
    const before = source.before(slot.level, slot.index, slot.band);
    if (before) under.push(drawOf(before, rest));
    else under.push(...substitutes(rest, source));
  }
  return [...under, ...exact];
}

function drawOf<T extends PlacedTile>(tile: T, slot: TileSlot): TileDraw<T> {
  return { tile, from: slot.from, to: slot.to, lastColumn: lastKnownColumn(tile, slot.knownEnd) };
}

function lastKnownColumn(tile: PlacedTile, knownEnd: number): number {
  const columnWindows = windowsPerColumn(tile.level);
  const known =
    Math.floor(knownEnd / columnWindows) - (tile.index * windowsPerTile(tile.level)) / columnWindows - 1;
  return Math.min(255, known);
}

function substitutes<T extends PlacedTile>(slot: TileSlot, source: TileSource<T>): TileDraw<T>[] {
  const draws: TileDraw<T>[] = [];
  for (let level = TILE_LEVELS - 1; level > slot.level; level--) {
    const columnWindows = windowsPerColumn(level);
    const to = Math.min(slot.to, Math.floor(slot.knownEnd / columnWindows) * columnWindows);
    if (to <= slot.from) continue;
    for (const tile of source.bands(level, Math.floor(slot.from / windowsPerTile(level)))) {
      const end = Math.min(to, tile.shapedTo ?? to);
      if (end <= slot.from) continue;
      draws.push({ tile, from: slot.from, to: end, lastColumn: lastKnownColumn(tile, slot.knownEnd) });
    }
  }
  for (let level = slot.level - 1; level >= 0; level--) {
    const span = windowsPerTile(level);
    const end = Math.min(slot.to, slot.knownEnd);
    for (let index = Math.floor(slot.from / span); index * span < end; index++) {
      for (const tile of source.bands(level, index)) {
        const to = Math.min(end, (index + 1) * span, tile.shapedTo ?? end);
        if (to <= Math.max(slot.from, index * span)) continue;
        draws.push({
          tile,
          from: Math.max(slot.from, index * span),
          to,
          lastColumn: lastKnownColumn(tile, slot.knownEnd),
        });
      }
    }
  }
  return draws;
}
