// The spot anchor (field-model §2): the tick that stands for "spot" on relative axes. It holds while the mid stays
// within 0.75 ticks, so a mid that flickers by half a tick does not shift the picture.
import { NULL_I32 } from './chunk.ts';

/**
 * Anchor after a valid window. `previous` is NULL_I32 before the day's first; `lastTradeNanos` (undefined before the
 * first trade) decides a tie then. `mid2` is in half ticks.
 */
export function nextSpotTick(
  previous: number,
  mid2: number,
  tickSizeNanos: bigint,
  lastTradeNanos: bigint | undefined,
): number {
  // |mid - spot| < 0.75 in quarter-free form: |mid2 - 2 spot| <= 1
  if (previous !== NULL_I32 && Math.abs(mid2 - 2 * previous) <= 1) return previous;
  const below = Math.floor(mid2 / 2);
  if ((mid2 & 1) === 0) return below;
  if (previous !== NULL_I32) return previous <= below ? below : below + 1;
  const tradeAbove = lastTradeNanos !== undefined && 2n * lastTradeNanos > BigInt(mid2) * tickSizeNanos;
  return tradeAbove ? below + 1 : below;
}
