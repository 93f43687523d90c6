// Downhill simplex search (Nelder and Mead 1965, with the usual coefficients): a local search that needs no derivative.

export interface SearchResult {
  readonly at: readonly number[];
  readonly value: number;
}

/** Searches from `start`, with first steps of the given sizes, until `evaluations` are spent or the simplex is flat. */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  evaluations: number,
  flat = 1e-7,
): SearchResult {
  let left = evaluations;
  const measured = (at: readonly number[]): SearchResult => {
    left -= 1;
    return { at, value: f(at) };
  };
  const n = start.length;
  let simplex = [
    measured(start),
    ...steps.map((step, i) => measured(start.map((value, j) => (i === j ? value + step : value)))),
  ];
  if (n === 0) return simplex[0];
  for (;;) {
    simplex = simplex.toSorted((a, b) => a.value - b.value);
    const [best, worst, second] = [simplex[0], simplex[n], simplex[n - 1]];
    if (left <= 0 || worst.value - best.value <= flat * (Math.abs(best.value) + flat)) return best;
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((sum, { at }) => sum + at[j], 0) / n);
    const along = (share: number): SearchResult =>
      measured(centre.map((value, j) => value + share * (worst.at[j] - value)));
    const mirrored = along(-1);
    if (mirrored.value < best.value) {
      const farther = along(-2);
      simplex[n] = farther.value < mirrored.value ? farther : mirrored;
    } else if (mirrored.value < second.value) simplex[n] = mirrored;
    else {
      const nearer = along(mirrored.value < worst.value ? -0.5 : 0.5);
      if (nearer.value < Math.min(mirrored.value, worst.value)) simplex[n] = nearer;
      else
        simplex = [
          best,
          ...simplex.slice(1).map(({ at }) => measured(at.map((value, j) => (value + best.at[j]) / 2))),
        ];
    }
  }
}
