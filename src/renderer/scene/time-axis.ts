// Which times are labelled below the plot: round on the exchange's clock, as many as fit without crowding, and where a
// trade date begins. Those that name a trade date come first: they take their place before the others.
import type { ExchangeClock } from './exchange-time.ts';
import { type PixelRect, pixelsPerWindow, type Viewport } from './viewport.ts';

export interface TimeTick {
  readonly window: number;
  readonly text: string;
  /** Names the trade date that begins there. */
  readonly strong: boolean;
  /** Names the trade date of the whole view, at its left edge, since none begins in it. */
  readonly atEdge?: true;
}

const STEPS_SECONDS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
  86_400,
] as const;

/** Smallest round step whose labels stand at least `minGapPx` apart. */
export function timeStepSeconds(pixelsPerSecond: number, minGapPx: number): number {
  return STEPS_SECONDS.find((step) => step * pixelsPerSecond >= minGapPx) ?? 86_400;
}

export function timeTicks(
  view: Viewport,
  plot: PixelRect,
  minGapPx: number,
  clock: ExchangeClock,
): TimeTick[] {
  const step = timeStepSeconds(pixelsPerWindow(view, plot), minGapPx);
  const decimals = step < 1 ? 1 : 0;
  const ticks: TimeTick[] = clock.rolls
    .filter((window) => window >= view.windowFrom && window <= view.windowTo)
    .map((window) => ({ window, text: clock.dateText(window), strong: true }));
  if (ticks.length === 0) {
    const window = view.windowFrom;
    ticks.push({ window, text: clock.dateText(Math.max(0, window)), strong: true, atEdge: true });
  }
  const offset = clock.offsetSeconds(view.windowFrom);
  const first = Math.ceil((view.windowFrom + offset) / step - 1e-9);
  const count = Math.floor((view.windowTo - view.windowFrom) / step) + 2;
  for (let i = first; i < first + count; i++) {
    const window = i * step - offset;
    if (window > view.windowTo) break;
    const text = step >= 60 ? clock.shortText(window) : clock.timeText(window, decimals);
    ticks.push({ window, text, strong: false });
  }
  return ticks;
}
