// Everything over and round the field that is not the field: price lines, invalid spans, the future, crosshair, axes.
// Draws one frame into a 2D context; the page and the exported picture use the same code.
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import type { DayData } from '../replay/day-data.ts';
import { LOOK_BACK } from '../scene/blind.ts';
import type { ExchangeClock } from '../scene/exchange-time.ts';
import { type ChartLayout, firstLayout } from '../scene/layout.ts';
import type { MarkerScene } from '../scene/marker-scene.ts';
import { type PriceScale, priceTicks } from '../scene/price-axis.ts';
import { type StepSeries, snappedSink, traceSteps } from '../scene/step-line.ts';
import { timeTicks } from '../scene/time-axis.ts';
import {
  type PixelRect,
  pixelsPerTick,
  pixelsPerWindow,
  screenFromTick,
  screenFromWindow,
  type Viewport,
} from '../scene/viewport.ts';
import type { Forecast } from '../state/forecast.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';
import type { PastPath } from '../state/past-forecasts.ts';
import type { StrikesAt } from '../state/strikes.ts';
import type { ShownSecond } from './field-scene.ts';
import { drawForecast } from './forecast-overlay.ts';
import { axisFont, INK } from './ink.ts';
import { drawMarks } from './marker-overlay.ts';
import { drawPastPaths } from './past-overlay.ts';
import { drawSecondKey } from './second-overlay.ts';
import { drawSession, drawSessionNames } from './session-overlay.ts';
import { drawStrikes } from './strike-overlay.ts';

export interface OverlayFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly day: DayData;
  readonly clock: ExchangeClock;
  readonly prices: PriceScale;
  readonly position: number;
  readonly knownEnd: number;
  /** Where the crosshair stands: exact time, whole tick. */
  readonly cursor: { readonly at: number; readonly tick: number } | null;
  readonly zoomBox: PixelRect | null;
  /** Walls, voids and events at the position; null where they are hidden. */
  readonly marks: MarkerScene | null;
  readonly forecast: Forecast | null;
  /** Paths of before, over what then happened. */
  readonly past: readonly PastPath[];
  /** What is drawn behind an extrapolated path; null where zones are not shown. */
  readonly zones: ForecastTerms | null;
  /** What stands at the strikes of options; null where none are shown. */
  readonly strikes: StrikesAt | null;
  /** Nothing may tell when it is: neither the exchange's states and figures, nor how long something has been there. */
  readonly blind: boolean;
  readonly second: ShownSecond | null;
  /** First and second field at the crosshair; null where they are not known. */
  readonly pair: readonly [number, number] | null;
}

