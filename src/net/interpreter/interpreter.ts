import * as tf from "@tensorflow/tfjs-core";

import { GraphError, WeightsError } from "../errors";
import type { Graph, GraphNode, NodeOf } from "../graph";
import { layerInstanceNorm } from "./layer-instance-norm";
import { addBias, normalize, type Moments } from "./normalize";
import { scaleAndShift } from "./scale-shift";
import { upsampleBilinear, upsampleNearest } from "./upsample";

/** Parameter name → tensor, shaped as the graph's {@link ParameterSpec} says. */
export type WeightTensors = ReadonlyMap<string, tf.Tensor>;

export interface RunOptions {
  /** Batch norm by the batch's own statistics, drop-out on. Default false. */
  readonly training?: boolean;
  /** With `training`: what drop-out drops is a function of this and the node. Default: drawn anew each time. */
  readonly dropoutSeed?: number;
  /** With `training`: called with the batch's moments of each batch norm; keep what outlives the call. */
  readonly onMoments?: (node: NodeOf<"batchNorm">, moments: Moments) => void;
}

/**
 * Runs a graph on the current tfjs backend; differentiable by `tf.grads` and friends.
 *
 * Call it inside `tf.tidy`, or dispose what it returns and makes.
 * @param inputs Input name → batch: pictures `[n, h, w, c]` of any size that the net's strides divide, vectors `[n, c]`.
 * @returns Output name → batch.
 * @throws GraphError on a missing or misshapen input, WeightsError on a missing or misshapen parameter.
 */
export function runGraph(
  graph: Graph,
  weights: WeightTensors,
  inputs: Readonly<Record<string, tf.Tensor>>,
  options: RunOptions = {},
): Record<string, tf.Tensor> {
  const values = new Map<string, tf.Tensor>();
  for (const node of graph.nodes) values.set(node.id, runNode(graph, node, weights, inputs, values, options));
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, valueOf(graph, values, id)]));
}

/** Checks once what {@link runGraph} relies on. @throws WeightsError that names every parameter that does not fit. */
export function checkWeights(graph: Graph, weights: ReadonlyMap<string, { readonly shape: readonly number[] }>): void {
  const wrong = graph.parameters.flatMap(({ name, shape }) => {
    const tensor = weights.get(name);
    if (!tensor) return [`${name} is missing`];
    return tensor.shape.join() === shape.join()
      ? []
      : [`${name} is [${tensor.shape.join(", ")}] instead of [${shape.join(", ")}]`];
  });
  if (wrong.length > 0)
    throw new WeightsError(
      `the weights do not fit ${graph.name}: ${wrong.slice(0, 5).join("; ")}${wrong.length > 5 ? "; …" : ""}`,
    );
}

