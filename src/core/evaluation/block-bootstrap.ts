// Intervals of rates by resampling blocks of seconds with replacement (field-model §5). Seeded: the same scores always
// have the same intervals.

export const DRAWS = 2000;

/** A rate: the sum of `above` over the sum of `below`, one entry a block. */
export interface BlockRate {
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** Uniform whole numbers below `n`: a linear congruential generator's high bits. */
function whole(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const high = state >>> 16;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(((high * 0x1_0000 + (state >>> 16)) / 0x1_0000_0000) * n);
  };
}

/** Draws of each rate, ascending; a draw without anything below is left out. All rates see the same blocks. */
export function bootstrapRates(
  rates: readonly BlockRate[],
  blocks: number,
  draws = DRAWS,
  seed = 1,
): Float64Array[] {
  const next = whole(seed);
  const times = new Float64Array(blocks);
  const values = rates.map(() => new Float64Array(draws));
  const counts = new Int32Array(rates.length);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < blocks; i++) times[next(blocks)] += 1;
    for (let r = 0; r < rates.length; r++) {
      const { above, below } = rates[r];
      let over = 0;
      let under = 0;
      for (let b = 0; b < blocks; b++) {
        over += times[b] * above[b];
        under += times[b] * below[b];
      }
      if (under > 0) values[r][counts[r]++] = over / under;
    }
  }
  return values.map((column, r) => column.subarray(0, counts[r]).sort());
}

/** Quantile of ascending values, between two of them in a straight line; NaN of none. */
export function quantileOf(ascending: Float64Array | readonly number[], share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const at = share * (ascending.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, ascending.length - 1);
  return ascending[low] + (at - low) * (ascending[high] - ascending[low]);
}
