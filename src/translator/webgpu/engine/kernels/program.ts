/** A kernel made ready for one shape: what its pipeline is created from, and how it is dispatched. */
export interface Program {
  /** Values of the shader's overrides. */
  readonly constants: Readonly<Record<string, number>>;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** Threads of a workgroup that does not depend on a tile: every device has as many. */
export const THREADS = 64;
