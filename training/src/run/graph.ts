import * as tf from "@tensorflow/tfjs-core";

import { GraphError } from "../../../src/net/errors";
import type { GraphNode, NodeOf } from "../../../src/net/graph";
import type { RunOptions, runGraph as interpret, WeightTensors } from "../../../src/net/interpreter";
import { runNode } from "../../../src/net/interpreter/interpreter";
import { addBias } from "../../../src/net/interpreter/normalize";
import { globalMax, hasGlobalMax } from "../backend/fused-global-max";
import { fusedLayerNorm, hasFusedLayerNorm } from "../backend/fused-layer-norm";
import { fusedNorm, hasFusedNorm } from "../backend/fused-norm";
import { fusedRelu, hasFusedRelu } from "../backend/fused-relu";
import { hasInterleave, upsampleConvolution } from "../backend/fused-upsample";
import { upsampleFusions } from "./upsample-fusion";

/** The interpreter's `runGraph`, with the kernels that a training backend has for whole nodes. */
export const runGraph: typeof interpret = (graph, weights, inputs, options) => {
  const values = new Map<string, tf.Tensor>();
  const fusions = hasInterleave() ? upsampleFusions(graph) : new Map<string, NodeOf<"upsample">>();
  const skipped = new Set([...fusions.values()].map(({ id }) => id));
  for (const node of graph.nodes) {
    if (skipped.has(node.id)) continue;
    const value =
      runUpsampled(node, fusions.get(node.id), weights, values) ??
      runFused(node, weights, values, options ?? {}) ??
      runNode(graph, node, weights, inputs, values, options ?? {});
    values.set(node.id, value);
  }
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, values.get(id) as tf.Tensor]));
};

/** A convolution together with the upsampling before it. @returns null where there is none. */
function runUpsampled(
  node: GraphNode,
  upsampling: NodeOf<"upsample"> | undefined,
  weights: WeightTensors,
  values: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor | null {
  if (!upsampling || node.op !== "conv2d") return null;
  const x = values.get(upsampling.inputs[0] ?? "");
  const filter = weights.get(node.weight);
  const bias = node.bias === null ? null : weights.get(node.bias);
  if (!x || !filter || bias === undefined) {
    throw new GraphError(`${node.id} lacks its input or its parameters ${node.weight}, ${node.bias ?? "no bias"}`);
  }
  const y = upsampleConvolution(x as tf.Tensor4D, filter as tf.Tensor4D);
  return bias === null ? y : addBias(y, bias as tf.Tensor1D);
}

/** @returns null for nodes without a kernel, and for those that lack something, about which the interpreter complains. */
function runFused(
  node: GraphNode,
  weights: WeightTensors,
  values: ReadonlyMap<string, tf.Tensor>,
  options: RunOptions,
): tf.Tensor | null {
  const x = values.get(node.inputs[0] ?? "") as tf.Tensor4D | undefined;
  if (!x) return null;
  if (node.op === "activation" && hasFusedRelu() && (node.activation === "relu" || node.activation === "leakyRelu")) {
    return fusedRelu(x, node.activation === "relu" ? 0 : node.slope);
  }
  if (node.op === "instanceNorm" && hasFusedNorm()) return runInstanceNorm(node, x, weights, values);
  if (node.op === "batchNorm" && hasFusedNorm() && options.training === true) {
    return runBatchNorm(node, x, weights, options);
  }
  if (node.op === "layerInstanceNorm" && hasFusedLayerNorm()) return runLayerNorm(node, x, weights, values);
  if (node.op === "globalPool" && node.method === "max" && hasGlobalMax()) return globalMax(x);
  return null;
}

function runInstanceNorm(
  node: NodeOf<"instanceNorm">,
  x: tf.Tensor4D,
  weights: WeightTensors,
  values: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor | null {
  const [gamma, beta] = [weights.get(node.gamma ?? ""), weights.get(node.beta ?? "")];
  const domain = values.get(node.inputs[1] ?? "");
  if (!gamma || !beta || (node.conditional && !domain)) return null;
  const row = (parameter: tf.Tensor): tf.Tensor4D => {
    const mixed = domain ? tf.matMul(domain, parameter) : parameter;
    return tf.reshape(mixed, [-1, 1, 1, x.shape[3]]);
  };
  return fusedNorm(x, row(gamma), row(beta), { epsilon: node.epsilon, over: "sample" });
}

function runBatchNorm(
  node: NodeOf<"batchNorm">,
  x: tf.Tensor4D,
  weights: WeightTensors,
  options: RunOptions,
): tf.Tensor | null {
  const [gamma, beta] = [weights.get(node.gamma), weights.get(node.beta)];
  if (!gamma || !beta) return null;
  const row = (parameter: tf.Tensor): tf.Tensor4D => tf.reshape(parameter, [1, 1, 1, -1]);
  return fusedNorm(x, row(gamma), row(beta), { epsilon: node.epsilon, over: "batch" }, (moments) =>
    options.onMoments?.(node, moments),
  );
}

function runLayerNorm(
  node: NodeOf<"layerInstanceNorm">,
  x: tf.Tensor4D,
  weights: WeightTensors,
  values: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor | null {
  const rho = weights.get(node.rho);
  const given = (name: string | null, input: number): tf.Tensor | undefined =>
    name === null ? values.get(node.inputs[input] ?? "") : weights.get(name);
  const [gamma, beta] = [given(node.gamma, 1), given(node.beta, 2)];
  if (!rho || !gamma || !beta) return null;
  const row = (tensor: tf.Tensor): tf.Tensor4D => tf.reshape(tensor, [-1, 1, 1, x.shape[3]]);
  return fusedLayerNorm(x, row(rho), row(gamma), row(beta), node.epsilon);
}
