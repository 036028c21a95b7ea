/** One square picture of a batch. */
export interface Scene {
  /** Side, pixels. */
  readonly size: number;
  /** RGB in [-1, 1], written to. */
  readonly pixels: Float32Array;
  /** Index of its first cell in the batch; its first value in `pixels` is at three times that. */
  readonly first: number;
}

/** RGB in [-1, 1]. */
export type Colour = readonly [number, number, number];

export function clampLight(value: number): number {
  return Math.min(Math.max(value, -1), 1);
}
