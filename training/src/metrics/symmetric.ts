/** Rows of numbers of equal length. */
export type Matrix = readonly Float64Array[];

/**
 * Eigenvalues of a symmetric matrix, in no order: Householder's reflections make it tridiagonal, the QL method with
 * implicit shifts diagonal (Golub and Van Loan, chapter 8). Errors are those of rounding, relative to the largest.
 */
export function eigenvaluesOf(matrix: Matrix): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix);
  for (let first = 0; first < diagonal.length; first++) {
    // Two or three rounds for each value are usual, and thirty have never been seen to be too few.
    for (let round = 0; round < 60; round++) {
      const last = endOfBlock(diagonal, beside, first);
      if (last === first) break;
      sweep(diagonal, beside, first, last);
    }
  }
  return diagonal;
}

/** The diagonal of a similar tridiagonal matrix, and the elements beside it, of which the last is 0. */
function tridiagonal(matrix: Matrix): { readonly diagonal: Float64Array; readonly beside: Float64Array } {
  const size = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const beside = new Float64Array(size);
  const largest = Math.max(...matrix.map((row) => Math.sqrt(dot(row, row))), 0);
  for (let k = 0; k < size - 1; k++) {
    // Reflects what is below the diagonal in column k onto its first element.
    const v = Float64Array.from({ length: size }, (_, i) => (i > k ? (a[i]?.[k] ?? 0) : 0));
    const length = Math.sqrt(dot(v, v));
    // Far below rounding; the squares of such numbers would be lost.
    if (length <= 1e-60 * largest) continue;
    const head = v[k + 1] ?? 0;
    const target = head > 0 ? -length : length;
    beside[k] = target;
    v[k + 1] = head - target;
    const scale = dot(v, v);
    const p = Float64Array.from(a, (row, i) => (i > k ? (2 * dot(row, v)) / scale : 0));
    const along = dot(p, v) / scale;
    const w = p.map((value, i) => value - along * (v[i] ?? 0));
    for (let i = k + 1; i < size; i++) {
      const row = a[i];
      if (!row) continue;
      const [vi, wi] = [v[i] ?? 0, w[i] ?? 0];
      for (let j = k + 1; j < size; j++) row[j] = (row[j] ?? 0) - vi * (w[j] ?? 0) - wi * (v[j] ?? 0);
    }
  }
  return { diagonal: Float64Array.from(a, (row, i) => row[i] ?? 0), beside };
}

/** Where the block of the tridiagonal matrix ends that begins at `first`: before the next element that vanishes. */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, first: number): number {
  for (let last = first; last < diagonal.length - 1; last++) {
    const size = Math.abs(diagonal[last] ?? 0) + Math.abs(diagonal[last + 1] ?? 0);
    if (Math.abs(beside[last] ?? 0) <= Number.EPSILON * size) return last;
  }
  return diagonal.length - 1;
}

/** One QL step on a block, with Wilkinson's shift. */
function sweep(diagonal: Float64Array, beside: Float64Array, first: number, last: number): void {
  const d = (i: number): number => diagonal[i] ?? 0;
  const e = (i: number): number => beside[i] ?? 0;
  const half = (d(first + 1) - d(first)) / (2 * e(first));
  let g = d(last) - d(first) + e(first) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, 1));
  let [sine, cosine, p] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e(i);
    const b = cosine * e(i);
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      // The block falls apart here.
      diagonal[i + 1] = d(i + 1) - p;
      beside[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d(i + 1) - p;
    const s = (d(i) - g) * sine + 2 * cosine * b;
    p = sine * s;
    diagonal[i + 1] = g + p;
    g = cosine * s - b;
  }
  diagonal[first] = d(first) - p;
  beside[first] = g;
  beside[last] = 0;
}

/**
 * A factor F with F Fᵀ = a matrix without negative eigenvalues (Cholesky with diagonal pivoting; Golub and Van Loan,
 * section 4.2.8); singular matrices leave columns of zeros. The largest remaining pivot goes first, without which the
 * rounding left of dependent rows would be divided by its own root.
 */
export function factorOf(matrix: Matrix): Matrix {
  const factor = matrix.map(() => new Float64Array(matrix.length));
  const remaining = Float64Array.from(matrix, (row, i) => row[i] ?? 0);
  const largest = Math.max(...remaining, 0);
  for (let column = 0; column < matrix.length; column++) {
    const pivot = Math.max(...remaining);
    // What is left is rounding.
    if (pivot <= 1e-14 * largest) break;
    const at = remaining.indexOf(pivot);
    const root = Math.sqrt(pivot);
    const from = factor[at] ?? new Float64Array(0);
    factor.forEach((row, i) => {
      if (remaining[i] === -Infinity || i === at) return;
      const value = ((matrix[i]?.[at] ?? 0) - dot(row, from)) / root;
      row[column] = value;
      remaining[i] = (remaining[i] ?? 0) - value * value;
    });
    from[column] = root;
    remaining[at] = -Infinity;
  }
  return factor;
}

/** Products of each row of `a` with each row of `b`: a times the transpose of b. */
export function products(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => Float64Array.from(b, (other) => dot(row, other)));
}

export function transposed(matrix: Matrix): Matrix {
  return Array.from(matrix[0] ?? [], (_, column) => Float64Array.from(matrix, (row) => row[column] ?? 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
