// Height over the surroundings: a value minus the median of the cells round it, never below 0. The sorted window slides
// along the price axis, so a cell costs one removal and one insertion and not a sort.

/**
 * out[i] = max(0, f[i] - median of f[i-reach..i+reach]) for i in from..to-1. Reads `reach` cells outside the range on
 * either side. `out` may not be `f`.
 */
export function aboveMedian(
  out: Float64Array,
  f: Float64Array,
  from: number,
  to: number,
  reach: number,
): void {
  if (to <= from) return;
  const sorted = f.slice(from - reach, from + reach + 1).sort();
  for (let i = from; i < to; i++) {
    if (i > from) replaceSorted(sorted, f[i - reach - 1], f[i + reach]);
    out[i] = Math.max(0, f[i] - sorted[reach]);
  }
}

/** Takes one `leaving` out of an ascending array and puts `entering` in, keeping the order. */
function replaceSorted(sorted: Float64Array, leaving: number, entering: number): void {
  if (leaving === entering) return;
  const last = sorted.length - 1;
  let at = 0;
  while (sorted[at] !== leaving) at++;
  for (; at < last && sorted[at + 1] < entering; at++) sorted[at] = sorted[at + 1];
  for (; at > 0 && sorted[at - 1] > entering; at--) sorted[at] = sorted[at - 1];
  sorted[at] = entering;
}
