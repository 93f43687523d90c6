// The picture that is kept and shared: field, lines and axes as on screen at any size, a legend above, a caption below
// that says what it is, and the same in the file's text chunks, so that the view can be restored from the picture.
import { encode } from 'fast-png';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import { presetOfParams } from '../../../contracts/params.ts';
import type { ShownSecond } from '../chart/field-scene.ts';
import { axisFont, INK, wordFont } from '../chart/ink.ts';
import { drawOverlay } from '../chart/overlay.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { COLOR_MAP_ENTRIES, type ColorMap, colorTable } from '../scene/color-maps.ts';
import type { ColorRange } from '../scene/color-range.ts';
import type { ExchangeClock } from '../scene/exchange-time.ts';
import { type ChartLayout, chartLayout } from '../scene/layout.ts';
import type { MarkerScene } from '../scene/marker-scene.ts';
import type { PriceScale } from '../scene/price-axis.ts';
import type { Viewport } from '../scene/viewport.ts';
import type { Forecast } from '../state/forecast.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';
import type { PastPath } from '../state/past-forecasts.ts';
import type { StrikesAt } from '../state/strikes.ts';

export interface ExportOptions {
  /** CSS pixels; the file has `scale` times as many in each direction. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

export interface ExportCaption {
  /** Version of the program, for the caption. */
  readonly productVersion?: string;
}

export interface PngScene {
  readonly options: ExportOptions;
  readonly caption: ExportCaption;
  readonly day: DayData;
  readonly field: FieldDescriptor;
  readonly lattice: Lattice;
  readonly gold: GoldView;
  readonly style: { readonly range: ColorRange; readonly colorMap: ColorMap };
  readonly strikes: StrikesAt | null;
  /** In blind practice: the picture tells no more than the screen, neither in words nor in its text chunks. */
  readonly blind: boolean;
  readonly second: ShownSecond | null;
  readonly view: Viewport;
  readonly position: number;
  readonly knownEnd: number;
  readonly marks: MarkerScene | null;
  readonly clock: ExchangeClock;
  readonly prices: PriceScale;
  readonly forecast: Forecast | null;
  readonly past: readonly PastPath[];
  readonly zones: ForecastTerms | null;
  readonly priceCharacters: number;
  /** A chart under this one; null where there is none. */
  readonly strip: PngStrip | null;
  /** The field alone at the size of `layout`: RGBA, top row first. */
  fieldPixels(layout: ChartLayout): Promise<Uint8ClampedArray<ArrayBuffer>>;
}

/** A chart under the chart: strikes by time. */
export interface PngStrip {
  readonly title: string;
  readonly hint: string;
  readonly legend: Legend;
  /** What the file says of it, so that the view can be restored. */
  readonly restore: Readonly<Record<string, unknown>>;
  /** Device pixels, under a chart of that layout. Null where it cannot be painted. */
  paint(
    above: ChartLayout,
    size: { readonly width: number; readonly height: number },
  ): Promise<OffscreenCanvas | null>;
}

interface Legend {
  readonly unit: string;
  readonly style: { readonly range: ColorRange; readonly colorMap: ColorMap };
}

const HEAD_PX = 44;
const STRIP_HEAD_PX = 36;
/** Of the room for both charts, as on screen. */
const STRIP_SHARE = 0.36;
const FOOT_PX = 30;
const SIDE_PX = 16;
/** Some drivers have no larger target; also a limit on memory (4 bytes a pixel, three copies). */
const MAX_SIDE_PIXELS = 8192;
const LATTICE_NAMES: Readonly<Record<Lattice, string>> = { B: 'bids', A: 'asks', L: 'line' };

