// Draws the scrub bar's strip: shading where no book holds and where the exchange did not trade, then one bar a few pixels wide for each part of the day.
import { TOLD_EVENTS } from '../../../contracts/markers.ts';
import { INK, SESSION_INK } from '../chart/ink.ts';
import type { DayData } from '../replay/day-data.ts';
import type { MarkerEvent } from '../replay/day-markers.ts';

const BAR_CSS_PX = 3;
const GAP_CSS_PX = 1;

/** The strip spans the windows [from, to). */
export function drawStrip(canvas: HTMLCanvasElement, data: DayData, from: number, to: number): void {
  const context = clearedContext(canvas);
  if (!context) return;
  const scale = window.devicePixelRatio;
  const { width, height } = canvas;
  const color = (token: string): string => getComputedStyle(canvas).getPropertyValue(token);
  const pixel = (window: number): number => ((window - from) / Math.max(1, to - from)) * width;
  context.fillStyle = color('--strip-invalid');
  for (const [start, end] of invalidSpans(data.column('window_valid'), from, to)) {
    context.fillRect(pixel(start), 0, Math.max(scale, pixel(end) - pixel(start)), height);
  }
  for (const { state, from: start, to: end } of data.exchange.bands) {
    context.fillStyle = SESSION_INK[state];
    context.globalAlpha = 0.2;
    context.fillRect(pixel(start), 0, pixel(end) - pixel(start), height);
    context.globalAlpha = 1;
    context.fillRect(pixel(start), 0, pixel(end) - pixel(start), Math.round(2 * scale));
  }
  const step = Math.round((BAR_CSS_PX + GAP_CSS_PX) * scale);
  const buckets = Math.max(1, Math.floor(width / step));
  const heights = barHeights(data.activity(buckets, from, to));
  context.fillStyle = color('--strip-bar');
  for (let i = 0; i < buckets; i++) {
    const bar = Math.round((heights[i] as number) * (height - 4 * scale));
    context.fillRect(i * step, height - bar, step - Math.round(GAP_CSS_PX * scale), bar);
  }
}

/** A short stroke at the strip's upper edge for each event, at the end of its second. */
export function drawEventTicks(
  canvas: HTMLCanvasElement,
  events: readonly MarkerEvent[],
  from: number,
  to: number,
): void {
  const context = clearedContext(canvas);
  if (!context) return;
  const scale = window.devicePixelRatio;
  for (const { kind, window: at, side } of events) {
    if (!TOLD_EVENTS.includes(kind)) continue;
    const x = ((at + 1 - from) / Math.max(1, to - from)) * canvas.width;
    context.fillStyle = side === 0 ? INK.bid : INK.ask;
    context.fillRect(Math.round(x), 0, Math.max(1, Math.round(scale)), Math.round(6 * scale));
  }
}

/** The canvas at the size it is shown at, empty; null while it has none. */
function clearedContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.clearRect(0, 0, width, height);
  return context;
}

/** Runs of windows in [from, to) whose book does not hold. */
export function invalidSpans(valid: ArrayLike<number>, from: number, to: number): [number, number][] {
  const spans: [number, number][] = [];
  let start = -1;
  for (let window = from; window <= to; window++) {
    const invalid = window < to && valid[window] !== 1;
    if (invalid && start < 0) start = window;
    if (!invalid && start >= 0) {
      spans.push([start, window]);
      start = -1;
    }
  }
  return spans;
}

/** Shares of the strip's height on a square-root scale, so that quiet hours stay visible beside the open. */
export function barHeights(counts: ArrayLike<number>): number[] {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i] as number);
  return Array.from(counts, (count) => (most > 0 ? Math.sqrt(count / most) : 0));
}
