// Tiles as textures: 32-bit floats as they are, so that what the shader reads is what the engine computed.
import { TILE_COLUMNS } from '../../../contracts/tiles.ts';

export interface TileTexture {
  readonly texels: WebGLTexture;
  readonly columns: WebGLTexture;
}

export interface TileValues {
  readonly rows: number;
  readonly texels: Float32Array | null;
  readonly columns: Uint8Array;
}

export class TileTextures {
  readonly #gl: WebGL2RenderingContext;
  #live = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Textures made and not freed: a growing count is a leak. */
  get live(): number {
    return this.#live;
  }

  make(tile: TileValues): TileTexture {
    const gl = this.#gl;
    const texels = nearestTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, TILE_COLUMNS, tile.rows, 0, gl.RGBA, gl.FLOAT, tile.texels);
    const columns = nearestTexture(gl);
    gl.texImage2D(
      gl.TEXTURE_2D,
      0,
      gl.RG8UI,
      TILE_COLUMNS,
      1,
      0,
      gl.RG_INTEGER,
      gl.UNSIGNED_BYTE,
      tile.columns,
    );
    this.#live++;
    return { texels, columns };
  }

  free(texture: TileTexture): void {
    this.#gl.deleteTexture(texture.texels);
    this.#gl.deleteTexture(texture.columns);
    this.#live--;
  }

  /** A lost context took every texture with it. */
  forgetAll(): void {
    this.#live = 0;
  }
}

/** A texture that is read texel by texel; left bound. */
export function nearestTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
    [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ] as const) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  return texture;
}
