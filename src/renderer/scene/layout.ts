// Where the parts of the chart lie, in device pixels: the plot, the future margin at its right, the price axis beyond
// it, the time axis below. All edges are whole pixels, so that nothing is drawn blurred.
import type { PixelRect } from './viewport.ts';

export interface ChartLayout {
  /** Device pixels per CSS pixel; sizes of text and lines are multiplied by it. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly plot: PixelRect;
  /** Left of the plot and as large, where two fields stand side by side: the first one's. */
  readonly firstPlot: PixelRect | null;
  readonly future: PixelRect;
  readonly priceAxis: PixelRect;
  readonly timeAxis: PixelRect;
}

export const AXIS_FONT_PX = 11;
/** Advance of one character of the monospaced axis font, as a share of its size. */
const CHARACTER_ADVANCE = 0.6;
const LABEL_PADDING_PX = 8;
const TIME_AXIS_PX = 28;
/** Between two plots side by side. */
const PLOT_GAP_PX = 10;

export interface LayoutInput {
  /** Device pixels of the whole chart. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Length of the longest price label. */
  readonly priceCharacters: number;
  /** Two plots instead of one. */
  readonly beside: boolean;
}

export function chartLayout({ width, height, scale, priceCharacters, beside }: LayoutInput): ChartLayout {
  const px = (css: number): number => Math.round(css * scale);
  const axisWidth = px(Math.ceil(priceCharacters * AXIS_FONT_PX * CHARACTER_ADVANCE) + 2 * LABEL_PADDING_PX);
  const axisHeight = px(TIME_AXIS_PX);
  const inner = Math.max(1, width - axisWidth);
  const futureWidth = Math.min(px(150), Math.round(inner * 0.14));
  const room = Math.max(1, inner - futureWidth);
  const plotWidth = beside ? Math.max(1, Math.floor((room - px(PLOT_GAP_PX)) / 2)) : room;
  const plotHeight = Math.max(1, height - axisHeight);
  const plotLeft = Math.max(0, room - plotWidth);
  const size = { y: 0, width: plotWidth, height: plotHeight };
  return {
    scale,
    width,
    height,
    plot: { x: plotLeft, ...size },
    firstPlot: beside ? { x: 0, ...size } : null,
    future: { x: room, y: 0, width: futureWidth, height: plotHeight },
    priceAxis: { x: inner, y: 0, width: axisWidth, height: plotHeight },
    timeAxis: { x: plotLeft, y: plotHeight, width: inner - plotLeft, height: axisHeight },
  };
}

/** The first plot as a chart of its own: without margin and prices, which the two share. */
export function firstLayout(layout: ChartLayout): ChartLayout | null {
  const plot = layout.firstPlot;
  if (!plot) return null;
  const end = { ...plot, x: plot.x + plot.width, width: 0 };
  return {
    ...layout,
    plot,
    firstPlot: null,
    future: end,
    priceAxis: end,
    timeAxis: { ...layout.timeAxis, x: plot.x, width: plot.width },
  };
}

/**
 * A chart of the given size under another one: its columns stand where the other's do, and the time axis is the other's.
 * Under two plots side by side it goes under both, with a time axis of its own.
 */
export function stripLayout(
  above: ChartLayout,
  { width, height, scale }: Pick<ChartLayout, 'width' | 'height' | 'scale'>,
): ChartLayout {
  const axisHeight = above.firstPlot ? Math.round(TIME_AXIS_PX * scale) : 0;
  const plotHeight = Math.max(1, height - axisHeight);
  const tall = (rect: PixelRect): PixelRect => ({ ...rect, y: 0, height: plotHeight });
  const left = (above.firstPlot ?? above.plot).x;
  return {
    scale,
    width,
    height,
    plot: { ...tall(above.plot), x: left, width: above.plot.x + above.plot.width - left },
    firstPlot: null,
    future: tall(above.future),
    priceAxis: tall(above.priceAxis),
    timeAxis: { x: left, y: plotHeight, width: above.priceAxis.x - left, height: axisHeight },
  };
}

/** Where in the plot a pixel of the chart lies: what points into the first plot means the same place of the second. */
export function xInPlot({ plot, firstPlot }: ChartLayout, x: number): number {
  return firstPlot && x < firstPlot.x + firstPlot.width ? x + plot.x - firstPlot.x : x;
}

export function contains(rect: PixelRect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
