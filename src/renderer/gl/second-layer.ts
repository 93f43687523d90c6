// The second channel's passes: values of a field into a float target of the frame's size, then lines over the first
// field, or the difference of both. Its targets live as long as frames keep their size.

import type { FieldScale } from '../../../contracts/fields.ts';
import type { ColorRange } from '../scene/color-range.ts';
import { contourLevels, HATCH_SHARES, type SecondMode } from '../scene/second-channel.ts';
import { pixelsPerTick, pixelsPerWindow, type Viewport } from '../scene/viewport.ts';
import { TILE_UNIFORMS, VALUE_FRAGMENT } from './field-shader.ts';
import { coverProgram, drawCover, type Program } from './program.ts';
import {
  CONTOUR_FRAGMENT,
  DIFFERENCE_FRAGMENT,
  DIFFERENCE_UNIFORMS,
  HATCH_FRAGMENT,
  HATCH_UNIFORMS,
  LINES_UNIFORMS,
  MAX_LEVELS,
} from './second-shader.ts';
import { bindTexture, drawTiles, type TilePass } from './tile-pass.ts';
import { nearestTexture } from './tile-textures.ts';

/** Of the range: how much a signed field has to change within a cell for zero to be drawn as a line there. */
const ZERO_STEP_SHARE = 0.1;

/** What has values drawn into it; the target's size is the frame's. */
interface ValueTarget {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
}

export interface SecondPass {
  readonly mode: Exclude<SecondMode, 'beside'>;
  readonly width: number;
  readonly values: TilePass;
  readonly scale: FieldScale;
  /** Of the second field; of the difference where that is shown. */
  readonly range: ColorRange;
  /** Windows of a column. */
  readonly cellWindows: number;
  readonly linePx: number;
}

/** Sets the uniforms of COLOR_GLSL. */
export type SetColors = (uniforms: Program<(typeof DIFFERENCE_UNIFORMS)[number]>['uniforms']) => void;