/** The part of a day that is in sight. */
export interface SeenFrame extends Pick<OverlayFrame, 'layout' | 'view' | 'position' | 'knownEnd'> {
  readonly day: Pick<DayData, 'windowFrom' | 'column' | 'has'>;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const TIME_LABEL_GAP_PX = 92;
const PRICE_LABEL_GAP_PX = 34;
const HATCH_STEP_PX = 7;

export function drawOverlay(context: Context, frame: OverlayFrame): void {
  const { layout } = frame;
  context.clearRect(0, 0, layout.width, layout.height);
  const first = firstLayout(layout);
  if (first) {
    drawPlot(context, { ...frame, layout: first });
    drawTimeAxis(context, { ...frame, layout: first });
  }
  drawPlot(context, frame);
  const mid = frame.day.lastMid(frame.knownEnd);
  const spot = mid && { tick: mid.mid2 / 2, text: frame.prices.textFromHalfTicks(mid.mid2) };
  drawPriceAxis(context, { ...frame, spot });
  drawTimeAxis(context, frame);
  drawSecondKey(context, layout, frame.second, frame.pair);
}

/** What lies over one plot and its margin. */
function drawPlot(context: Context, frame: OverlayFrame): void {
  const { layout } = frame;
  context.save();
  clipTo(context, { ...layout.plot, width: layout.plot.width + layout.future.width });
  drawInvalidSpans(context, frame);
  if (!frame.blind) drawSession(context, { ...frame, session: frame.day.exchange });
  drawLines(context, frame);
  drawPastPaths(context, frame);
  drawStrikes(context, frame);
  drawMarks(context, frame, frame.blind ? LOOK_BACK : undefined);
  drawFuture(context, frame);
  if (!frame.blind) drawSessionNames(context, { ...frame, session: frame.day.exchange });
  drawZoomBox(context, frame);
  if (frame.cursor) drawCrosshair(context, frame, frame.cursor);
  context.restore();
}

export function clipTo(context: Context, rect: PixelRect): void {
  context.beginPath();
  context.rect(rect.x, rect.y, rect.width, rect.height);
  context.clip();
}

/** First and one past the last window on screen that is known at the playhead. */
export function shownWindows(frame: SeenFrame): { from: number; to: number } {
  const from = Math.max(frame.day.windowFrom, Math.floor(frame.view.windowFrom));
  return { from, to: Math.min(frame.knownEnd, Math.ceil(frame.view.windowTo)) };
}

/** Seconds whose book was not valid are hatched: there is no field to show, or only the last one, greyed. */
export function drawInvalidSpans(context: Context, frame: SeenFrame): void {
  const { layout, view, day } = frame;
  const valid = day.column('window_valid');
  const { from, to } = shownWindows(frame);
  context.beginPath();
  let spans = 0;
  for (let window = from; window < to; window++) {
    if (valid[window] === 1 || !day.has(window)) continue;
    const first = window;
    while (window + 1 < to && valid[window + 1] !== 1 && day.has(window + 1)) window++;
    const left = Math.round(screenFromWindow(view, layout.plot, first));
    const right = Math.max(left + 1, Math.round(screenFromWindow(view, layout.plot, window + 1)));
    context.rect(left, layout.plot.y, right - left, layout.plot.height);
    spans++;
  }
  if (spans === 0) return;
  context.save();
  context.clip();
  context.fillStyle = 'rgba(139, 148, 158, 0.05)';
  context.fillRect(layout.plot.x, layout.plot.y, layout.plot.width, layout.plot.height);
  context.beginPath();
  const step = HATCH_STEP_PX * layout.scale;
  for (let x = -layout.plot.height; x < layout.plot.width; x += step) {
    context.moveTo(layout.plot.x + x, layout.plot.y + layout.plot.height);
    context.lineTo(layout.plot.x + x + layout.plot.height, layout.plot.y);
  }
  context.lineWidth = layout.scale;
  context.strokeStyle = 'rgba(139, 148, 158, 0.10)';
  context.stroke();
  context.restore();
}

function drawLines(context: Context, frame: OverlayFrame): void {
  const { layout, view, day } = frame;
  const shown = day.column('book_valid') as Uint8Array;
  const series = (name: string, unitTicks: number): StepSeries => ({
    values: day.column(name) as Int32Array,
    nullAs: NULL_INT32,
    unitTicks,
    shown,
  });
  const narrow = pixelsPerWindow(view, layout.plot) < 1;
  // Where rows or seconds are only a pixel or so the two sides would be one smear round the mid.
  if (pixelsPerTick(view, layout.plot) >= 4 * layout.scale && !narrow) {
    strokeSteps(context, frame, series('best_bid_tick', 1), { color: INK.bid, widthPx: 1, alpha: 0.85 });
    strokeSteps(context, frame, series('best_ask_tick', 1), { color: INK.ask, widthPx: 1, alpha: 0.85 });
  }
  const mid = { color: INK.strong, widthPx: narrow ? 1 : 1.5, alpha: narrow ? 0.9 : 1 };
  strokeSteps(context, frame, series('mid2', 0.5), mid);
}

/** A line that holds for a second at a time, up to the playhead. */
export function strokeSteps(
  context: Context,
  frame: SeenFrame,
  line: StepSeries,
  { color, widthPx, alpha }: { readonly color: string; readonly widthPx: number; readonly alpha: number },
): void {
  const { layout, view } = frame;
  const { from, to } = shownWindows(frame);
  const heldTo = Math.min(frame.position, frame.knownEnd + 1);
  const width = Math.max(1, Math.round(widthPx * layout.scale));
  context.lineJoin = 'miter';
  context.beginPath();
  traceSteps(snappedSink(context, width), line, view, layout.plot, from, to, heldTo);
  strokeCased(context, color, width, alpha, 2 * layout.scale);
}

/** A dark casing keeps a line apart from a field that may be as bright as it. */
function strokeCased(context: Context, color: string, width: number, alpha: number, casing: number): void {
  context.globalAlpha = 0.6 * alpha;
  context.strokeStyle = INK.ground;
  context.lineWidth = width + casing;
  context.stroke();
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
  context.globalAlpha = 1;
}

/** All that lies after the playhead is future: nothing of the day is drawn there. */
function drawFuture(context: Context, frame: OverlayFrame): void {
  const playheadHere = veilFuture(context, frame);
  if (playheadHere) drawForecast(context, frame);
}

/** Covers what lies after the playhead, and tells whether that is in sight. */
export function veilFuture(context: Context, { layout, view, position }: SeenFrame): boolean {
  const { plot, future, scale } = layout;
  const right = future.x + future.width;
  const x = Math.round(Math.min(screenFromWindow(view, plot, position), plot.x + plot.width));
  context.fillStyle = INK.raised;
  context.fillRect(Math.max(plot.x, x), plot.y, right - Math.max(plot.x, x), plot.height);
  const playheadHere = position >= view.windowFrom && position <= view.windowTo + 1e-6;
  const line = Math.max(1, Math.round(scale));
  context.fillStyle = playheadHere ? INK.weak : INK.line;
  context.fillRect(playheadHere ? x : future.x, plot.y, line, plot.height);
  return playheadHere;
}

function drawZoomBox(context: Context, frame: OverlayFrame): void {
  const box = frame.zoomBox;
  if (!box) return;
  context.fillStyle = 'rgba(111, 211, 255, 0.10)';
  context.fillRect(box.x, box.y, box.width, box.height);
  context.lineWidth = frame.layout.scale;
  context.strokeStyle = INK.bid;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width, box.height);
}

