// Isotonic regression by pooling adjacent violators: the non-decreasing steps nearest to what was measured.

export interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** A map that never falls; between its points it goes straight, beyond them it stays. */
export interface MonotoneMap {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Points by ascending x. */
export function isotonicFit(points: readonly WeightedPoint[]): MonotoneMap {
  const pools: { sum: number; weight: number; members: number }[] = [];
  for (const { y, weight } of points) {
    let pool = { sum: y * weight, weight, members: 1 };
    for (
      let last = pools.at(-1);
      last && last.sum * pool.weight >= pool.sum * last.weight;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = {
        sum: pool.sum + last.sum,
        weight: pool.weight + last.weight,
        members: pool.members + last.members,
      };
    }
    pools.push(pool);
  }
  const y = pools.flatMap(({ sum, weight, members }) =>
    Array.from({ length: members }, () => (weight > 0 ? sum / weight : 0)),
  );
  return { x: points.map((point) => point.x), y };
}

/** NaN where the map has no point. */
export function valueOfMap({ x, y }: MonotoneMap, at: number): number {
  if (x.length === 0) return Number.NaN;
  if (at <= x[0]) return y[0];
  for (let i = 1; i < x.length; i++) {
    if (at > x[i]) continue;
    const width = x[i] - x[i - 1];
    return width === 0 ? y[i] : y[i - 1] + ((at - x[i - 1]) / width) * (y[i] - y[i - 1]);
  }
  return y[y.length - 1];
}