export async function composePng(scene: PngScene): Promise<Uint8Array<ArrayBuffer>> {
  const { scale: asked, width: cssWidth, height: cssHeight } = scene.options;
  const scale = Math.min(asked, MAX_SIDE_PIXELS / Math.max(cssWidth, cssHeight));
  const width = Math.round(cssWidth * scale);
  const height = Math.round(cssHeight * scale);
  const px = (css: number): number => Math.round(css * scale);
  const room = height - px(HEAD_PX) - px(FOOT_PX);
  const stripHeight = scene.strip ? Math.round(room * STRIP_SHARE) : 0;
  const layout = chartLayout({
    width: width - 2 * px(SIDE_PX),
    height: room - stripHeight,
    scale,
    priceCharacters: scene.priceCharacters,
    beside: scene.second?.mode === 'beside',
  });
  const context = canvasContext(width, height);
  context.fillStyle = INK.ground;
  context.fillRect(0, 0, width, height);
  context.drawImage(await chartCanvas(scene, layout), px(SIDE_PX), px(HEAD_PX));
  const { field, second } = scene;
  const style = second?.mode === 'difference' ? second.style : scene.style;
  const head = { title: titleOf(scene), hint: field.hint, legend: { unit: field.unit, style } };
  drawHead(context, head, width, scale, Math.round((HEAD_PX / 2) * scale));
  if (scene.strip) {
    const top = height - px(FOOT_PX) - stripHeight;
    drawHead(context, scene.strip, width, scale, top + Math.round((STRIP_HEAD_PX / 2) * scale));
    const size = { width: layout.width, height: stripHeight - px(STRIP_HEAD_PX) };
    const picture = await scene.strip.paint(layout, size);
    if (picture) context.drawImage(picture, px(SIDE_PX), top + px(STRIP_HEAD_PX));
  }
  drawFoot(context, scene, width, height, scale);
  const data = context.getImageData(0, 0, width, height).data;
  return encode({
    width,
    height,
    data,
    channels: 4,
    depth: 8,
    text: textChunks(scene),
  }) as Uint8Array<ArrayBuffer>;
}

async function chartCanvas(scene: PngScene, layout: ChartLayout): Promise<OffscreenCanvas> {
  const pixels = await scene.fieldPixels(layout);
  const field = canvasContext(layout.width, layout.height);
  field.putImageData(new ImageData(pixels, layout.width, layout.height), 0, 0);
  const overlay = canvasContext(layout.width, layout.height);
  drawOverlay(overlay, { ...scene, layout, cursor: null, pair: null, zoomBox: null });
  field.drawImage(overlay.canvas, 0, 0);
  return field.canvas;
}

function canvasContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('This picture is too large for the memory there is.');
  return context;
}

/** Field and its meaning at the left, the colour bar with its ends at the right. */
function drawHead(
  context: OffscreenCanvasRenderingContext2D,
  { title, hint, legend }: Pick<PngStrip, 'title' | 'hint' | 'legend'>,
  width: number,
  scale: number,
  y: number,
): void {
  const scaleLeft = drawScale(context, legend, width, scale, y);
  context.textAlign = 'left';
  context.font = wordFont(scale, 13, 600);
  context.fillStyle = INK.strong;
  context.fillText(title, SIDE_PX * scale, y);
  const hintLeft = SIDE_PX * scale + context.measureText(title).width + 12 * scale;
  context.font = wordFont(scale, 13);
  context.fillStyle = INK.weak;
  // A small picture has no room for it.
  if (hintLeft + context.measureText(hint).width <= scaleLeft - 12 * scale)
    context.fillText(hint, hintLeft, y);
}

/** The field; with a second channel both, and how the second is shown. */
function titleOf({ field, second }: PngScene): string {
  const title = `${field.label} ${field.symbol}`;
  if (!second) return title;
  const [first, other] = second.names;
  const sets = other === second.field.symbol ? '' : ` (${first} / ${other})`;
  const name = `${second.field.label} ${second.field.symbol}`;
  const joined = {
    contour: `${title}, contours of ${name}`,
    hatch: `${title}, hatched by ${name}`,
    beside: `${title} beside ${name}`,
    difference: `${title} minus ${name}`,
  } as const;
  return `${joined[second.mode]}${sets}`;
}

/** The colour bar with its ends and unit, from the right; returns where it begins. */
function drawScale(
  context: OffscreenCanvasRenderingContext2D,
  { unit, style }: Legend,
  width: number,
  scale: number,
  y: number,
): number {
  context.textBaseline = 'middle';
  context.font = axisFont(scale);
  context.fillStyle = INK.normal;
  context.textAlign = 'right';
  const ceiling = valueText(style.range.ceiling);
  const right = width - SIDE_PX * scale;
  context.fillText(ceiling, right, y);
  const barRight = Math.round(right - context.measureText(ceiling).width - 10 * scale);
  const barLeft = barRight - Math.round(180 * scale);
  const barTop = y - Math.round(5 * scale);
  context.drawImage(colorBar(style.colorMap), barLeft, barTop, barRight - barLeft, Math.round(10 * scale));
  const floor = valueText(style.range.floor);
  context.fillText(floor, barLeft - 10 * scale, y);
  const floorLeft = barLeft - 10 * scale - context.measureText(floor).width;
  if (!unit || unit === '1') return floorLeft;
  context.fillStyle = INK.weak;
  context.fillText(unit, floorLeft - 12 * scale, y);
  return floorLeft - 12 * scale - context.measureText(unit).width;
}

