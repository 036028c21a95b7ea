import type { Graph } from "./graph";

/**
 * The graph with some of its outputs alone, and without the nodes that only the others need. Inputs and parameters stay,
 * so that the same weights fit.
 */
export function onlyOutputs(graph: Graph, names: readonly string[]): Graph {
  const outputs = Object.fromEntries(Object.entries(graph.outputs).filter(([name]) => names.includes(name)));
  const needed = new Set(Object.values(outputs));
  // From the last node on: a node's readers come after it.
  for (const { id, inputs } of graph.nodes.toReversed())
    if (needed.has(id)) for (const input of inputs) needed.add(input);
  return { ...graph, nodes: graph.nodes.filter(({ id, op }) => op === "input" || needed.has(id)), outputs };
}
