import * as tf from "@tensorflow/tfjs-core";

import { GraphError } from "../../../src/net/errors";
import type { Graph, NodeOf } from "../../../src/net/graph";
import { checkWeights } from "../../../src/net/interpreter";
import { upsampledKernels } from "../../../src/net/interpreter/inference/kernels";
import { runNode } from "../../../src/net/interpreter/interpreter";
import { addBias } from "../../../src/net/interpreter/normalize";
import { dequantizePerChannel, quantizePerChannel } from "../../../src/net/quantize";
import type { FloatTensor, Weights } from "../../../src/net/tensors";
import { type UpsampleFusions, upsampleFusions } from "../run/upsample-fusion";

/** One of the four small convolutions that a 3x3 convolution after nearest-neighbour doubling comes to. */
interface Phase {
  readonly kernel: tf.Tensor4D;
  readonly padding: [[number, number], [number, number], [number, number], [number, number]];
}

/**
 * A net with the rounding errors of int8 arithmetic, computed in floats: what a convolution with a step reads becomes whole
 * steps in [-127, 127], its kernel whole numbers with a scale for each output channel. Where an upsampling comes before it, the
 * four summed kernels of its phases are rounded instead, as an engine that never enlarges the picture has to.
 */
export class Int8Network {
  readonly #graph: Graph;
  readonly #weights = new Map<string, tf.Tensor>();
  /** Kernels of the convolutions with a step, by node id. */
  readonly #rounded = new Map<string, tf.Tensor>();
  readonly #phases = new Map<string, readonly Phase[]>();
  readonly #fusions: UpsampleFusions;

  /** @throws WeightsError if the weights do not fit the graph. */
  constructor(graph: Graph, weights: Weights) {
    checkWeights(graph, weights);
    this.#graph = graph;
    this.#fusions = upsampleFusions(graph);
    for (const [name, tensor] of weights) this.#weights.set(name, tensorOf(tensor));
    for (const node of graph.nodes) {
      const kernel = node.op === "conv2d" ? weights.get(node.weight) : undefined;
      if (kernel === undefined) continue;
      if (this.#fusions.has(node.id)) this.#phases.set(node.id, phasesOf(kernel));
      else this.#rounded.set(node.id, tensorOf(rounded(kernel)));
    }
  }

  /**
   * The graph's outputs, inside `tf.tidy` of the caller.
   * @param scales Step of what a convolution reads, by node id; those without one compute in floats.
   */
  run(
    inputs: Readonly<Record<string, tf.Tensor>>,
    scales: ReadonlyMap<string, number>,
  ): Readonly<Record<string, tf.Tensor>> {
    const values = new Map<string, tf.Tensor>();
    for (const node of this.#graph.nodes) {
      const step = scales.get(node.id);
      const value =
        node.op === "conv2d" && step !== undefined
          ? this.#convolve(node, step, values)
          : runNode(this.#graph, node, this.#weights, inputs, values, {});
      values.set(node.id, value);
    }
    return Object.fromEntries(
      Object.entries(this.#graph.outputs).map(([name, id]) => [name, this.#valueOf(values, id)]),
    );
  }

  dispose(): void {
    tf.dispose([...this.#weights.values(), ...this.#rounded.values()]);
    for (const phases of this.#phases.values()) tf.dispose(phases.map(({ kernel }) => kernel));
  }

  #convolve(
    node: NodeOf<"conv2d" | "depthwiseConv2d">,
    step: number,
    values: ReadonlyMap<string, tf.Tensor>,
  ): tf.Tensor {
    const upsampling = this.#fusions.get(node.id);
    const phases = this.#phases.get(node.id);
    if (upsampling && phases) {
      const x = inSteps(this.#valueOf(values, upsampling.inputs[0]), step) as tf.Tensor4D;
      // Channels of the four phases become the four pixels of each doubled one, rows first.
      const y = tf.depthToSpace(
        tf.concat(
          phases.map(({ kernel, padding }) => tf.conv2d(x, kernel, 1, padding)),
          3,
        ),
        2,
      );
      return node.bias === null ? y : addBias(y, this.#valueOf(this.#weights, node.bias) as tf.Tensor1D);
    }
    const [input = ""] = node.inputs;
    const read = new Map([[input, inSteps(this.#valueOf(values, input), step)]]);
    const kernel = this.#rounded.get(node.id);
    const weights = kernel === undefined ? this.#weights : new Map([...this.#weights, [node.weight, kernel]]);
    return runNode(this.#graph, node, weights, {}, read, {});
  }

  #valueOf(values: ReadonlyMap<string, tf.Tensor>, id: string | undefined): tf.Tensor {
    const tensor = values.get(id ?? "");
    if (!tensor) throw new GraphError(`${this.#graph.name}: ${id ?? "an input"} is read before it is made`);
    return tensor;
  }
}

function inSteps(x: tf.Tensor, step: number): tf.Tensor {
  return tf.mul(tf.clipByValue(tf.round(tf.div(x, step)), -127, 127), step);
}

function rounded({ data, shape }: FloatTensor): FloatTensor {
  return { shape, data: dequantizePerChannel(quantizePerChannel(data, shape)) };
}

function phasesOf(kernel: FloatTensor): Phase[] {
  return upsampledKernels(kernel, 2).map((phase) => {
    const [top, bottom, left, right] = phase.padding;
    return {
      kernel: tensorOf(rounded(phase.kernel)) as tf.Tensor4D,
      padding: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    };
  });
}

function tensorOf({ data, shape }: FloatTensor): tf.Tensor {
  return tf.tensor(data, [...shape]);
}