function colorBar(map: ColorMap): OffscreenCanvas {
  const context = canvasContext(COLOR_MAP_ENTRIES, 1);
  context.putImageData(new ImageData(new Uint8ClampedArray(colorTable(map)), COLOR_MAP_ENTRIES, 1), 0, 0);
  return context.canvas;
}

function drawFoot(
  context: OffscreenCanvasRenderingContext2D,
  scene: PngScene,
  width: number,
  height: number,
  scale: number,
): void {
  context.textBaseline = 'middle';
  context.font = wordFont(scale, 11);
  const y = Math.round(height - (FOOT_PX / 2) * scale);
  context.fillStyle = INK.normal;
  context.textAlign = 'left';
  context.fillText(captionText(scene), SIDE_PX * scale, y, width * 0.7);
  context.fillStyle = INK.faint;
  context.textAlign = 'right';
  context.fillText(sourceText(scene), width - SIDE_PX * scale, y, width * 0.28);
}

function captionText(scene: PngScene): string {
  const { day, clock, view, position } = scene;
  const { symbol, description } = day.info.summary;
  const to = Math.min(view.windowTo, position);
  const times = `${clock.timeText(Math.max(0, view.windowFrom))}–${clock.timeText(to)}`;
  if (scene.blind) return ['blind practice', times, LATTICE_NAMES[scene.lattice]].join('  ·  ');
  const span = `${times} ${clock.label}`;
  return [
    `${symbol}${description ? ` ${description}` : ''}`,
    clock.dateText(to),
    span,
    LATTICE_NAMES[scene.lattice],
  ].join('  ·  ');
}

function sourceText(scene: PngScene): string {
  const { day, caption, gold } = scene;
  const product = ['Fieldbook', caption.productVersion].filter(Boolean).join(' ');
  const source = scene.blind ? [] : [day.info.summary.sourceName];
  return [...source, paramsCaption(gold), product].join('  ·  ');
}

/** Preset where it is one, the hash in any case, and what was done to values on the way to the picture. */
function paramsCaption({ params, paramsHash, weighting }: GoldView): string {
  const words = [presetOfParams(params) ?? 'own parameters', paramsHash.slice(0, 8)];
  if (weighting !== null) words.push(`weighted by depth, half at ${weighting} lots`);
  return words.join(' ');
}

/** Text chunks are Latin-1; JSON stays readable by escaping all else. */
function textChunks(scene: PngScene): Record<string, string> {
  const { day, field, lattice, style, view, position, gold, second, strip } = scene;
  const { summary } = day.info;
  const told = {
    Title: latin1(`${titleOf(scene)}, ${captionText(scene)}`),
    Software: latin1(['Fieldbook', scene.caption.productVersion].filter(Boolean).join(' ')),
  };
  if (scene.blind) return told;
  const restore = {
    version: 1,
    dayId: summary.dayId,
    sourceId: summary.sourceId,
    utcDate: summary.utcDate,
    symbol: summary.symbol,
    fieldId: field.id,
    lattice,
    range: style.range,
    colorMapId: style.colorMap.id,
    viewport: view,
    position,
    ...gold,
    ...(strip && { strikes: strip.restore }),
    ...(second && {
      second: {
        mode: second.mode,
        fieldId: second.field.id,
        range: second.style.range,
        params: second.gold?.params ?? gold.params,
        paramsHash: second.gold?.paramsHash ?? gold.paramsHash,
      },
    }),
  };
  return {
    ...told,
    Source: latin1(summary.sourceName),
    'fieldbook-view': JSON.stringify(restore).replace(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  };
}

function latin1(text: string): string {
  return text.replace(/–/g, '-').replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}

function valueText(value: number): string {
  const text = Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(3);
  return text.replace('-', '−');
}
