// How a view goes after the playhead: the playhead stays at the plot's right edge, price is moved only when the market
// has left a dead band round the middle, so that the picture does not tremble. Pure.
import { MIN_SPAN_TICKS, type Viewport } from './viewport.ts';

export type FollowMode = 'off' | 'centre' | 'fit';

export interface FollowInput {
  readonly mode: FollowMode;
  /** Playhead, seconds of the UTC day. */
  readonly position: number;
  /** Mid at the playhead in ticks; null where the book has no two sides. */
  readonly midTick: number | null;
  /** Lowest bid and highest ask on screen, ticks. */
  readonly touch: { readonly lo: number; readonly hi: number } | null;
  /** The user set the price span by hand: only time follows, and price is moved without being scaled. */
  readonly priceHeld: boolean;
  /** A fit shows at least so many ticks. */
  readonly minTicks: number;
}

/** Share of the view, round its middle, in which mid may move before the view goes after it. */
const DEAD_BAND = 0.6;
/** Fitting leaves this much of the range free at each side; refitting waits until the range fills less than its share. */
const FIT_MARGIN = 0.35;
const REFIT_BELOW = 0.3;

export function followedView(view: Viewport, input: FollowInput): Viewport {
  if (input.mode === 'off') return view;
  const moved = {
    ...view,
    windowFrom: input.position - (view.windowTo - view.windowFrom),
    windowTo: input.position,
  };
  if (input.mode === 'fit' && !input.priceHeld && input.touch)
    return fittedPrice(moved, input.touch, input.minTicks);
  return input.midTick === null ? moved : centredPrice(moved, input.midTick);
}

function centredPrice(view: Viewport, midTick: number): Viewport {
  const span = view.tickHi - view.tickLo;
  const off = midTick - (view.tickHi + view.tickLo) / 2;
  if (Math.abs(off) <= (span * DEAD_BAND) / 2) return view;
  return { ...view, tickLo: midTick - span / 2, tickHi: midTick + span / 2 };
}

function fittedPrice(
  view: Viewport,
  touch: { readonly lo: number; readonly hi: number },
  minTicks: number,
): Viewport {
  const span = view.tickHi - view.tickLo;
  const inside = touch.lo - 0.5 >= view.tickLo + span * 0.05 && touch.hi + 0.5 <= view.tickHi - span * 0.05;
  const tooSmall = (touch.hi - touch.lo + 1) / span < REFIT_BELOW && span > minTicks * 1.01;
  return inside && !tooSmall ? view : { ...view, ...fittedTicks(touch, minTicks) };
}

/** Price span that shows [lo, hi] with room round it, `minTicks` at least. */
export function fittedTicks(
  range: { readonly lo: number; readonly hi: number },
  minTicks: number,
): { tickLo: number; tickHi: number } {
  const size = Math.max(minTicks, MIN_SPAN_TICKS, (range.hi - range.lo + 1) * (1 + 2 * FIT_MARGIN));
  const middle = (range.lo + range.hi) / 2;
  return { tickLo: middle - size / 2, tickHi: middle + size / 2 };
}
