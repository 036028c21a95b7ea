import { buildStargan, type StarganArchitecture } from "../../net/families";
import type { Graph } from "../../net/graph";
import type { FloatTensor } from "../../net/tensors";

/** Numbers in [0, 1), the same for a seed everywhere (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seeded weights for a StarGAN generator. `random` goes on from there. */
export function tinyGenerator(
  architecture: StarganArchitecture,
  seed: number,
): { weights: Map<string, FloatTensor>; random: () => number } {
  const random = seededRandom(seed);
  return { weights: tinyWeights(buildStargan(architecture, 4), random), random };
}

/** Weights for any graph without batch norm: kernels as He et al. 2015, norms near the identity, rho in [0, 1). */
export function tinyWeights(graph: Graph, random: () => number): Map<string, FloatTensor> {
  const weights = new Map<string, FloatTensor>();
  for (const { name, shape, role, fanIn } of graph.parameters) {
    const centre = role === "gamma" ? 1 : role === "rho" ? 0.5 : 0;
    // A uniform distribution's deviation is its half width over the root of 3.
    const width = role === "kernel" ? Math.sqrt(6 / fanIn) : 0.5;
    const length = shape.reduce((product, extent) => product * extent, 1);
    weights.set(name, { shape, data: Float32Array.from({ length }, () => centre + (random() * 2 - 1) * width) });
  }
  return weights;
}
