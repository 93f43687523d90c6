// Which strikes are in sight: all that are published near spot, or those zoomed to. Pure.
import { MIN_SPAN_TICKS, type Viewport } from '../scene/viewport.ts';

interface StrikeSpan {
  readonly lo: number;
  readonly hi: number;
}

/** Farther than that is nothing to see, whatever is zoomed out to. */
const MOST_STRIKES = 4000;

/** Whole rows of every strike within reach of spot; null where spot is not known. */
export function spanAround(spot: StrikeSpan | null, reach: number): StrikeSpan | null {
  return spot && { lo: spot.lo - reach - 0.5, hi: spot.hi + reach + 0.5 };
}

/** `factor` < 1 zooms in; what is at `at` (the middle, where left out) stays where it is. */
export function zoomedSpan(
  { tickLo, tickHi }: Pick<Viewport, 'tickLo' | 'tickHi'>,
  factor: number,
  at = (tickLo + tickHi) / 2,
): StrikeSpan {
  const span = tickHi - tickLo;
  const scale = Math.min(Math.max(span * factor, MIN_SPAN_TICKS), Math.max(span, MOST_STRIKES)) / span;
  return { lo: at - (at - tickLo) * scale, hi: at + (tickHi - at) * scale };
}
