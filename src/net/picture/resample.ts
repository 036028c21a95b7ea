/** Which source samples make each output sample along one axis: a triangle filter as wide as the shrinking. */
export interface AxisFilter {
  /** Output samples. */
  readonly length: number;
  /** Taps of each output sample. */
  readonly taps: number;
  /** `length * taps` source indices; beyond the source's ends the outermost repeats. */
  readonly indices: Int32Array;
  /** `length * taps` weights; those of one output sum to 1. */
  readonly weights: Float32Array;
}

/**
 * @param start where the first output sample begins, in source samples; may lie outside
 * @param step source samples for each output sample; > 0
 * @param sourceLength >= 1
 */
export function axisFilter(start: number, step: number, sourceLength: number, length: number): AxisFilter {
  // Narrower than one sample it would miss some between two outputs: bilinear when enlarging.
  const radius = Math.max(1, step);
  const taps = Math.ceil(radius * 2) + 1;
  const indices = new Int32Array(length * taps);
  const weights = new Float32Array(length * taps);
  for (let output = 0; output < length; output++) {
    const centre = start + (output + 0.5) * step;
    const first = Math.floor(centre - radius);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = Math.max(0, 1 - Math.abs(first + tap + 0.5 - centre) / radius);
      indices[output * taps + tap] = Math.min(sourceLength - 1, Math.max(0, first + tap));
      weights[output * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) weights[output * taps + tap] = (weights[output * taps + tap] ?? 0) / sum;
  }
  return { length, taps, indices, weights };
}

/** Samples of one colour inside a buffer of bytes. */
export interface Plane {
  readonly data: Uint8Array;
  /** Of the first sample. */
  readonly offset: number;
  /** Bytes from row to row. */
  readonly stride: number;
  /** Bytes from sample to sample. */
  readonly step: number;
}

/**
 * Resamples a plane, rows first, then columns.
 * @param output `columns.length * rows.length` values in [0, 255], row-major
 */
export function resamplePlane(plane: Plane, columns: AxisFilter, rows: AxisFilter, output: Float32Array): void {
  const { data, offset, stride, step } = plane;
  const width = columns.length;
  /** Source rows after their columns were filtered, by index, and arrays for the next ones. */
  const filtered = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  output.fill(0);
  for (let y = 0; y < rows.length; y++) {
    const target = output.subarray(y * width, (y + 1) * width);
    const first = rows.indices[y * rows.taps] ?? 0;
    // Rows above are not needed any more: indices only grow.
    for (const [index, row] of filtered) {
      if (index < first) {
        spare.push(row);
        filtered.delete(index);
      }
    }
    for (let tap = 0; tap < rows.taps; tap++) {
      const weight = rows.weights[y * rows.taps + tap] ?? 0;
      if (weight === 0) continue;
      const index = rows.indices[y * rows.taps + tap] ?? 0;
      let row = filtered.get(index);
      if (row === undefined) {
        row = spare.pop() ?? new Float32Array(width);
        resampleRow(data, offset + index * stride, step, columns, row);
        filtered.set(index, row);
      }
      for (let x = 0; x < width; x++) target[x] = (target[x] ?? 0) + weight * (row[x] ?? 0);
    }
  }
}

function resampleRow(data: Uint8Array, offset: number, step: number, columns: AxisFilter, row: Float32Array): void {
  const { taps, indices, weights } = columns;
  for (let x = 0, at = 0; x < row.length; x++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++, at++)
      sum += (weights[at] ?? 0) * (data[offset + (indices[at] ?? 0) * step] ?? 0);
    row[x] = sum;
  }
}
