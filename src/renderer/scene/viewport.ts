// What part of a day is on screen, and the conversions between it and pixels. Time is in windows (seconds of the UTC
// day, as doubles), price in ticks; the row of tick k spans k ± ½, so that a price lies in the middle of its row.
// Pixels are device pixels, y downwards. Pure: no canvas, no clock.

export interface Viewport {
  readonly windowFrom: number;
  readonly windowTo: number;
  readonly tickLo: number;
  readonly tickHi: number;
}

export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The span of the day and of its prices that there is something to see in. */
export interface ViewLimits {
  readonly windowFrom: number;
  readonly windowEnd: number;
  readonly tickLo: number;
  readonly tickHi: number;
}

export const MIN_SPAN_WINDOWS = 4;
export const MIN_SPAN_TICKS = 6;
/** How far a view's middle may leave the day, as a share of the view: a quarter of it still shows the day. */
const OVERSCROLL = 0.25;
/** Share of the price span that is left beyond a price to which a view is stretched. */
const SHOWN_EDGE = 0.08;

export function sameViewport(a: Viewport, b: Viewport): boolean {
  return (
    a.windowFrom === b.windowFrom &&
    a.windowTo === b.windowTo &&
    a.tickLo === b.tickLo &&
    a.tickHi === b.tickHi
  );
}

export function pixelsPerWindow(view: Viewport, plot: PixelRect): number {
  return plot.width / (view.windowTo - view.windowFrom);
}

export function pixelsPerTick(view: Viewport, plot: PixelRect): number {
  return plot.height / (view.tickHi - view.tickLo);
}

export function screenFromWindow(view: Viewport, plot: PixelRect, window: number): number {
  return plot.x + (window - view.windowFrom) * pixelsPerWindow(view, plot);
}

export function windowFromScreen(view: Viewport, plot: PixelRect, x: number): number {
  return view.windowFrom + (x - plot.x) / pixelsPerWindow(view, plot);
}

export function screenFromTick(view: Viewport, plot: PixelRect, tick: number): number {
  return plot.y + (view.tickHi - tick) * pixelsPerTick(view, plot);
}

export function tickFromScreen(view: Viewport, plot: PixelRect, y: number): number {
  return view.tickHi - (y - plot.y) / pixelsPerTick(view, plot);
}

/** Scales the time span by `factor` (< 1 zooms in); what is at `atWindow` stays where it is. */
export function zoomedTime(view: Viewport, factor: number, atWindow: number, limits: ViewLimits): Viewport {
  const span = view.windowTo - view.windowFrom;
  const wanted = clampedSpan(span * factor, MIN_SPAN_WINDOWS, maxSpanWindows(limits));
  const scale = wanted / span;
  return clampedViewport(
    {
      ...view,
      windowFrom: atWindow - (atWindow - view.windowFrom) * scale,
      windowTo: atWindow + (view.windowTo - atWindow) * scale,
    },
    limits,
  );
}

/** Scales the price span by `factor` (< 1 zooms in); what is at `atTick` stays where it is. */
export function zoomedPrice(view: Viewport, factor: number, atTick: number, limits: ViewLimits): Viewport {
  const span = view.tickHi - view.tickLo;
  const wanted = clampedSpan(span * factor, MIN_SPAN_TICKS, maxSpanTicks(limits));
  const scale = wanted / span;
  return clampedViewport(
    {
      ...view,
      tickLo: atTick - (atTick - view.tickLo) * scale,
      tickHi: atTick + (view.tickHi - atTick) * scale,
    },
    limits,
  );
}

export function panned(view: Viewport, windows: number, ticks: number, limits: ViewLimits): Viewport {
  return clampedViewport(
    {
      windowFrom: view.windowFrom + windows,
      windowTo: view.windowTo + windows,
      tickLo: view.tickLo + ticks,
      tickHi: view.tickHi + ticks,
    },
    limits,
  );
}

export function isTickIn({ tickLo, tickHi }: Viewport, tick: number): boolean {
  return tick > tickLo && tick < tickHi;
}

/**
 * The view changed so that a playhead at `position` and a price are in sight: in time it then ends there, as a view that
 * follows does; in price it is stretched to a price near by and moved to one far off. The same object where they are.
 */
export function viewShowing(view: Viewport, position: number, tick: number): Viewport {
  const inTime = position >= view.windowFrom && position <= view.windowTo;
  const inPrice = isTickIn(view, tick);
  if (inTime && inPrice) return view;
  const windows = inTime ? 0 : position - view.windowTo;
  const moved = { ...view, windowFrom: view.windowFrom + windows, windowTo: view.windowTo + windows };
  if (inPrice) return moved;
  const span = view.tickHi - view.tickLo;
  const middle = (view.tickLo + view.tickHi) / 2;
  if (Math.abs(tick - middle) > span) return { ...moved, tickLo: tick - span / 2, tickHi: tick + span / 2 };
  const edge = span * SHOWN_EDGE;
  return { ...moved, tickLo: Math.min(view.tickLo, tick - edge), tickHi: Math.max(view.tickHi, tick + edge) };
}

/** Keeps the spans within bounds and some of the day in sight; a view is moved, never stretched, where that is enough. */
export function clampedViewport(view: Viewport, limits: ViewLimits): Viewport {
  const [windowFrom, windowTo] = clampedInterval(
    view.windowFrom,
    view.windowTo,
    limits.windowFrom,
    limits.windowEnd,
    MIN_SPAN_WINDOWS,
    maxSpanWindows(limits),
  );
  const [tickLo, tickHi] = clampedInterval(
    view.tickLo,
    view.tickHi,
    limits.tickLo,
    limits.tickHi,
    MIN_SPAN_TICKS,
    maxSpanTicks(limits),
  );
  return { windowFrom, windowTo, tickLo, tickHi };
}

function clampedInterval(
  from: number,
  to: number,
  lo: number,
  hi: number,
  minSpan: number,
  maxSpan: number,
): [number, number] {
  const span = clampedSpan(to - from, minSpan, maxSpan);
  const reach = span * OVERSCROLL;
  const middle = Math.min(Math.max((from + to) / 2, lo - reach), hi + reach);
  return [middle - span / 2, middle + span / 2];
}

function clampedSpan(span: number, min: number, max: number): number {
  return Math.min(Math.max(span, min), Math.max(min, max));
}

function maxSpanWindows(limits: ViewLimits): number {
  return Math.max(120, (limits.windowEnd - limits.windowFrom) * 1.5);
}

function maxSpanTicks(limits: ViewLimits): number {
  return Math.max(80, (limits.tickHi - limits.tickLo) * 1.5);
}