export function drawCrosshair(
  context: Context,
  frame: Pick<OverlayFrame, 'layout' | 'view'>,
  cursor: { readonly at: number; readonly tick: number | null },
): void {
  const { layout, view } = frame;
  const { plot, future, scale } = layout;
  const line = Math.max(1, Math.round(scale));
  const x = Math.round(screenFromWindow(view, plot, cursor.at));
  context.fillStyle = 'rgba(201, 209, 217, 0.38)';
  context.fillRect(x, plot.y, line, plot.height);
  if (cursor.tick === null) return;
  const y = Math.round(screenFromTick(view, plot, cursor.tick));
  context.fillRect(plot.x, y, plot.width + future.width, line);
}

/** Beside a plot: its rows' prices, and where spot and the crosshair are. */
export interface PriceAxisFrame extends Pick<OverlayFrame, 'layout' | 'view' | 'prices'> {
  readonly spot: { readonly tick: number; readonly text: string } | null;
  readonly cursor: { readonly tick: number } | null;
}

export function drawPriceAxis(context: Context, frame: PriceAxisFrame): void {
  const { layout, view, prices } = frame;
  const { priceAxis, scale, plot } = layout;
  context.font = axisFont(scale);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = INK.faint;
  const taken: number[] = [];
  const { spot } = frame;
  const midY = spot === null ? null : screenFromTick(view, plot, spot.tick);
  if (midY !== null) taken.push(midY);
  const cursorY = frame.cursor ? screenFromTick(view, plot, frame.cursor.tick) : null;
  if (cursorY !== null) taken.push(cursorY);
  for (const { tick, text } of priceTicks(view, plot, PRICE_LABEL_GAP_PX * scale, prices)) {
    const y = screenFromTick(view, plot, tick);
    const crowded = taken.some((other) => Math.abs(other - y) < 18 * scale);
    const cut = y < plot.y + 7 * scale || y > plot.y + plot.height - 7 * scale;
    if (!crowded && !cut) context.fillText(text, priceAxis.x + 8 * scale, Math.round(y));
  }
  const box = (y: number, text: string, fill: string, ink: string): void => {
    const half = 9 * scale;
    const centre = Math.round(Math.min(Math.max(y, plot.y + half), plot.y + plot.height - half));
    fillRounded(
      context,
      { x: priceAxis.x + 2 * scale, y: centre - half, width: priceAxis.width - 4 * scale, height: 2 * half },
      3 * scale,
      fill,
    );
    context.fillStyle = ink;
    context.fillText(text, priceAxis.x + 8 * scale, centre);
  };
  if (spot !== null && midY !== null && midY > plot.y - 1 && midY < plot.y + plot.height + 1) {
    context.font = axisFont(scale, 500);
    box(besideLabel(midY, cursorY, 18 * scale), spot.text, INK.playheadFill, INK.ground);
  }
  if (frame.cursor && cursorY !== null)
    box(cursorY, prices.textFromTick(frame.cursor.tick), INK.chosen, INK.strong);
}