export class SecondLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #vertexArray: WebGLVertexArrayObject;
  readonly #value: Program<(typeof TILE_UNIFORMS)[number]>;
  readonly #contour: Program<(typeof LINES_UNIFORMS)[number]>;
  readonly #hatch: Program<(typeof HATCH_UNIFORMS)[number]>;
  readonly #difference: Program<(typeof DIFFERENCE_UNIFORMS)[number]>;
  #targets: ValueTarget[] = [];
  #size = '';

  /** Needs the extension EXT_color_buffer_float, which must be on already. */
  constructor(gl: WebGL2RenderingContext, vertexArray: WebGLVertexArrayObject) {
    this.#gl = gl;
    this.#vertexArray = vertexArray;
    this.#value = coverProgram(gl, VALUE_FRAGMENT, TILE_UNIFORMS);
    this.#contour = coverProgram(gl, CONTOUR_FRAGMENT, LINES_UNIFORMS);
    this.#hatch = coverProgram(gl, HATCH_FRAGMENT, HATCH_UNIFORMS);
    this.#difference = coverProgram(gl, DIFFERENCE_FRAGMENT, DIFFERENCE_UNIFORMS);
  }

  /** Lines of the second field over what `target` holds. */
  drawLines(pass: SecondPass, target: WebGLFramebuffer | null): void {
    const gl = this.#gl;
    const { plot, height } = pass.values;
    const [values] = this.#fill([pass.values], pass.width);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.bindVertexArray(this.#vertexArray);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(plot.x, height - plot.y - plot.height, plot.width, plot.height);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    if (pass.mode === 'contour') this.#useContour(pass);
    else this.#useHatch(pass);
    const { uniforms } = pass.mode === 'contour' ? this.#contour : this.#hatch;
    bindTexture(gl, 0, (values as ValueTarget).texture, uniforms.u_values);
    gl.uniform2f(uniforms.u_origin, plot.x, height - plot.y - plot.height);
    gl.uniform1i(uniforms.u_diverging, pass.scale === 'diverging' ? 1 : 0);
    gl.uniform1f(uniforms.u_linePx, pass.linePx);
    drawCover(gl);
    gl.disable(gl.BLEND);
    gl.disable(gl.SCISSOR_TEST);
  }

  /** The first field minus the second, over all of the plot. */
  drawDifference(
    first: TilePass,
    second: TilePass,
    width: number,
    target: WebGLFramebuffer | null,
    setColors: SetColors,
  ): void {
    const gl = this.#gl;
    const { plot, height } = first;
    const [a, b] = this.#fill([first, second], width);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.bindVertexArray(this.#vertexArray);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(plot.x, height - plot.y - plot.height, plot.width, plot.height);
    const { handle, uniforms } = this.#difference;
    gl.useProgram(handle);
    bindTexture(gl, 0, (a as ValueTarget).texture, uniforms.u_first);
    bindTexture(gl, 1, (b as ValueTarget).texture, uniforms.u_second);
    setColors(uniforms);
    drawCover(gl);
    gl.disable(gl.SCISSOR_TEST);
  }

  #useContour({ values: { plot, view }, scale, range, cellWindows }: SecondPass): void {
    const gl = this.#gl;
    const { handle, uniforms } = this.#contour;
    gl.useProgram(handle);
    gl.uniform2f(uniforms.u_size, plot.width, plot.height);
    gl.uniform2f(uniforms.u_cell, pixelsPerWindow(view, plot) * cellWindows, pixelsPerTick(view, plot));
    gl.uniform2f(uniforms.u_phase, ...cellPhase(view, cellWindows));
    const levels = contourLevels(range, scale).slice(0, MAX_LEVELS);
    gl.uniform1fv(uniforms.u_levels, [...levels, ...new Array<number>(MAX_LEVELS - levels.length).fill(0)]);
    gl.uniform1i(uniforms.u_levelCount, levels.length);
    gl.uniform1f(uniforms.u_zeroStep, ZERO_STEP_SHARE * Math.max(-range.floor, range.ceiling));
  }

  #useHatch({ range }: SecondPass): void {
    const gl = this.#gl;
    const { handle, uniforms } = this.#hatch;
    gl.useProgram(handle);
    gl.uniform2f(uniforms.u_range, range.floor, range.ceiling);
    gl.uniform2f(uniforms.u_shares, ...HATCH_SHARES);
  }

  #fill(passes: readonly TilePass[], width: number): readonly ValueTarget[] {
    const gl = this.#gl;
    const targets = this.#targetsOf(passes.length, width, (passes[0] as TilePass).height);
    gl.bindVertexArray(this.#vertexArray);
    passes.forEach((pass, i) => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, (targets[i] as ValueTarget).framebuffer);
      gl.viewport(0, 0, width, pass.height);
      gl.disable(gl.SCISSOR_TEST);
      gl.clearBufferfv(gl.COLOR, 0, [-3e38, 0, 0, 1]);
      gl.useProgram(this.#value.handle);
      drawTiles(gl, this.#value, pass);
    });
    return targets;
  }

  #targetsOf(count: number, width: number, height: number): readonly ValueTarget[] {
    const size = `${width}x${height}`;
    if (size !== this.#size) this.#freeTargets();
    this.#size = size;
    while (this.#targets.length < count) this.#targets.push(this.#makeTarget(width, height));
    return this.#targets;
  }

  #makeTarget(width: number, height: number): ValueTarget {
    const gl = this.#gl;
    const texture = nearestTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32F, width, height, 0, gl.RG, gl.FLOAT, null);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { texture, framebuffer };
  }

  #freeTargets(): void {
    for (const { texture, framebuffer } of this.#targets) {
      this.#gl.deleteFramebuffer(framebuffer);
      this.#gl.deleteTexture(texture);
    }
    this.#targets = [];
  }
}

/** How much of a cell lies left of the plot and below it. */
function cellPhase(view: Viewport, cellWindows: number): [number, number] {
  const fraction = (value: number): number => value - Math.floor(value);
  return [fraction(view.windowFrom / cellWindows), fraction(view.tickLo + 0.5)];
}
