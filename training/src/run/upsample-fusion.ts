import type { Graph, GraphNode, NodeOf } from "../../../src/net/graph";

/** Convolution node → the upsampling before it, where `upsampleConvolution` computes both. */
export type UpsampleFusions = ReadonlyMap<string, NodeOf<"upsample">>;

const known = new WeakMap<Graph, UpsampleFusions>();

/** The pairs of a nearest-neighbour upsampling by two and a 3x3 convolution that alone takes its result. */
export function upsampleFusions(graph: Graph): UpsampleFusions {
  const fusions = known.get(graph) ?? find(graph);
  known.set(graph, fusions);
  return fusions;
}

function find(graph: Graph): UpsampleFusions {
  const upsamplings = new Map(
    graph.nodes.filter(isDoubling).map((node): [string, NodeOf<"upsample">] => [node.id, node]),
  );
  const outputs = new Set(Object.values(graph.outputs));
  return new Map(
    graph.nodes.filter(isPlainConvolution).flatMap((node): [string, NodeOf<"upsample">][] => {
      const [id = ""] = node.inputs;
      const upsampling = upsamplings.get(id);
      const readers = graph.nodes.filter(({ inputs }) => inputs.includes(id));
      return upsampling && readers.length === 1 && !outputs.has(id) ? [[node.id, upsampling]] : [];
    }),
  );
}

function isDoubling(node: GraphNode): node is NodeOf<"upsample"> {
  return node.op === "upsample" && node.method === "nearest" && node.scale === 2;
}

function isPlainConvolution(node: GraphNode): node is NodeOf<"conv2d" | "depthwiseConv2d"> {
  return (
    node.op === "conv2d" && node.kernel === 3 && node.stride === 1 && (node.padding === 1 || node.padding === "same")
  );
}
