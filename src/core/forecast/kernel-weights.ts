// Weights of a window over prices: a Gaussian cut off at a reach, its sum 1 over the whole two-sided support
// (field-model §4). Weights that multiply ticks beyond the lattice count too.

/** Weights for offsets -reach … reach ticks, index offset + reach. */
export function gaussianWeights(sigma: number, reach: number): Float64Array {
  const weights = new Float64Array(2 * reach + 1);
  let sum = 0;
  for (let k = -reach; k <= reach; k++) {
    const weight = Math.exp((-k * k) / (2 * sigma * sigma));
    weights[k + reach] = weight;
    sum += weight;
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= sum;
  return weights;
}
