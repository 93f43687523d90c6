// Height over the surroundings: a value minus the median of the cells round it, never below 0. The sorted window slides
// along the price axis, so a cell costs one removal and one insertion and not a sort.

/**
 * out[i] = max(0, f[i] - median of f[i-reach..i+reach]) for i in from..to-1. Reads `reach` cells outside the range on
 * either side. `sorted` has room for 2 · reach + 1 values; `out` may not be `f`.
 */
export function aboveMedian(out: usize, f: usize, from: i32, to: i32, reach: i32, sorted: usize): void {
  if (to <= from) return;
  const last = 2 * reach;
  for (let k = 0; k <= last; k++) insert(sorted, k, value(f, from - reach + k));
  for (let i = from; i < to; i++) {
    if (i > from) replace(sorted, last, value(f, i - reach - 1), value(f, i + reach));
    store<f64>(out + ((<usize>i) << 3), max(0.0, value(f, i) - value(sorted, reach)));
  }
}

function value(f: usize, i: i32): f64 {
  return load<f64>(f + ((<usize>i) << 3));
}

function put(f: usize, i: i32, value: f64): void {
  store<f64>(f + ((<usize>i) << 3), value);
}

/** Into an ascending array of `count` values, keeping the order. */
function insert(sorted: usize, count: i32, entering: f64): void {
  let at = count;
  for (; at > 0 && value(sorted, at - 1) > entering; at--) put(sorted, at, value(sorted, at - 1));
  put(sorted, at, entering);
}

/** Takes one `leaving` out of an ascending array and puts `entering` in, keeping the order. */
function replace(sorted: usize, last: i32, leaving: f64, entering: f64): void {
  if (leaving === entering) return;
  let at = 0;
  while (value(sorted, at) !== leaving) at++;
  for (; at < last && value(sorted, at + 1) < entering; at++) put(sorted, at, value(sorted, at + 1));
  for (; at > 0 && value(sorted, at - 1) > entering; at--) put(sorted, at, value(sorted, at - 1));
  put(sorted, at, entering);
}
