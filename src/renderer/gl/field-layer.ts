// Draws tiles into a rectangle of a canvas, or into memory for an export. The only owner of the WebGL context: it
// survives the context's loss, says when it is back, and leaves to its owner what textures to make again.

import type { FieldScale } from '../../../contracts/fields.ts';
import { ensure } from '../../base/assert.ts';
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import type { ColorMap } from '../scene/color-maps.ts';
import { COLOR_MAP_ENTRIES, colorTable } from '../scene/color-maps.ts';
import type { ColorRange } from '../scene/color-range.ts';
import type { TileDraw } from '../scene/draw-list.ts';
import type { SecondMode } from '../scene/second-channel.ts';
import type { PixelRect, Viewport } from '../scene/viewport.ts';
import {
  type COLOR_UNIFORMS,
  FIELD_FRAGMENT,
  FIELD_UNIFORMS,
  PROBE_FRAGMENT,
  PROBE_UNIFORMS,
} from './field-shader.ts';
import { coverProgram, drawCover, type Program } from './program.ts';
import { SecondLayer } from './second-layer.ts';
import { isSoftwareRendered } from './software.ts';
import { bindTexture, type DrawableTile, drawTiles, type TilePass } from './tile-pass.ts';
import { nearestTexture, type TileTexture, TileTextures } from './tile-textures.ts';

export interface FieldStyle {
  /** Channel of the texel, 0..3. */
  readonly channel: number;
  readonly scale: FieldScale;
  readonly range: ColorRange;
  readonly colorMap: ColorMap;
}

/** The second channel of a frame. */
export interface SecondFrame {
  readonly mode: SecondMode;
  /** The second field; where a difference is shown, the style is that of the difference. */
  readonly style: FieldStyle;
  readonly draws: readonly TileDraw<DrawableTile>[];
  /** Windows of a column. */
  readonly cellWindows: number;
  readonly linePx: number;
  /** Where the first field goes that has the second beside it, which has the frame's plot. */
  readonly firstPlot: PixelRect | null;
}

export interface FieldFrame {
  readonly width: number;
  readonly height: number;
  readonly plot: PixelRect;
  readonly view: Viewport;
  readonly style: FieldStyle;
  readonly draws: readonly TileDraw<DrawableTile>[];
  readonly second: SecondFrame | null;
}

/** Design token `ground`, #0b0e14. */
const GROUND = [0x0b / 255, 0x0e / 255, 0x14 / 255] as const;

interface Resources {
  readonly field: Program<(typeof FIELD_UNIFORMS)[number]>;
  /** Made by the first reading back. */
  probe: Program<(typeof PROBE_UNIFORMS)[number]> | null;
  readonly vertexArray: WebGLVertexArrayObject;
  /** Made by the first second channel. */
  second: SecondLayer | null;
  readonly colors: Map<string, WebGLTexture>;
}

export class FieldLayer implements Disposable {
  readonly textures: TileTextures;
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #listeners: Disposable;
  #resources: Resources | null;
  #drawn: FieldFrame | null = null;

  /** Throws where the page cannot have WebGL 2 at all. */
  constructor(canvas: HTMLCanvasElement, onLost: () => void, onRestored: () => void) {
    this.#canvas = canvas;
    const options: WebGLContextAttributes = {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
    };
    this.#gl = ensure(
      canvas.getContext('webgl2', options),
      'This page needs WebGL 2, which is off or missing here.',
    );
    this.textures = new TileTextures(this.#gl);
    this.#resources = this.#makeResources();
    this.#listeners = this.#watchContext(onLost, onRestored);
  }

  get lost(): boolean {
    return this.#resources === null;
  }

