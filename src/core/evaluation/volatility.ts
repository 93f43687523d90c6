// How lively mid has been: root mean square of its changes over the last valid seconds, ticks. Of the past alone.

/** Valid windows that count, the present one included. */
export const VOLATILITY_WINDOWS = 60;

/** `latestFirst`: changes of mid of the last valid windows (momentum.ts); more than VOLATILITY_WINDOWS may be given. */
export function volatilityOf(latestFirst: readonly number[]): number {
  const count = Math.min(VOLATILITY_WINDOWS, latestFirst.length);
  if (count === 0) return 0;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += latestFirst[i] * latestFirst[i];
  return Math.sqrt(sum / count);
}
