import { eigenvaluesOf, factorOf, type Matrix, products, transposed } from "./symmetric";

/** A normal distribution, as far as Fréchet's distance looks at it. */
export interface Gaussian {
  readonly mean: Float64Array;
  /** Sum of all variances. */
  readonly variance: number;
  /** Rows r whose products add up to the covariance: the sum of rᵀr. */
  readonly factor: Matrix;
}

/** Mean and covariance of feature vectors, at least two, divided by one less than their count. */
export function gaussianOf(features: readonly ArrayLike<number>[]): Gaussian {
  const length = features[0]?.length ?? 0;
  const mean = new Float64Array(length);
  for (const vector of features)
    for (let i = 0; i < length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / features.length;
  const scale = 1 / Math.sqrt(features.length - 1);
  const centred = features.map((vector) => mean.map((value, i) => ((vector[i] ?? 0) - value) * scale));
  const variance = centred.reduce((sum, row) => sum + row.reduce((inner, value) => inner + value * value, 0), 0);
  // Any rows with the same sum of products do: with more pictures than features those of a factor of the covariance are fewer.
  return { mean, variance, factor: features.length <= length ? centred : reducedFactor(centred) };
}

function reducedFactor(rows: Matrix): Matrix {
  const columns = transposed(rows);
  return transposed(factorOf(products(columns, columns)));
}

/**
 * Fréchet's distance between two normal distributions (Dowson and Landau 1982), squared, as in FID (Heusel et al. 2017):
 * |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½).
 *
 * With C1 = AᵀA and C2 = BᵀB the eigenvalues of C1 C2 are those of (A Bᵀ)(A Bᵀ)ᵀ, which is
 * symmetric: the trace of the root is the sum of their roots, and no root of a matrix is needed.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const between = a.mean.reduce((sum, value, i) => sum + (value - (b.mean[i] ?? 0)) ** 2, 0);
  const cross = products(a.factor, b.factor);
  const overlap = eigenvaluesOf(products(cross, cross)).reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
  return between + a.variance + b.variance - 2 * overlap;
}