  /** No GPU: the browser draws with the processor. */
  get isSoftware(): boolean {
    return isSoftwareRendered(this.#gl);
  }

  /** Whether there are float targets, which contours, hatching and differences are made from. */
  get drawsValues(): boolean {
    return this.#gl.getExtension('EXT_color_buffer_float') !== null;
  }

  /** Paints the canvas, whose size must be that of the frame. A frame like the last one is on it already. */
  draw(frame: FieldFrame): void {
    if (!this.#resources || (this.#drawn && sameFrame(this.#drawn, frame))) return;
    this.#paint(frame, this.#resources, null);
    this.#drawn = frame;
  }

  /** The canvas lost its pixels, as when it is given a size. */
  forgetDrawn(): void {
    this.#drawn = null;
  }

  /** Paints into memory: RGBA bytes, top row first. Null while the context is lost. */
  drawToPixels(frame: FieldFrame): Uint8ClampedArray<ArrayBuffer> | null {
    const gl = this.#gl;
    if (!this.#resources) return null;
    const { width, height } = frame;
    const framebuffer = gl.createFramebuffer();
    const renderbuffer = gl.createRenderbuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.bindRenderbuffer(gl.RENDERBUFFER, renderbuffer);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, renderbuffer);
    this.#paint(frame, this.#resources, framebuffer);
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    const bottomUp = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bottomUp);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(framebuffer);
    gl.deleteRenderbuffer(renderbuffer);
    const pixels = new Uint8ClampedArray(bottomUp.length);
    for (let y = 0; y < height; y++) {
      pixels.set(bottomUp.subarray((height - 1 - y) * width * 4, (height - y) * width * 4), y * width * 4);
    }
    return pixels;
  }

  /** Four values of one texel as the GPU has them; null where floats cannot be read back or the context is lost. */
  readTexel(texture: TileTexture, column: number, row: number): Float32Array | null {
    const gl = this.#gl;
    if (!this.#resources || !gl.getExtension('EXT_color_buffer_float')) return null;
    const target = nearestTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 1, 1, 0, gl.RGBA, gl.FLOAT, null);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
    gl.viewport(0, 0, 1, 1);
    gl.disable(gl.SCISSOR_TEST);
    const { vertexArray } = this.#resources;
    this.#resources.probe ??= coverProgram(gl, PROBE_FRAGMENT, PROBE_UNIFORMS);
    const { probe } = this.#resources;
    gl.useProgram(probe.handle);
    gl.bindVertexArray(vertexArray);
    bindTexture(gl, 0, texture.texels, probe.uniforms.u_texels);
    gl.uniform2i(probe.uniforms.u_place, column, row);
    drawCover(gl);
    const values = new Float32Array(4);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, values);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(framebuffer);
    gl.deleteTexture(target);
    return values;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #paint(frame: FieldFrame, resources: Resources, target: WebGLFramebuffer | null): void {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.viewport(0, 0, frame.width, frame.height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(GROUND[0], GROUND[1], GROUND[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const { second, style } = frame;
    const first = passOf(frame, frame, second?.firstPlot ?? frame.plot);
    if (!second) {
      this.#paintField(first, style, resources);
      return;
    }
    const other = passOf(frame, second, frame.plot);
    if (second.mode === 'beside' || !this.drawsValues) {
      this.#paintField(first, style, resources);
      this.#paintField(other, second.style, resources);
    } else if (second.mode === 'difference') {
      const setColors = (uniforms: ColorUniforms): void => this.#setColors(uniforms, second.style, resources);
      this.#secondLayer(resources).drawDifference(first, other, frame.width, target, setColors);
    } else {
      this.#paintField(first, style, resources);
      const { mode, cellWindows, linePx } = second;
      const { scale, range } = second.style;
      const lines = { mode, width: frame.width, values: other, scale, range, cellWindows, linePx };
      this.#secondLayer(resources).drawLines(lines, target);
    }
  }

  #secondLayer(resources: Resources): SecondLayer {
    resources.second ??= new SecondLayer(this.#gl, resources.vertexArray);
    return resources.second;
  }

