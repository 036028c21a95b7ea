import type { ActivationQuantization } from "./config";
import { ModelConfigError } from "./errors";
import type { Graph } from "./graph";

/**
 * The steps of a model's int8 activations, checked against the graph that they are meant for.
 *
 * @returns conv2d node id → step of the int8 numbers that it reads, rounded to the 32-bit float that executors compute with;
 *   empty where the model has none.
 * @throws {ModelConfigError} naming the step that belongs to no conv2d of the graph.
 */
export function activationScales(
  activations: ActivationQuantization | undefined,
  graph: Graph,
): ReadonlyMap<string, number> {
  const convolutions = new Set(graph.nodes.flatMap(({ id, op }) => (op === "conv2d" ? [id] : [])));
  const scales = Object.entries(activations?.scales ?? {});
  for (const [id] of scales) {
    if (convolutions.has(id)) continue;
    const field = `quantization.activations.scales.${id}`;
    throw new ModelConfigError(
      field,
      `config.json: ${field}: ${graph.name} has no convolution of that name. Calibrate the model again.`,
    );
  }
  return new Map(scales.map(([id, step]) => [id, Math.fround(step)]));
}
