/**
 * Squared maximum mean discrepancy between two samples of features with the kernel (xᵀy / d + 1)³, as in KID (Binkowski et
 * al. 2018). Unbiased: its expectation is 0 for two samples of one distribution, so it may be negative.
 *
 * @param a, b At least two vectors each. A vector that is in a sample several times, as in a bootstrap's, is never
 *   compared with itself.
 */
export function kernelDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return within(a) + within(b) - 2 * across(a, b);
}

function within(sample: readonly Float32Array[]): number {
  let sum = 0;
  let pairs = 0;
  sample.forEach((x, i) => {
    for (let j = 0; j < i; j++) {
      const y = sample[j];
      if (y === undefined || y === x) continue;
      sum += kernel(x, y);
      pairs += 1;
    }
  });
  return sum / pairs;
}

function across(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += kernel(x, y);
  return sum / (a.length * b.length);
}

/** (xᵀy / d + 1)³ */
export function kernel(x: Float32Array, y: Float32Array): number {
  let product = 0;
  for (let i = 0; i < x.length; i++) product += (x[i] ?? 0) * (y[i] ?? 0);
  return (product / x.length + 1) ** 3;
}
