import type { Graph } from "./graph";

export interface GraphCost {
  /** Multiply-accumulates of all convolutions and dense layers for one sample. */
  readonly macs: number;
  /** Numbers in all parameters. */
  readonly parameters: number;
}

/** What one sample costs at the size that the graph was built for. Norms and activations are not counted. */
export function graphCost(graph: Graph): GraphCost {
  const sizes = new Map(
    graph.parameters.map((parameter) => [parameter.name, parameter.shape.reduce((a, b) => a * b, 1)]),
  );
  let macs = 0;
  for (const node of graph.nodes) {
    if (node.op !== "conv2d" && node.op !== "depthwiseConv2d" && node.op !== "dense") continue;
    const positions = node.shape.length === 3 ? node.shape[0] * node.shape[1] : 1;
    macs += positions * (sizes.get(node.weight) ?? 0);
  }
  return { macs, parameters: [...sizes.values()].reduce((a, b) => a + b, 0) };
}
