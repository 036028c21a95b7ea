/** For each of `count` places along an axis, the `reach` neighbouring cells that are mixed there, and how much of each. */
export interface Taps {
  readonly count: number;
  readonly reach: number;
  /** `count * reach` cells, clamped to the axis. */
  readonly cells: Int32Array;
  /** `count * reach` weights; those of one place sum to 1. */
  readonly weights: Float32Array;
}

/** Linear: what a GPU's texture unit does. Places lie evenly over the whole axis. */
export function linearTaps(count: number, cells: number): Taps {
  return taps(count, 2, cells, 0, 1, (f, weights) => {
    weights[0] = 1 - f;
    weights[1] = f;
  });
}

/**
 * Cubic B-spline: smooth where the cells are much larger than the places. Places lie evenly between `from` and
 * `from + length`, in parts of the axis, which may be outside of it.
 */
export function splineTaps(count: number, cells: number, from: number, length: number): Taps {
  return taps(count, 4, cells, from, length, (f, weights) => {
    weights[0] = (1 - f) ** 3 / 6;
    weights[1] = (4 - 6 * f * f + 3 * f ** 3) / 6;
    weights[3] = f ** 3 / 6;
    weights[2] = 1 - weights[0] - weights[1] - weights[3];
  });
}

type Weigh = (fraction: number, weights: number[]) => void;

function taps(count: number, reach: number, cells: number, from: number, length: number, weigh: Weigh): Taps {
  const result: Taps = {
    count,
    reach,
    cells: new Int32Array(count * reach),
    weights: new Float32Array(count * reach),
  };
  const weights: number[] = [];
  for (let place = 0; place < count; place++) {
    const at = (from + ((place + 0.5) / count) * length) * cells - 0.5;
    const base = Math.floor(at);
    weigh(at - base, weights);
    for (let tap = 0; tap < reach; tap++) {
      const cell = base + tap - (reach / 2 - 1);
      result.cells[place * reach + tap] = Math.min(cells - 1, Math.max(0, cell));
      result.weights[place * reach + tap] = weights[tap] ?? 0;
    }
  }
  return result;
}

/**
 * Mixes rows of `data` (`length` values each) as the taps of `place` say, into `row`. From `from` to `to` alone.
 */
export function mixRows(
  { reach, cells, weights }: Taps,
  place: number,
  data: ArrayLike<number>,
  length: number,
  row: Float32Array,
  from = 0,
  to = length,
): void {
  for (let tap = 0; tap < reach; tap++) {
    const weight = weights[place * reach + tap] ?? 0;
    const start = (cells[place * reach + tap] ?? 0) * length;
    if (tap === 0) for (let i = from; i < to; i++) row[i] = weight * (data[start + i] ?? 0);
    else if (weight !== 0) for (let i = from; i < to; i++) row[i] = (row[i] ?? 0) + weight * (data[start + i] ?? 0);
  }
}
