/** A kernel made ready for one shape: what its pipeline is created from, and how it is dispatched. */
export interface Program {
  /** Values of the shader's overrides. */
  readonly constants: Readonly<Record<string, number>>;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** Threads of a workgroup that does not depend on a tile: every device has as many. */
export const THREADS = 64;

/**
 * Steps in a 1 of the fixed-point sums over a picture (stats.wgsl). Squares of up to 2^33 on average fit into the 63 bits,
 * more than half floats reach, and what rounding takes away is far below the epsilon of instance norm.
 */
export function fixedSteps(pixels: number): number {
  return 2 ** (30 - Math.ceil(Math.log2(pixels)));
}
