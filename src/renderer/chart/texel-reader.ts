// Reads back what the chart holds of a cell: the number in memory, the number on the GPU, the colour on screen. For
// tests and for the page's own account of itself.
import { TILE_COLUMNS, TILE_LEVELS, tileIndexFromWindow } from '../../../contracts/tiles.ts';
import type { FieldFrame, FieldLayer } from '../gl/field-layer.ts';
import type { TileTexture } from '../gl/tile-textures.ts';
import type { ResidentTile, TileCache } from '../replay/tile-cache.ts';
import { contains } from '../scene/layout.ts';
import { type PixelRect, screenFromTick, screenFromWindow } from '../scene/viewport.ts';

interface TexelPlace {
  readonly tile: ResidentTile<TileTexture>;
  readonly column: number;
  readonly row: number;
  readonly channel: number;
}

export class TexelReader {
  readonly #cache: TileCache<TileTexture>;
  readonly #layer: FieldLayer;

  constructor(cache: TileCache<TileTexture>, layer: FieldLayer) {
    this.#cache = cache;
    this.#layer = layer;
  }

  /** Value of a field at a cell, from the tile in memory; null where no tile of seconds with it is here. */
  inMemory(fieldId: string, window: number, tick: number): number | null {
    const place = this.#place(fieldId, window, tick);
    return place?.tile.texels?.[(place.row * TILE_COLUMNS + place.column) * 4 + place.channel] ?? null;
  }

  /** Value at a cell from the finest tile that is here: of its second, else of the column of seconds that it lies in. */
  finest(fieldId: string, window: number, tick: number): number | null {
    for (let level = 0; level < TILE_LEVELS; level++) {
      const place = this.#place(fieldId, window, tick, level);
      if (place?.tile.texels)
        return place.tile.texels[(place.row * TILE_COLUMNS + place.column) * 4 + place.channel] ?? null;
    }
    return null;
  }

  /** The same value as the GPU holds it. */
  onGpu(fieldId: string, window: number, tick: number): number | null {
    const place = this.#place(fieldId, window, tick);
    if (!place) return null;
    return this.#layer.readTexel(place.tile.texture, place.column, place.row)?.[place.channel] ?? null;
  }

  /** Colour of the field in the middle of a cell, without lines and axes; null outside the plot. */
  color(frame: FieldFrame, window: number, tick: number): [number, number, number] | null {
    const { view, plot, width } = frame;
    const x = Math.floor(screenFromWindow(view, plot, window + 0.5));
    const y = Math.floor(screenFromTick(view, plot, tick));
    const pixels = contains(plot, x, y) ? this.#layer.drawToPixels(frame) : null;
    if (!pixels) return null;
    const [r, g, b] = pixels.subarray((y * width + x) * 4);
    return [r as number, g as number, b as number];
  }

  /** What the field layer paints into a rectangle of the frame: RGBA, top row first. */
  pixels(frame: FieldFrame, rect: PixelRect): number[] | null {
    const all = this.#layer.drawToPixels(frame);
    if (!all) return null;
    const cut: number[] = [];
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      const from = (y * frame.width + rect.x) * 4;
      cut.push(...all.subarray(from, from + rect.width * 4));
    }
    return cut;
  }

  #place(fieldId: string, window: number, tick: number, level = 0): TexelPlace | null {
    for (const tile of this.#cache.bands(level, tileIndexFromWindow(window, level))) {
      if (tile.shapedTo !== undefined && window >= tile.shapedTo) continue;
      const row = tick - tile.tickLo;
      const channel = tile.fields.indexOf(fieldId);
      const inside = row >= 0 && row < tile.rows && channel >= 0;
      if (inside)
        return { tile, column: Math.floor((window - tile.windowFrom) / tile.windowsPerColumn), row, channel };
    }
    return null;
  }
}
