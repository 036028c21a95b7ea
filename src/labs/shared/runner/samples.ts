import { GraphError } from "../../../net/errors";
import type { Graph } from "../../../net/graph";
import { elementCount } from "../../../net/tensors";
import type { Values } from "./types";

/**
 * How many samples the values hold.
 * @throws {GraphError} where an input is missing, or they hold none, a part of one, or not as many as each other.
 */
export function sampleCount(graph: Graph, inputs: Values): number {
  const counts = graph.nodes.flatMap((node) => {
    if (node.op !== "input") return [];
    const values = inputs[node.id];
    if (values === undefined) throw new GraphError(`${graph.name} needs the input ${node.id}`);
    return [values.length / elementCount(node.shape)];
  });
  const [count = 0] = counts;
  if (count >= 1 && Number.isInteger(count) && counts.every((each) => each === count)) return count;
  throw new GraphError(`${graph.name}: its inputs hold ${counts.join(", ")} samples; give whole ones, as many in each`);
}
