import * as tf from "@tensorflow/tfjs-core";

import type { GraphNode } from "../../../src/net/graph";
import { type RunOptions, runGraph as interpret, type WeightTensors } from "../../../src/net/interpreter";
import { runNode } from "../../../src/net/interpreter/interpreter";
import { fusedNorm, hasFusedNorm } from "../backend/fused-norm";
import { fusedRelu, hasFusedRelu } from "../backend/fused-relu";

/** The interpreter's `runGraph`, with the kernels that a training backend has for whole nodes. */
export const runGraph: typeof interpret = (graph, weights, inputs, options) => {
  if (!hasFusedNorm() || !hasFusedRelu()) return interpret(graph, weights, inputs, options);
  const values = new Map<string, tf.Tensor>();
  for (const node of graph.nodes) {
    const value =
      runFused(node, weights, values, options ?? {}) ?? runNode(graph, node, weights, inputs, values, options ?? {});
    values.set(node.id, value);
  }
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, values.get(id) as tf.Tensor]));
};

/** @returns null for nodes without a kernel, and for those that lack something, about which the interpreter complains. */
function runFused(
  node: GraphNode,
  weights: WeightTensors,
  values: ReadonlyMap<string, tf.Tensor>,
  options: RunOptions,
): tf.Tensor | null {
  const x = values.get(node.inputs[0] ?? "") as tf.Tensor4D | undefined;
  if (x && node.op === "activation" && (node.activation === "relu" || node.activation === "leakyRelu")) {
    return fusedRelu(x, node.activation === "relu" ? 0 : node.slope);
  }
  if (!x || (node.op !== "instanceNorm" && !(node.op === "batchNorm" && options.training === true))) return null;
  const [gamma, beta] = [weights.get(node.gamma ?? ""), weights.get(node.beta ?? "")];
  if (!gamma || !beta) return null;
  if (node.op === "batchNorm") {
    const row = (parameter: tf.Tensor): tf.Tensor4D => tf.reshape(parameter, [1, 1, 1, -1]);
    return fusedNorm(x, row(gamma), row(beta), { epsilon: node.epsilon, over: "batch" }, (moments) =>
      options.onMoments?.(node, moments),
    );
  }
  const domain = values.get(node.inputs[1] ?? "");
  if (node.conditional && !domain) return null;
  const row = (parameter: tf.Tensor): tf.Tensor4D => {
    const mixed = domain ? tf.matMul(domain, parameter) : parameter;
    return tf.reshape(mixed, [-1, 1, 1, x.shape[3]]);
  };
  return fusedNorm(x, row(gamma), row(beta), { epsilon: node.epsilon, over: "sample" });
}
