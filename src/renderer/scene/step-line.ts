// The path of a quantity that holds for a second at a time: steps where seconds are wide, the covered range of each
// pixel where they are narrow, so that no extreme is lost. Draws into anything that takes moveTo and lineTo.
import {
  type PixelRect,
  pixelsPerWindow,
  screenFromTick,
  screenFromWindow,
  type Viewport,
} from './viewport.ts';

export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

export interface StepSeries {
  /** By window. */
  readonly values: Int32Array;
  readonly nullAs: number;
  /** Ticks per unit of value: 1, or ½ for half ticks. */
  readonly unitTicks: number;
  /** 1 where the value may be shown. */
  readonly shown: Uint8Array;
}

/** A sink whose points lie so that lines of `lineWidth` whole pixels fill pixels exactly. */
export function snappedSink(sink: PathSink, lineWidth: number): PathSink {
  const offset = (lineWidth % 2) / 2;
  const snap = (value: number): number => Math.round(value - offset) + offset;
  return {
    moveTo: (x, y) => sink.moveTo(snap(x), snap(y)),
    lineTo: (x, y) => sink.lineTo(snap(x), snap(y)),
  };
}

/** `from` and `to` bound the windows drawn; the last step ends at `heldTo` (the playhead between two windows). */
export function traceSteps(
  sink: PathSink,
  series: StepSeries,
  view: Viewport,
  plot: PixelRect,
  from: number,
  to: number,
  heldTo: number,
): void {
  if (pixelsPerWindow(view, plot) >= 1) traceEachWindow(sink, series, view, plot, from, to, heldTo);
  else traceEachPixel(sink, series, view, plot, from, to);
}

function isShown(series: StepSeries, window: number): boolean {
  return series.shown[window] === 1 && series.values[window] !== series.nullAs;
}

function traceEachWindow(
  sink: PathSink,
  series: StepSeries,
  view: Viewport,
  plot: PixelRect,
  from: number,
  to: number,
  heldTo: number,
): void {
  let open = false;
  for (let window = from; window < to; window++) {
    if (!isShown(series, window)) {
      open = false;
      continue;
    }
    const y = screenFromTick(view, plot, (series.values[window] as number) * series.unitTicks);
    const x = screenFromWindow(view, plot, window);
    if (open) sink.lineTo(x, y);
    else sink.moveTo(x, y);
    sink.lineTo(
      screenFromWindow(view, plot, window === to - 1 ? Math.max(heldTo, window + 1) : window + 1),
      y,
    );
    open = true;
  }
}

function traceEachPixel(
  sink: PathSink,
  series: StepSeries,
  view: Viewport,
  plot: PixelRect,
  from: number,
  to: number,
): void {
  const perPixel = 1 / pixelsPerWindow(view, plot);
  let open = false;
  for (let pixel = 0; pixel < plot.width; pixel++) {
    const first = Math.max(from, Math.ceil(view.windowFrom + pixel * perPixel));
    const end = Math.min(to, Math.ceil(view.windowFrom + (pixel + 1) * perPixel));
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    let entry = 0;
    let last = 0;
    for (let window = first; window < end; window++) {
      if (!isShown(series, window)) continue;
      last = (series.values[window] as number) * series.unitTicks;
      if (lo > hi) entry = last;
      lo = Math.min(lo, last);
      hi = Math.max(hi, last);
    }
    if (lo > hi) {
      if (first < end) open = false;
      continue;
    }
    const x = plot.x + pixel + 0.5;
    const y = screenFromTick(view, plot, entry);
    if (open) sink.lineTo(x, y);
    else sink.moveTo(x, y);
    if (hi > lo) {
      sink.lineTo(x, screenFromTick(view, plot, lo));
      sink.lineTo(x, screenFromTick(view, plot, hi));
      sink.lineTo(x, screenFromTick(view, plot, last));
    }
    open = true;
  }
}
