/** Normal equations of a least squares problem: H x = g, H symmetric, of `size` unknowns. */
export class NormalEquations {
  readonly size: number;
  /** Row by row. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.matrix = new Float64Array(size * size);
    this.right = new Float64Array(size);
  }

  /** Adds an equation `row · x = value` with a weight. */
  add(row: ArrayLike<number>, value: number, weight = 1): void {
    const { size, matrix, right } = this;
    for (let i = 0; i < size; i++) {
      const scaled = weight * (row[i] ?? 0);
      if (scaled === 0) continue;
      right[i] = (right[i] ?? 0) + scaled * value;
      for (let j = 0; j <= i; j++) matrix[i * size + j] = (matrix[i * size + j] ?? 0) + scaled * (row[j] ?? 0);
    }
  }

  /**
   * Adds many equations at once.
   * @param columns For each unknown its factor in each equation.
   */
  addColumns(columns: readonly Float64Array[], values: Float64Array, weights: Float64Array): void {
    const { size, matrix, right } = this;
    const weighted = new Float64Array(values.length);
    for (let i = 0; i < size; i++) {
      const column = columns[i] ?? weighted;
      for (let k = 0; k < weighted.length; k++) weighted[k] = (weights[k] ?? 0) * (column[k] ?? 0);
      right[i] = (right[i] ?? 0) + dot(weighted, values);
      for (let j = 0; j <= i; j++)
        matrix[i * size + j] = (matrix[i * size + j] ?? 0) + dot(weighted, columns[j] ?? weighted);
    }
  }

  /** Adds all equations of another. */
  addAll({ matrix, right }: NormalEquations): void {
    for (let i = 0; i < matrix.length; i++) this.matrix[i] = (this.matrix[i] ?? 0) + (matrix[i] ?? 0);
    for (let i = 0; i < right.length; i++) this.right[i] = (this.right[i] ?? 0) + (right[i] ?? 0);
  }

  /** The equations of the first `keep` unknowns, when the others take whatever value is best for them (Schur's complement). */
  eliminated(keep: number): NormalEquations {
    const { size } = this;
    const matrix = Float64Array.from(this.matrix);
    const right = Float64Array.from(this.right);
    for (let k = size - 1; k >= keep; k--) {
      const pivot = matrix[k * size + k] ?? 0;
      for (let i = 0; i < k; i++) {
        const share = (matrix[k * size + i] ?? 0) / pivot;
        for (let j = 0; j <= i; j++)
          matrix[i * size + j] = (matrix[i * size + j] ?? 0) - share * (matrix[k * size + j] ?? 0);
        right[i] = (right[i] ?? 0) - share * (right[k] ?? 0);
      }
    }
    const rest = new NormalEquations(keep);
    for (let i = 0; i < keep; i++) {
      rest.right[i] = right[i] ?? 0;
      for (let j = 0; j <= i; j++) rest.matrix[i * keep + j] = matrix[i * size + j] ?? 0;
    }
    return rest;
  }

  /**
   * Solves by Cholesky, with the diagonal raised by `damping` times itself (Levenberg-Marquardt). Null where the matrix is not
   * positive definite: something is not determined by what was seen.
   */
  solve(damping = 0): Float64Array | null {
    const { size, matrix } = this;
    const factor = new Float64Array(size * size);
    const at = (i: number, j: number): number => factor[i * size + j] ?? 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = (matrix[i * size + j] ?? 0) * (i === j ? 1 + damping : 1);
        const whole = sum;
        for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
        if (i !== j) factor[i * size + j] = sum / at(j, j);
        else if (sum <= whole * SINGULAR || !Number.isFinite(sum)) return null;
        else factor[i * size + i] = Math.sqrt(sum);
      }
    }
    const x = Float64Array.from(this.right);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - at(i, k) * (x[k] ?? 0);
      x[i] = (x[i] ?? 0) / at(i, i);
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i] = (x[i] ?? 0) - at(k, i) * (x[k] ?? 0);
      x[i] = (x[i] ?? 0) / at(i, i);
    }
    return x;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Share of a diagonal element that must be left after what earlier unknowns explain of it. */
const SINGULAR = 1e-13;
