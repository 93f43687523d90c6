// Which tiles a view needs. The finest level whose columns are at least a pixel wide carries the picture; where the
// playhead cuts one of its columns, finer levels fill the rest, so that no drawn column holds a second that replay has
// not reached. Pure: from view, playhead and chunk index to a list of slots.
import {
  bandsFromSpotRange,
  TILE_LEVELS,
  windowsPerColumn,
  windowsPerTile,
} from '../../../contracts/tiles.ts';
import { type PixelRect, pixelsPerWindow, type Viewport } from './viewport.ts';

export interface TileAddress {
  readonly level: number;
  readonly index: number;
  readonly band: number;
}

/** A tile and the span of windows in which it is to be drawn. */
export interface TileSlot extends TileAddress {
  readonly from: number;
  readonly to: number;
  /** Windows at and after this one are not known yet at the playhead; `to` may lie up to one second after it. */
  readonly knownEnd: number;
}

/** What is known of a chunk's spot path: all that is needed to say which tiles exist. */
export interface ChunkSpots {
  readonly chunk: number;
  readonly spotLo: number | null;
  readonly spotHi: number | null;
}

export interface TilePlanInput {
  readonly view: Viewport;
  readonly plot: PixelRect;
  /** Playhead, seconds of the UTC day. */
  readonly position: number;
  /** One past the last closed window of the day. */
  readonly windowEnd: number;
  /** By chunk number; holes where the day has no chunk. */
  readonly chunks: readonly (ChunkSpots | undefined)[];
  readonly xMax: number;
}

export interface TilePlan {
  readonly level: number;
  readonly knownEnd: number;
  readonly slots: readonly TileSlot[];
  /** Not on screen: what will be next, in the order in which it is worth having. */
  readonly prefetch: readonly TileAddress[];
}

/** Finest level whose columns are at least one device pixel wide. */
export function levelFromPixelsPerWindow(pixels: number): number {
  let level = 0;
  while (level < TILE_LEVELS - 1 && pixels * windowsPerColumn(level) < 1 - 1e-9) level++;
  return level;
}

/** Windows that are closed at the playhead. */
export function knownEndFromPosition(position: number, windowEnd: number): number {
  return Math.min(Math.floor(position + 1e-9), windowEnd);
}

export function planTiles(input: TilePlanInput): TilePlan {
  const { view, plot, position, windowEnd } = input;
  const level = levelFromPixelsPerWindow(pixelsPerWindow(view, plot));
  const knownEnd = knownEndFromPosition(position, windowEnd);
  const slots: TileSlot[] = [];
  let from = Math.max(0, view.windowFrom);
  for (let at = level; at >= 0; at--) {
    const columnWindows = windowsPerColumn(at);
    const wholeEnd = Math.floor(knownEnd / columnWindows) * columnWindows;
    const to = Math.min(wholeEnd, view.windowTo);
    if (to <= from) continue;
    // The last frame stands until the next window closes.
    const drawnTo =
      wholeEnd === knownEnd
        ? Math.min(Math.max(knownEnd, Math.min(position, knownEnd + 1)), view.windowTo)
        : to;
    slots.push(...slotsOfSpan(input, at, from, to, drawnTo, knownEnd));
    from = to;
  }
  const anchor = Math.min(knownEnd, view.windowTo);
  slots.sort((a, b) => Math.abs(anchor - (a.from + a.to) / 2) - Math.abs(anchor - (b.from + b.to) / 2));
  return { level, knownEnd, slots, prefetch: prefetchOf(input, level, knownEnd) };
}

function slotsOfSpan(
  input: TilePlanInput,
  level: number,
  from: number,
  to: number,
  drawnTo: number,
  knownEnd: number,
): TileSlot[] {
  const span = windowsPerTile(level);
  const last = Math.floor((to - 1e-9) / span);
  const slots: TileSlot[] = [];
  for (let index = Math.floor(from / span); index <= last; index++) {
    const slotFrom = Math.max(from, index * span);
    const slotTo = index === last ? drawnTo : (index + 1) * span;
    for (const band of bandsInView(input, level, index))
      slots.push({ level, index, band, from: slotFrom, to: slotTo, knownEnd });
  }
  return slots;
}

function bandsInView(input: TilePlanInput, level: number, index: number): number[] {
  const spots = spotRangeOfTile(input.chunks, level, index);
  if (!spots) return [];
  const visible: number[] = [];
  for (const [band, { tickLo, rows }] of bandsFromSpotRange(spots.lo, spots.hi, input.xMax).entries()) {
    if (tickLo - 0.5 < input.view.tickHi && tickLo + rows - 0.5 > input.view.tickLo) visible.push(band);
  }
  return visible;
}

/** Lowest and highest spot anchor of the chunks under a tile; null where none of them had a valid window. */
export function spotRangeOfTile(
  chunks: readonly (ChunkSpots | undefined)[],
  level: number,
  index: number,
): { lo: number; hi: number } | null {
  const perTile = windowsPerColumn(level);
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (let chunk = index * perTile; chunk < Math.min((index + 1) * perTile, chunks.length); chunk++) {
    const { spotLo, spotHi } = chunks[chunk] ?? { spotLo: null, spotHi: null };
    if (spotLo === null || spotHi === null) continue;
    lo = Math.min(lo, spotLo);
    hi = Math.max(hi, spotHi);
  }
  return lo <= hi ? { lo, hi } : null;
}

/** The tile ahead, one level coarser under the view (what zooming out shows at once), and the tile behind. */
function prefetchOf(input: TilePlanInput, level: number, knownEnd: number): TileAddress[] {
  const { view } = input;
  const addresses: TileAddress[] = [];
  const add = (at: number, index: number): void => {
    if (index < 0) return;
    for (const band of bandsInView(input, at, index)) addresses.push({ level: at, index, band });
  };
  const span = windowsPerTile(level);
  const visibleEnd = Math.min(view.windowTo, knownEnd);
  add(level, Math.floor((visibleEnd + span) / span));
  if (level < TILE_LEVELS - 1) {
    const parentSpan = windowsPerTile(level + 1);
    const from = Math.floor(Math.max(0, view.windowFrom) / parentSpan);
    for (let index = Math.floor(visibleEnd / parentSpan); index >= from; index--) add(level + 1, index);
  }
  add(level, Math.floor(view.windowFrom / span) - 1);
  return addresses;
}
