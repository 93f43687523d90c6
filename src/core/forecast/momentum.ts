// The velocity that the particle starts with (field-model §4, v_p(0)): an average of how mid changed in each valid
// second. It forgets fast, so the last valid windows are all it needs, and it is the same whoever asks first.
import { FLAG_CROSSED, FLAG_CROSSED_OPEN, FLAG_WINDOW_VALID, type SnapshotColumns } from '../silver/chunk.ts';

/** Seconds. */
const TAU = 2;
const ALPHA = 1 - Math.exp(-1 / TAU);

/** Valid windows that go in, the last of them included: what lies before weighs less than 1e-27. */
export const MOMENTUM_WINDOWS = 128;

const UNUSABLE = FLAG_CROSSED | FLAG_CROSSED_OPEN;

/**
 * Change of mid within a window of the chunk, ticks, both ends measured; 0 where the book is crossed or locked at either.
 * Null where the window is not valid: no average moves then.
 */
export function midChange({ flags, mid2, mid2Open }: SnapshotColumns, windowInChunk: number): number | null {
  if ((flags[windowInChunk] & FLAG_WINDOW_VALID) === 0) return null;
  return (flags[windowInChunk] & UNUSABLE) === 0 ? (mid2[windowInChunk] - mid2Open[windowInChunk]) / 2 : 0;
}

/** Average of the changes, ticks a second. `latestFirst`: those of the last MOMENTUM_WINDOWS valid windows. */
export function velocityOfMid(latestFirst: readonly number[]): number {
  let average = 0;
  for (let i = latestFirst.length - 1; i >= 0; i--) average += ALPHA * (latestFirst[i] - average);
  return average;
}
