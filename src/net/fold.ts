import { WeightsError } from "./errors";
import type { Graph, GraphNode, NodeOf, ParameterSpec } from "./graph";
import type { FloatTensor, Weights } from "./tensors";

/** A graph and the weights that belong to it. */
export interface Network {
  readonly graph: Graph;
  readonly weights: Weights;
}

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;

/**
 * Folds every batch norm that follows a convolution into the convolution's kernel and bias, as it is at inference.
 * The folded convolution takes the norm's id, so that everything after it stays as it is. A batch norm after another
 * node, or after a convolution that something else reads too, is left alone.
 *
 * @throws {WeightsError} if a parameter is missing or a variance is negative.
 */
export function foldBatchNorm(graph: Graph, weights: Weights): Network {
  const readers = countReaders(graph);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const folded = new Map(weights);
  const replaced = new Map<string, GraphNode | null>();
  const gone = new Set<string>();
  const added = new Map<string, ParameterSpec>();

  for (const node of graph.nodes) {
    if (node.op !== "batchNorm") continue;
    const conv = nodes.get(node.inputs[0] ?? "");
    if (conv === undefined || !isConvolution(conv) || readers.get(conv.id) !== 1) continue;
    const bias = conv.bias ?? `${conv.id}.bias`;
    foldInto(conv, node, bias, folded);
    for (const name of [node.gamma, node.beta, node.mean, node.variance]) gone.add(name);
    added.set(bias, { name: bias, shape: [conv.shape[2] ?? 0], role: "bias", fanIn: 0 });
    replaced.set(conv.id, null);
    replaced.set(node.id, { ...conv, id: node.id, bias });
  }

  const kept = graph.nodes.flatMap((node) => {
    const replacement = replaced.get(node.id);
    return replacement === undefined ? [node] : replacement === null ? [] : [replacement];
  });
  const parameters = graph.parameters.filter(({ name }) => !gone.has(name) && !added.has(name));
  return { graph: { ...graph, nodes: kept, parameters: [...parameters, ...added.values()] }, weights: folded };
}

/** How many inputs and outputs of the graph read each value. */
function countReaders(graph: Graph): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  const ids = [...graph.nodes.flatMap((node) => node.inputs), ...Object.values(graph.outputs)];
  for (const id of ids) readers.set(id, (readers.get(id) ?? 0) + 1);
  return readers;
}

/** Replaces the convolution's kernel and bias in `weights` and takes the norm's parameters out of it. */
function foldInto(
  conv: Convolution,
  norm: NodeOf<"batchNorm">,
  biasName: string,
  weights: Map<string, FloatTensor>,
): void {
  const take = (name: string): FloatTensor => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new WeightsError(`The batch norm ${norm.id} cannot be folded: ${name} is missing.`);
    return tensor;
  };
  const kernel = take(conv.weight);
  const gamma = take(norm.gamma).data;
  const beta = take(norm.beta).data;
  const mean = take(norm.mean).data;
  const variance = take(norm.variance).data;
  const oldBias = conv.bias === null ? undefined : take(conv.bias).data;

  const channels = gamma.length;
  const factor = new Float64Array(channels);
  const bias = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const spread = (variance[c] ?? 0) + norm.epsilon;
    if (!(spread > 0)) throw new WeightsError(`${norm.variance}: variance ${c} is ${variance[c]}, below zero.`);
    const slope = (gamma[c] ?? 0) / Math.sqrt(spread);
    factor[c] = slope;
    bias[c] = (beta[c] ?? 0) + ((oldBias?.[c] ?? 0) - (mean[c] ?? 0)) * slope;
  }
  // Output channels run fastest in HWIO kernels and, with a multiplier of 1, in depthwise kernels too.
  const data = kernel.data.map((value, i) => value * (factor[i % channels] ?? 0));
  for (const name of [norm.gamma, norm.beta, norm.mean, norm.variance]) weights.delete(name);
  weights.set(conv.weight, { shape: kernel.shape, data });
  weights.set(biasName, { shape: [channels], data: bias });
}

function isConvolution(node: GraphNode): node is Convolution {
  return node.op === "conv2d" || node.op === "depthwiseConv2d";
}