/** Computes one node's value from the values before it: what {@link runGraph} is made of. */
export function runNode(
  graph: Graph,
  node: GraphNode,
  weights: WeightTensors,
  inputs: Readonly<Record<string, tf.Tensor>>,
  values: ReadonlyMap<string, tf.Tensor>,
  options: RunOptions,
): tf.Tensor {
  const value = (index: number): tf.Tensor =>
    valueOf(graph, values, node.inputs[index] ?? `input ${index} of ${node.id}`);
  const picture = (): tf.Tensor4D => value(0) as tf.Tensor4D;
  const weight = (name: string): tf.Tensor => {
    const tensor = weights.get(name);
    if (!tensor) throw new WeightsError(`${graph.name} needs the parameter ${name}, which the weights do not have`);
    return tensor;
  };
  switch (node.op) {
    case "input": {
      const tensor = inputs[node.id];
      if (!tensor) throw new GraphError(`${graph.name} needs the input ${node.id}`);
      const channels = node.shape[node.shape.length - 1];
      if (tensor.rank !== node.shape.length + 1 || tensor.shape[tensor.rank - 1] !== channels) {
        throw new GraphError(
          `${graph.name}: input ${node.id} is [${tensor.shape.join(", ")}] instead of [batch, ${node.shape.join(", ")}]`,
        );
      }
      return tensor;
    }
    case "conv2d": {
      const y = tf.conv2d(picture(), weight(node.weight) as tf.Tensor4D, node.stride, explicitPadding(node));
      return node.bias === null ? y : addBias(y, weight(node.bias) as tf.Tensor1D);
    }
    case "depthwiseConv2d": {
      const y = tf.depthwiseConv2d(picture(), weight(node.weight) as tf.Tensor4D, node.stride, explicitPadding(node));
      return node.bias === null ? y : addBias(y, weight(node.bias) as tf.Tensor1D);
    }
    case "instanceNorm": {
      const x = picture();
      const channels = x.shape[3];
      const row = (name: string | null, fill: number): tf.Tensor4D => {
        if (name === null) return tf.mul(tf.ones([1, 1, 1, channels]), fill);
        if (!node.conditional) return tf.reshape(weight(name), [1, 1, 1, channels]);
        return tf.reshape(tf.matMul(value(1) as tf.Tensor2D, weight(name) as tf.Tensor2D), [-1, 1, 1, channels]);
      };
      return normalize(x, row(node.gamma, 1), row(node.beta, 0), node.epsilon, "sample");
    }
    case "batchNorm": {
      const x = picture();
      if (options.training !== true) {
        return tf.batchNorm(
          x,
          weight(node.mean) as tf.Tensor1D,
          weight(node.variance) as tf.Tensor1D,
          weight(node.beta) as tf.Tensor1D,
          weight(node.gamma) as tf.Tensor1D,
          node.epsilon,
        );
      }
      const row = (name: string): tf.Tensor4D => tf.reshape(weight(name), [1, 1, 1, -1]);
      return normalize(x, row(node.gamma), row(node.beta), node.epsilon, "batch", (moments) =>
        options.onMoments?.(node, moments),
      );
    }
    case "layerInstanceNorm": {
      const x = picture();
      const row = (tensor: tf.Tensor): tf.Tensor4D => tf.reshape(tensor, [-1, 1, 1, x.shape[3]]);
      const gamma = row(node.gamma === null ? value(1) : weight(node.gamma));
      const beta = row(node.beta === null ? value(2) : weight(node.beta));
      return layerInstanceNorm(x, row(weight(node.rho)), gamma, beta, node.epsilon);
    }
    case "activation":
      return activate(value(0), node);
    case "add":
      return tf.add(value(0), value(1));
    case "concat":
      return tf.concat(
        node.inputs.map((_, index) => value(index)),
        -1,
      );
    case "upsample":
      return node.method === "nearest"
        ? upsampleNearest(picture(), node.scale)
        : upsampleBilinear(picture(), node.scale);
    case "pool": {
      const pool = node.method === "max" ? tf.maxPool : tf.avgPool;
      return pool(picture(), node.window, node.stride, "same");
    }
    case "globalPool":
      return node.method === "average" ? tf.mean(value(0), [1, 2]) : tf.max(value(0), [1, 2]);
    case "dense": {
      const y = tf.matMul(value(0), weight(node.weight));
      return node.bias === null ? y : tf.add(y, weight(node.bias));
    }
    case "channelScale": {
      const scale = tf.reshape<tf.Rank.R4>(weight(node.weight), [1, 1, 1, -1]);
      return scaleAndShift(picture(), scale, tf.zerosLike(scale));
    }
    case "channelSum":
      return tf.sum(value(0), -1, true);
    case "reshape":
      return tf.reshape(value(0), [-1, ...node.shape]);
    case "softmax":
      return tf.softmax(value(0));
    case "dropout":
      return options.training === true ? dropOut(value(0), node, options.dropoutSeed) : value(0);
    case "labelPlanes": {
      const x = picture();
      const domain = value(1);
      const planes = tf.mul(
        tf.reshape(domain, [-1, 1, 1, domain.shape[1] ?? 1]),
        tf.ones([1, x.shape[1], x.shape[2], 1]),
      );
      return tf.concat([x, planes], -1);
    }
  }
}

function valueOf(graph: Graph, values: ReadonlyMap<string, tf.Tensor>, id: string): tf.Tensor {
  const tensor = values.get(id);
  if (!tensor) throw new GraphError(`${graph.name}: ${id} is read before it is made`);
  return tensor;
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

function explicitPadding(node: NodeOf<"conv2d" | "depthwiseConv2d">): "same" | ExplicitPadding {
  const { padding, kernel, stride } = node;
  if (padding === "same" || (stride === 1 && kernel % 2 === 1 && padding === kernel >> 1)) return "same";
  return [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
}

function activate(x: tf.Tensor, node: NodeOf<"activation">): tf.Tensor {
  switch (node.activation) {
    case "relu":
      return tf.relu(x);
    case "relu6":
      return tf.relu6(x);
    case "leakyRelu":
      return leakyRelu(x, node.slope);
    case "tanh":
      return tf.tanh(x);
    case "sigmoid":
      return tf.sigmoid(x);
  }
}

function dropOut(x: tf.Tensor, { id, rate }: NodeOf<"dropout">, seed: number | undefined): tf.Tensor {
  if (rate === 0) return x;
  // Layers of one shape must not drop the same places.
  return seed === undefined ? tf.dropout(x, rate) : tf.dropout(x, rate, undefined, `${seed}/${id}`);
}

/** tfjs's own gradient compares, which has no gradient; by a step function it has a second one, as gradient penalties need. */
function leakyRelu(x: tf.Tensor, slope: number): tf.Tensor {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor => tf.mul(dy, tf.step(saved ?? input, slope));
    return { value: tf.leakyRelu(input, slope), gradFunc };
  });
  return run(x);
}
