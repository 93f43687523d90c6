// One pass over the tiles of a field: each is drawn into its part of the plot with the program that is bound, which finds
// its texel by the uniforms of tile-glsl. What a pass puts out is its program's matter.
import { windowsPerColumn, windowsPerTile } from '../../../contracts/tiles.ts';
import type { PlacedTile, TileDraw } from '../scene/draw-list.ts';
import {
  type PixelRect,
  pixelsPerTick,
  pixelsPerWindow,
  screenFromTick,
  screenFromWindow,
  type Viewport,
} from '../scene/viewport.ts';
import type { TILE_UNIFORMS } from './field-shader.ts';
import { drawCover, type Program } from './program.ts';
import type { TileTexture } from './tile-textures.ts';

export interface DrawableTile extends PlacedTile {
  readonly texture: TileTexture;
}

export interface TilePass {
  /** Of the target, device pixels. */
  readonly height: number;
  readonly plot: PixelRect;
  readonly view: Viewport;
  /** Channel of the texel, 0..3. */
  readonly channel: number;
  readonly draws: readonly TileDraw<DrawableTile>[];
}

type TileProgram = Program<(typeof TILE_UNIFORMS)[number]>;

/** Texture units 0 and 1 are used; the program must be bound. Leaves the scissor test off. */
export function drawTiles(gl: WebGL2RenderingContext, program: TileProgram, pass: TilePass): void {
  const { plot } = pass;
  const { uniforms } = program;
  gl.enable(gl.SCISSOR_TEST);
  gl.uniform2f(uniforms.u_origin, plot.x, pass.height - plot.y - plot.height);
  gl.uniform4fv(
    uniforms.u_channel,
    [0, 1, 2, 3].map((channel) => (channel === pass.channel ? 1 : 0)),
  );
  for (const draw of pass.draws) drawTile(gl, program, pass, draw);
  gl.disable(gl.SCISSOR_TEST);
}

function drawTile(
  gl: WebGL2RenderingContext,
  { uniforms }: TileProgram,
  pass: TilePass,
  draw: TileDraw<DrawableTile>,
): void {
  const { plot, view } = pass;
  const { tile } = draw;
  const clip = clipRect(pass, draw);
  if (!clip || draw.lastColumn < 0) return;
  gl.scissor(clip.x, pass.height - clip.y - clip.height, clip.width, clip.height);
  const columnWindows = windowsPerColumn(tile.level);
  const tileFrom = tile.index * windowsPerTile(tile.level);
  gl.uniform2f(
    uniforms.u_column,
    (view.windowFrom - tileFrom) / columnWindows,
    1 / (pixelsPerWindow(view, plot) * columnWindows),
  );
  gl.uniform2f(uniforms.u_row, view.tickLo + 0.5 - tile.tickLo, 1 / pixelsPerTick(view, plot));
  gl.uniform1i(uniforms.u_rows, tile.rows);
  gl.uniform1i(uniforms.u_lastColumn, draw.lastColumn);
  bindTexture(gl, 0, tile.texture.texels, uniforms.u_texels);
  bindTexture(gl, 1, tile.texture.columns, uniforms.u_columns);
  drawCover(gl);
}

/** Whole pixels whose centres lie in the draw's span and the tile's rows; neighbours share no pixel and leave none. */
function clipRect({ plot, view }: TilePass, draw: TileDraw<DrawableTile>): PixelRect | null {
  const left = Math.max(plot.x, Math.ceil(screenFromWindow(view, plot, draw.from) - 0.5));
  const right = Math.min(plot.x + plot.width, Math.ceil(screenFromWindow(view, plot, draw.to) - 0.5));
  const top = Math.max(
    plot.y,
    Math.ceil(screenFromTick(view, plot, draw.tile.tickLo + draw.tile.rows - 0.5) - 0.5),
  );
  const bottom = Math.min(
    plot.y + plot.height,
    Math.ceil(screenFromTick(view, plot, draw.tile.tickLo - 0.5) - 0.5),
  );
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

export function bindTexture(
  gl: WebGL2RenderingContext,
  unit: number,
  texture: WebGLTexture,
  uniform: WebGLUniformLocation | null,
): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.uniform1i(uniform, unit);
}