/** Where a label goes that another one stands in the way of: next to it, on its own side. */
function besideLabel(y: number, other: number | null, height: number): number {
  if (other === null || Math.abs(y - other) >= height) return y;
  return y >= other ? other + height : other - height;
}

/** Below a plot: its seconds, and where the playhead and the crosshair are. */
export interface TimeAxisFrame extends Pick<OverlayFrame, 'layout' | 'view' | 'clock' | 'position'> {
  readonly cursor: { readonly at: number } | null;
}

export function drawTimeAxis(context: Context, frame: TimeAxisFrame): void {
  const { layout, view, clock } = frame;
  const { plot, timeAxis, scale } = layout;
  const y = Math.round(timeAxis.y + timeAxis.height / 2);
  context.font = axisFont(scale);
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const labels: { x: number; halfWidth: number }[] = [];
  const box = (x: number, parts: readonly string[], fill: string, inks: readonly string[]): void => {
    const widths = parts.map((part) => context.measureText(part).width);
    const gap = 8 * scale;
    const width = widths.reduce((sum, each) => sum + each, gap * (parts.length - 1)) + 12 * scale;
    const left = Math.round(
      Math.min(Math.max(x - width / 2, timeAxis.x), timeAxis.x + timeAxis.width - width),
    );
    fillRounded(context, { x: left, y: y - 9 * scale, width, height: 18 * scale }, 3 * scale, fill);
    context.textAlign = 'left';
    let at = left + 6 * scale;
    for (const [i, part] of parts.entries()) {
      context.fillStyle = inks[i] ?? INK.strong;
      context.fillText(part, at, y);
      at += (widths[i] as number) + gap;
    }
    labels.push({ x: left + width / 2, halfWidth: width / 2 });
  };
  const decimals = plot.width / (view.windowTo - view.windowFrom) > 60 * scale ? 2 : 0;
  const { position, cursor } = frame;
  if (position >= view.windowFrom && position <= view.windowTo + 1e-6) {
    context.font = axisFont(scale, 500);
    box(screenFromWindow(view, plot, position), [clock.timeText(position, decimals)], INK.playheadFill, [
      INK.ground,
    ]);
  }
  if (cursor) {
    context.font = axisFont(scale, 500);
    const texts = clock.cursorTexts(cursor.at, decimals);
    box(screenFromWindow(view, plot, cursor.at), texts, INK.chosen, [INK.strong, INK.weak]);
  }
  context.textAlign = 'center';
  for (const { window, text, strong, atEdge } of timeTicks(view, plot, TIME_LABEL_GAP_PX * scale, clock)) {
    context.font = axisFont(scale, strong ? 500 : 400);
    const half = context.measureText(text).width / 2;
    const x = atEdge ? timeAxis.x + half + 8 * scale : screenFromWindow(view, plot, window);
    const cut = x - half < timeAxis.x || x + half > timeAxis.x + timeAxis.width;
    const crowded = labels.some((label) => Math.abs(label.x - x) < label.halfWidth + half + 6 * scale);
    context.fillStyle = strong ? INK.normal : INK.faint;
    if (cut || crowded) continue;
    context.fillText(text, Math.round(x), y);
    if (strong) labels.push({ x, halfWidth: half });
  }
}

function fillRounded(context: Context, rect: PixelRect, radius: number, fill: string): void {
  context.beginPath();
  context.roundRect(rect.x, rect.y, rect.width, rect.height, radius);
  context.fillStyle = fill;
  context.fill();
}
