// The path of the next 30 seconds in the margin after the playhead, its measured worth in words, and the walls and voids
// that act on it. Dashed where fields stay as they are, dotted where they are extrapolated: never the solid line of what
// has been.

import { marginWords as wordsOf } from '../format/worth.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { pixelsPerWindow, screenFromTick, screenFromWindow, type Viewport } from '../scene/viewport.ts';
import type { Forecast } from '../state/forecast.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';
import { axisFont, INK, wordFont } from './ink.ts';
import { drawZones } from './zones-overlay.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface ForecastFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly position: number;
  /** Null where none is shown, or none has come yet. */
  readonly forecast: Forecast | null;
  /** What is drawn behind an extrapolated path; null where zones are not shown. */
  readonly zones: ForecastTerms | null;
}

/** Room for words beside the playhead; less than that has none. */
const LEAST_ROOM_PX = 72;
const EDGE_PX = 8;
const LINE_PX = 16;
const PATH_PX = 1.5;
const SECONDS_MARKED = 10;

const WHY_NONE = { crossed: 'book crossed', invalid: 'no valid book' } as const;

/** Drawn over the ground of the future, while the playhead is on screen. */
export function drawForecast(context: Context, frame: ForecastFrame): void {
  const { layout, view, position, forecast } = frame;
  const { plot, future, scale } = layout;
  const left = screenFromWindow(view, plot, position);
  const right = future.x + future.width;
  if (right - left < LEAST_ROOM_PX * scale) return;
  const words: (readonly [string, string])[] = [['next 30 s', INK.weak]];
  if (forecast?.state === 'path') words.push(...marginWords(forecast));
  else if (forecast) words.push(['no path:', INK.weak], [WHY_NONE[forecast.state], INK.weak]);
  if (forecast?.state === 'path') {
    const perSecond = secondPixels(frame, left, right);
    if (frame.zones && forecast.mode === 'extrapolated') {
      drawZones(context, frame, frame.zones, left, perSecond);
      words.push(['fast band', INK.weak]);
    }
    drawSeconds(context, frame, left, perSecond);
    drawBand(context, frame, forecast, left, perSecond);
    drawPath(context, frame, forecast, left, perSecond);
    drawObstacles(context, frame, forecast, left);
  }
  context.font = axisFont(scale);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  words.forEach(([text, ink], line) => {
    const y = plot.y + (line + 1) * LINE_PX * scale;
    // Zones may lie behind the words.
    context.lineJoin = 'round';
    context.lineWidth = 4 * scale;
    context.strokeStyle = INK.raised;
    context.strokeText(text, right - EDGE_PX * scale, y);
    context.fillStyle = ink;
    context.fillText(text, right - EDGE_PX * scale, y);
  });
}

/** As wide as the margin lets 30 seconds be, and never narrower than the seconds of the chart. */
function secondPixels({ layout, view }: ForecastFrame, left: number, right: number): number {
  const room = Math.min(right - left, layout.future.width) - EDGE_PX * layout.scale;
  return Math.max(room / 30, pixelsPerWindow(view, layout.plot));
}

/** Faint marks every ten seconds at the foot of the margin. */
function drawSeconds(context: Context, { layout }: ForecastFrame, left: number, perSecond: number): void {
  const { plot, future, scale } = layout;
  const foot = plot.y + plot.height;
  context.fillStyle = INK.faint;
  context.font = axisFont(scale);
  context.textBaseline = 'bottom';
  context.textAlign = 'center';
  for (let seconds = SECONDS_MARKED; seconds <= 30; seconds += SECONDS_MARKED) {
    const x = Math.round(left + seconds * perSecond);
    if (x > future.x + future.width) return;
    context.fillRect(x, foot - 4 * scale, Math.max(1, Math.round(scale)), 4 * scale);
    if (seconds < 30) context.fillText(`+${seconds}`, x, foot - 6 * scale);
  }
}

/** Where four of five went that began like this one; only with a calibration. */
function drawBand(
  context: Context,
  { layout, view }: ForecastFrame,
  { band }: Forecast,
  left: number,
  perSecond: number,
): void {
  if (!band) return;
  const { plot } = layout;
  const points = (edge: Float64Array): [number, number][] =>
    [...edge].flatMap((tick, second): [number, number][] =>
      Number.isFinite(tick) ? [[left + second * perSecond, screenFromTick(view, plot, tick)]] : [],
    );
  const outline = [...points(band.high), ...points(band.low).reverse()];
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = 'rgba(201, 209, 217, 0.14)';
  context.fill();
}

function drawPath(
  context: Context,
  { layout, view }: ForecastFrame,
  { ticks, mode, calibration }: Forecast,
  left: number,
  perSecond: number,
): void {
  const { plot, scale } = layout;
  context.save();
  context.beginPath();
  ticks.forEach((tick, second) => {
    const x = left + second * perSecond;
    const y = screenFromTick(view, plot, tick);
    if (second === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.lineWidth = PATH_PX * scale;
  context.lineJoin = 'round';
  if (mode === 'extrapolated') {
    context.lineCap = 'round';
    context.setLineDash([0.1, 4 * scale]);
    context.lineWidth = 2 * scale;
  } else context.setLineDash([5 * scale, 3 * scale]);
  // Outside of what the training days knew the path is grey: nobody has measured such seconds.
  context.strokeStyle = calibration && calibration.outside.length > 0 ? INK.faint : INK.normal;
  context.stroke();
  context.restore();
}

const WORD_INKS = { good: INK.good, doubtful: INK.doubtful, weak: INK.weak } as const;

function marginWords(forecast: Forecast): [string, string][] {
  return wordsOf(forecast).map(([text, tone]) => [text, WORD_INKS[tone]]);
}

/** A bar for a wall, a broken ring for a void, just after the playhead, in the colour of their side, with their names. */
function drawObstacles(
  context: Context,
  { layout, view }: ForecastFrame,
  { obstacles, ticks }: Forecast,
  left: number,
): void {
  const { plot, future, scale } = layout;
  const right = future.x + future.width - EDGE_PX * scale;
  const taken: number[] = [];
  context.font = wordFont(scale, 11);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { kind, tick } of obstacles) {
    const y = Math.round(screenFromTick(view, plot, tick));
    // Under the words at the head of the margin, over the seconds at its foot.
    if (y < plot.y + 3 * LINE_PX * scale || y > plot.y + plot.height - 2 * LINE_PX * scale) continue;
    const ink = tick < (ticks[0] as number) ? INK.bid : INK.ask;
    context.fillStyle = ink;
    context.strokeStyle = ink;
    if (kind === 'wall') {
      context.globalAlpha = 0.85;
      context.fillRect(left + 3 * scale, y - 1.5 * scale, 14 * scale, 3 * scale);
    } else drawRing(context, left + 10 * scale, y, scale);
    context.globalAlpha = 1;
    if (taken.some((other) => Math.abs(other - y) < 14 * scale)) continue;
    taken.push(y);
    // The path may run through the word.
    context.lineJoin = 'round';
    context.lineWidth = 4 * scale;
    context.strokeStyle = INK.raised;
    context.strokeText(kind, right, y);
    context.fillText(kind, right, y);
  }
}

function drawRing(context: Context, x: number, y: number, scale: number): void {
  context.save();
  context.beginPath();
  context.arc(x, y, 4.5 * scale, 0, 2 * Math.PI);
  context.setLineDash([2.2 * scale, 1.8 * scale]);
  context.lineWidth = 1.2 * scale;
  context.stroke();
  context.restore();
}
