// Where the parts of the chart lie, in device pixels: the plot, the future margin at its right, the price axis beyond
// it, the time axis below. All edges are whole pixels, so that nothing is drawn blurred.
import type { PixelRect } from './viewport.ts';

export interface ChartLayout {
  /** Device pixels per CSS pixel; sizes of text and lines are multiplied by it. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly plot: PixelRect;
  readonly future: PixelRect;
  readonly priceAxis: PixelRect;
  readonly timeAxis: PixelRect;
}

export const AXIS_FONT_PX = 11;
/** Advance of one character of the monospaced axis font, as a share of its size. */
const CHARACTER_ADVANCE = 0.6;
const LABEL_PADDING_PX = 8;
const TIME_AXIS_PX = 28;

/** `priceCharacters`: length of the longest price label. */
export function chartLayout(
  width: number,
  height: number,
  scale: number,
  priceCharacters: number,
): ChartLayout {
  const px = (css: number): number => Math.round(css * scale);
  const axisWidth = px(Math.ceil(priceCharacters * AXIS_FONT_PX * CHARACTER_ADVANCE) + 2 * LABEL_PADDING_PX);
  const axisHeight = px(TIME_AXIS_PX);
  const inner = Math.max(1, width - axisWidth);
  const futureWidth = Math.min(px(150), Math.round(inner * 0.14));
  const plotWidth = Math.max(1, inner - futureWidth);
  const plotHeight = Math.max(1, height - axisHeight);
  return {
    scale,
    width,
    height,
    plot: { x: 0, y: 0, width: plotWidth, height: plotHeight },
    future: { x: plotWidth, y: 0, width: futureWidth, height: plotHeight },
    priceAxis: { x: inner, y: 0, width: axisWidth, height: plotHeight },
    timeAxis: { x: 0, y: plotHeight, width: inner, height: axisHeight },
  };
}

export function contains(rect: PixelRect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
