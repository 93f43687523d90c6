// Which times are labelled below the plot: round on the exchange's clock, as many as fit without crowding.
import type { ExchangeClock } from './exchange-time.ts';
import { type PixelRect, pixelsPerWindow, type Viewport } from './viewport.ts';

export interface TimeTick {
  readonly window: number;
  readonly text: string;
  /** Start of a day on the exchange's calendar. */
  readonly strong: boolean;
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
  const ticks: TimeTick[] = [];
  const offset = clock.offsetSeconds(view.windowFrom);
  const first = Math.ceil((view.windowFrom + offset) / step - 1e-9);
  const count = Math.floor((view.windowTo - view.windowFrom) / step) + 2;
  for (let i = first; i < first + count; i++) {
    const window = i * step - offset;
    if (window > view.windowTo) break;
    const strong = clock.localSeconds(window) % 86_400 === 0;
    const full = clock.timeText(window, decimals);
    const text = strong ? clock.dateText(window) : step >= 60 ? full.slice(0, 5) : full;
    ticks.push({ window, text, strong });
  }
  return ticks;
}
