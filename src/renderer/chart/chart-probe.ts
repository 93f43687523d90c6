// What can be looked up in a chart: values in memory and on the GPU, and the pixels that its field layer paints. For the
// key to two fields, and for tests.
import { ABSENT_TEXEL } from '../../../contracts/fields.ts';
import type { FieldFrame, FieldLayer } from '../gl/field-layer.ts';
import type { PixelRect } from '../scene/viewport.ts';
import type { FieldScene } from './field-scene.ts';
import { TexelReader } from './texel-reader.ts';

export class ChartProbe {
  readonly #scene: FieldScene;
  readonly #layer: FieldLayer;
  readonly #texels: TexelReader;
  readonly #frame: () => FieldFrame | null;

  /** `frame`: what is on screen, null without a day. */
  constructor(scene: FieldScene, layer: FieldLayer, frame: () => FieldFrame | null) {
    this.#scene = scene;
    this.#layer = layer;
    this.#frame = frame;
    this.#texels = new TexelReader(scene.first, layer);
  }

  /** Value of a field at a cell of a tile in memory; null where there is none. */
  texel(fieldId: string, window: number, tick: number): number | null {
    return this.#texels.inMemory(fieldId, window, tick);
  }

  /** The same value as the GPU holds it. */
  pixelTexel(fieldId: string, window: number, tick: number): number | null {
    return this.#texels.onGpu(fieldId, window, tick);
  }

  /** Of the second field. */
  secondTexel(window: number, tick: number): number | null {
    const { second, secondTiles } = this.#scene;
    return second && new TexelReader(secondTiles, this.#layer).inMemory(second.field.id, window, tick);
  }

  /** Both fields at a cell, as finely as they are here; null without a second, or where one is not known. */
  pair(window: number, tick: number): readonly [number, number] | null {
    const { shown, second, secondTiles } = this.#scene;
    if (!shown || !second) return null;
    const a = this.#texels.finest(shown.field.id, window, tick);
    const b = new TexelReader(secondTiles, this.#layer).finest(second.field.id, window, tick);
    return a === null || b === null || a <= ABSENT_TEXEL || b <= ABSENT_TEXEL ? null : [a, b];
  }

  /** Colour in the middle of a cell, without lines and axes. */
  pixelColor(window: number, tick: number): [number, number, number] | null {
    const frame = this.#frame();
    return frame && this.#texels.color(frame, window, tick);
  }

  /** Colours in a rectangle of the canvas: RGBA, top row first. */
  pixels(rect: PixelRect): number[] | null {
    const frame = this.#frame();
    return frame && this.#texels.pixels(frame, rect);
  }
}