  #paintField(pass: TilePass, style: FieldStyle, resources: Resources): void {
    const gl = this.#gl;
    if (pass.draws.length === 0) return;
    gl.useProgram(resources.field.handle);
    gl.bindVertexArray(resources.vertexArray);
    this.#setColors(resources.field.uniforms, style, resources);
    drawTiles(gl, resources.field, pass);
  }

  #setColors(uniforms: ColorUniforms, style: FieldStyle, resources: Resources): void {
    const gl = this.#gl;
    gl.uniform2f(uniforms.u_range, style.range.floor, style.range.ceiling);
    gl.uniform1i(uniforms.u_diverging, style.scale === 'diverging' ? 1 : 0);
    gl.uniform3f(uniforms.u_ground, ...GROUND);
    bindTexture(gl, 2, this.#colorTexture(style.colorMap, resources), uniforms.u_colors);
  }

  #colorTexture(map: ColorMap, resources: Resources): WebGLTexture {
    const known = resources.colors.get(map.id);
    if (known) return known;
    const gl = this.#gl;
    const texture = nearestTexture(gl);
    gl.texImage2D(
      gl.TEXTURE_2D,
      0,
      gl.RGBA8,
      COLOR_MAP_ENTRIES,
      1,
      0,
      gl.RGBA,
      gl.UNSIGNED_BYTE,
      colorTable(map),
    );
    resources.colors.set(map.id, texture);
    return texture;
  }

  #makeResources(): Resources {
    const gl = this.#gl;
    return {
      field: coverProgram(gl, FIELD_FRAGMENT, FIELD_UNIFORMS),
      probe: null,
      vertexArray: gl.createVertexArray(),
      second: null,
      colors: new Map(),
    };
  }

  #watchContext(onLost: () => void, onRestored: () => void): Disposable {
    const lost = (event: Event): void => {
      event.preventDefault(); // else the browser never gives it back
      this.#resources = null;
      this.#drawn = null;
      this.textures.forgetAll();
      onLost();
    };
    const restored = (): void => {
      this.#resources = this.#makeResources();
      onRestored();
    };
    this.#canvas.addEventListener('webglcontextlost', lost);
    this.#canvas.addEventListener('webglcontextrestored', restored);
    return disposableFrom(() => {
      this.#canvas.removeEventListener('webglcontextlost', lost);
      this.#canvas.removeEventListener('webglcontextrestored', restored);
    });
  }
}

type ColorUniforms = Program<(typeof COLOR_UNIFORMS)[number]>['uniforms'];

function passOf(
  { height, view }: FieldFrame,
  { style, draws }: Pick<FieldFrame, 'style' | 'draws'>,
  plot: PixelRect,
): TilePass {
  return { height, plot, view, channel: style.channel, draws };
}

/** Whether two frames give the same pixels. */
export function sameFrame(a: FieldFrame, b: FieldFrame): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    sameValues(a.plot, b.plot) &&
    sameValues(a.view, b.view) &&
    sameStyle(a.style, b.style) &&
    sameDraws(a.draws, b.draws) &&
    sameSecond(a.second, b.second)
  );
}

function sameSecond(a: SecondFrame | null, b: SecondFrame | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.mode === b.mode &&
    a.cellWindows === b.cellWindows &&
    a.linePx === b.linePx &&
    (a.firstPlot === null || b.firstPlot === null
      ? a.firstPlot === b.firstPlot
      : sameValues(a.firstPlot, b.firstPlot)) &&
    sameStyle(a.style, b.style) &&
    sameDraws(a.draws, b.draws)
  );
}

export function sameStyle(a: FieldStyle, b: FieldStyle): boolean {
  return (
    a.channel === b.channel &&
    a.scale === b.scale &&
    a.colorMap === b.colorMap &&
    sameValues(a.range, b.range)
  );
}

type Draws = readonly TileDraw<DrawableTile>[];

function sameDraws(a: Draws, b: Draws): boolean {
  return a.length === b.length && a.every((draw, i) => sameDraw(draw, b[i] as TileDraw<DrawableTile>));
}

function sameDraw(a: TileDraw<DrawableTile>, b: TileDraw<DrawableTile>): boolean {
  return (
    a.tile.texture === b.tile.texture && a.from === b.from && a.to === b.to && a.lastColumn === b.lastColumn
  );
}

function sameValues<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
