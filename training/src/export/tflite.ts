import { WeightsError } from "../../../src/net/errors";
import { foldBatchNorm } from "../../../src/net/fold";
import type { Graph, GraphNode, NodeOf } from "../../../src/net/graph";
import { elementCount, f32ToF16, type FloatTensor, type Weights } from "../../../src/net/tensors";
import { ExportError } from "./errors";
import { writeSegmenterMetadata } from "./tflite-metadata";
import {
  BuiltinOperator,
  FusedActivation,
  type OperatorOptions,
  Padding,
  TensorType,
  type TfliteOperator,
  type TfliteTensor,
  writeTflite,
} from "./tflite-schema";

export interface TfliteOptions {
  /** Output of the graph that becomes the model's only output. Default `probabilities`. */
  readonly output?: string;
  /** How constants are stored; they are computed with in 32 bits either way. Default `float16`, half the bytes. */
  readonly precision?: "float16" | "float32";
  readonly name?: string;
  readonly description?: string;
  readonly version?: string;
  readonly license?: string;
}

/**
 * Writes a graph as a TFLite model that MediaPipe's ImageSegmenter takes: float32 input `[1, h, w, 3]` in [-1, 1],
 * float32 output `[1, h, w, classes]`. Batch norms are folded into their convolutions, ReLUs fused where nothing else
 * reads what is before them.
 *
 * What MediaPipe 1.1.0 does around the model, measured in Chromium: the picture is squeezed to the model's size
 * whatever its aspect ratio, without a low-pass filter (a large picture aliases), on the GPU delegate bilinearly with
 * half-pixel centres, on the CPU delegate with pixel corners matched, which shifts the answer by half the ratio less
 * half a pixel. Each mask is then resized to the picture's size, bilinearly with half-pixel centres. A picture of exactly
 * the model's size passes untouched both ways on both delegates: scale to that size before.
 *
 * @throws {ExportError} if the graph has an operation that TFLite has no counterpart for here, or no such output.
 * @throws {WeightsError} if a parameter is missing, of another shape, not finite or too large for `precision`.
 */
export function exportTflite(graph: Graph, weights: Weights, options: TfliteOptions = {}): Uint8Array<ArrayBuffer> {
  const { output = "probabilities", precision = "float16", name = graph.name } = options;
  const outputId = graph.outputs[output];
  if (outputId === undefined) {
    const known = Object.keys(graph.outputs).join(", ");
    throw new ExportError(`${graph.name} has no output ${output} to export; it has ${known}.`);
  }
  const folded = foldBatchNorm(withOutput(graph, outputId), weights);
  const writer = new ModelWriter(folded.graph, folded.weights, precision);
  const description = options.description ?? name;
  return writeTflite({
    description,
    ...writer.write(outputId),
    metadata: {
      TFLITE_METADATA: writeSegmenterMetadata({
        name,
        description,
        version: options.version ?? "1",
        license: options.license ?? "MIT",
      }),
    },
  });
}

/** The graph with only one output, and only the nodes that it needs. */
function withOutput(graph: Graph, outputId: string): Graph {
  const needed = new Set([outputId]);
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.id)) for (const input of node.inputs) needed.add(input);
  }
  return { ...graph, nodes: graph.nodes.filter((node) => needed.has(node.id)), outputs: { output: outputId } };
}

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;

/** Walks a graph and collects the tensors and operators of its TFLite model. */
class ModelWriter {
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #precision: "float16" | "float32";
  readonly #tensors: TfliteTensor[] = [];
  readonly #operators: TfliteOperator[] = [];
  readonly #inputs: number[] = [];
  /** Tensor of each node's value. */
  readonly #values = new Map<string, number>();
  /** Activation that is fused into a node, and the activation's id. */
  readonly #fused: ReadonlyMap<string, { readonly code: FusedActivation; readonly id: string }>;

  constructor(graph: Graph, weights: Weights, precision: "float16" | "float32") {
    this.#graph = graph;
    this.#weights = weights;
    this.#precision = precision;
    this.#fused = findFusable(graph);
  }

  write(outputId: string): {
    tensors: readonly TfliteTensor[];
    operators: readonly TfliteOperator[];
    inputs: readonly number[];
    outputs: readonly number[];
  } {
    const fusedIds = new Set([...this.#fused.values()].map(({ id }) => id));
    for (const node of this.#graph.nodes) if (!fusedIds.has(node.id)) this.#node(node);
    const outputs = [this.#value(outputId)];
    return { tensors: this.#tensors, operators: this.#operators, inputs: this.#inputs, outputs };
  }

  #node(node: GraphNode): void {
    switch (node.op) {
      case "input":
        this.#inputs.push(this.#define(node));
        return;
      case "conv2d":
      case "depthwiseConv2d":
        this.#convolution(node);
        return;
      case "dense":
        this.#dense(node);
        return;
      case "activation":
        this.#activation(node);
        return;
      case "add":
        this.#operator(node, BuiltinOperator.ADD, { table: "Add", fused: this.#fusedInto(node) });
        return;
      case "concat":
        this.#operator(node, BuiltinOperator.CONCATENATION, { table: "Concatenation", axis: node.shape.length });
        return;
      case "upsample":
        this.#upsample(node);
        return;
      case "pool": {
        const code = node.method === "max" ? BuiltinOperator.MAX_POOL_2D : BuiltinOperator.AVERAGE_POOL_2D;
        const { window, stride } = node;
        this.#operator(node, code, { table: "Pool2D", padding: Padding.SAME, stride, window });
        return;
      }
      case "globalPool": {
        const code = node.method === "average" ? BuiltinOperator.MEAN : BuiltinOperator.REDUCE_MAX;
        this.#operator(node, code, { table: "Reducer", keepDims: false }, [this.#integers(`${node.id}.axes`, [1, 2])]);
        return;
      }
      case "softmax":
        this.#operator(node, BuiltinOperator.SOFTMAX, { table: "Softmax", beta: 1 });
        return;
      case "dropout":
        // Nothing is dropped at inference: the value is that of the input.
        this.#values.set(node.id, this.#value(node.inputs[0] ?? ""));
        return;
      case "instanceNorm":
      case "layerInstanceNorm":
      case "channelScale":
      case "channelSum":
      case "reshape":
      case "batchNorm":
      case "labelPlanes":
        throw new ExportError(
          `${this.#graph.name}: the TFLite exporter does not know the operation ${node.op} of ${node.id}` +
            (node.op === "batchNorm" ? ", unless it follows a convolution that nothing else reads." : "."),
        );
    }
  }

  #convolution(node: Convolution): void {
    const { kernel, stride, padding } = node;
    const depthwise = node.op === "depthwiseConv2d";
    let input = this.#value(node.inputs[0] ?? "");
    const same = padding === "same" || (stride === 1 && kernel % 2 === 1 && padding === kernel >> 1);
    if (!same && padding > 0) input = this.#pad(node, padding);

    const channels = node.shape.at(-1) ?? 0;
    const stored = this.#weight(node.weight);
    // HWIO to OHWI; a depthwise kernel [h, w, c, 1] is [1, h, w, c] in the same order.
    const weight = depthwise
      ? { shape: [1, kernel, kernel, channels], data: stored.data }
      : outputFirst(stored, [kernel, kernel, stored.shape[2] ?? 0]);
    const constants = [this.#constant(node.weight, weight), this.#bias(node, channels)];
    const code = depthwise ? BuiltinOperator.DEPTHWISE_CONV_2D : BuiltinOperator.CONV_2D;
    this.#push(node, code, 1, [input, ...constants], {
      table: depthwise ? "DepthwiseConv2D" : "Conv2D",
      padding: same ? Padding.SAME : Padding.VALID,
      stride,
      fused: this.#fusedInto(node),
    });
  }

  #pad(node: Convolution, padding: number): number {
    const input = this.#value(node.inputs[0] ?? "");
    const [batch = 1, height = 0, width = 0, channels = 0] = this.#tensors[input]?.shape ?? [];
    const pairs = this.#integers(`${node.id}.padding`, [0, 0, padding, padding, padding, padding, 0, 0], [4, 2]);
    const shape = [batch, height + 2 * padding, width + 2 * padding, channels];
    const output = this.#tensor({ name: `${node.id}.padded`, shape, type: TensorType.FLOAT32 });
    this.#operators.push({ code: BuiltinOperator.PAD, version: 1, inputs: [input, pairs], outputs: [output] });
    return output;
  }

  #dense(node: NodeOf<"dense">): void {
    const stored = this.#weight(node.weight);
    const weight = outputFirst(stored, [stored.shape[0] ?? 0]);
    const constants = [this.#constant(node.weight, weight), this.#bias(node, node.shape[0])];
    this.#operator(
      node,
      BuiltinOperator.FULLY_CONNECTED,
      { table: "FullyConnected", fused: this.#fusedInto(node) },
      constants,
    );
  }

  #activation(node: NodeOf<"activation">): void {
    switch (node.activation) {
      case "relu":
        return this.#operator(node, BuiltinOperator.RELU);
      case "relu6":
        return this.#operator(node, BuiltinOperator.RELU6);
      case "leakyRelu":
        return this.#operator(node, BuiltinOperator.LEAKY_RELU, { table: "LeakyRelu", alpha: node.slope });
      case "tanh":
        return this.#operator(node, BuiltinOperator.TANH);
      case "sigmoid":
        return this.#operator(node, BuiltinOperator.LOGISTIC);
    }
  }

  #upsample(node: NodeOf<"upsample">): void {
    const input = this.#value(node.inputs[0] ?? "");
    const size = this.#integers(`${node.id}.size`, node.shape.slice(0, 2));
    if (node.method === "bilinear") {
      // Version 3 is the first with half-pixel centres, which are what the other executors have.
      const options = { table: "ResizeBilinear", halfPixelCenters: true } as const;
      this.#push(node, BuiltinOperator.RESIZE_BILINEAR, 3, [input, size], options);
    } else {
      // Enlarging by an integer gives the same with and without half-pixel centres.
      const options = { table: "ResizeNearestNeighbor", halfPixelCenters: false } as const;
      this.#push(node, BuiltinOperator.RESIZE_NEAREST_NEIGHBOR, 1, [input, size], options);
    }
  }

  /** Adds an operator of version 1 that reads the node's inputs and then `constants`. */
  #operator(
    node: GraphNode,
    code: BuiltinOperator,
    options?: OperatorOptions,
    constants: readonly number[] = [],
  ): void {
    const inputs = node.inputs.map((id) => this.#value(id));
    this.#push(node, code, 1, [...inputs, ...constants], options);
  }

  #push(
    node: GraphNode,
    code: BuiltinOperator,
    version: number,
    inputs: readonly number[],
    options?: OperatorOptions,
  ): void {
    const outputs = [this.#define(node)];
    this.#operators.push({ code, version, inputs, outputs, ...(options === undefined ? {} : { options }) });
  }

  /** Makes the tensor of a node's value, which is also that of the activation fused into it. */
  #define(node: GraphNode): number {
    const fused = this.#fused.get(node.id);
    const id = fused?.id ?? node.id;
    const index = this.#tensor({ name: id, shape: [1, ...node.shape], type: TensorType.FLOAT32 });
    this.#values.set(node.id, index).set(id, index);
    return index;
  }

  #value(id: string): number {
    const index = this.#values.get(id);
    if (index === undefined) throw new ExportError(`${this.#graph.name}: ${id} is read before it is made.`);
    return index;
  }

  #fusedInto(node: GraphNode): FusedActivation {
    return this.#fused.get(node.id)?.code ?? FusedActivation.NONE;
  }

  #bias(node: Convolution | NodeOf<"dense">, channels: number): number {
    const bias = node.bias === null ? { shape: [channels], data: new Float32Array(channels) } : this.#weight(node.bias);
    return this.#constant(node.bias ?? `${node.id}.bias`, bias);
  }

  #weight(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined)
      throw new WeightsError(`${this.#graph.name} needs ${name}, which the weights do not have.`);
    const spec = this.#graph.parameters.find((parameter) => parameter.name === name);
    const wanted = spec?.shape ?? tensor.shape;
    if (tensor.shape.join() !== wanted.join() || tensor.data.length !== elementCount(wanted)) {
      throw new WeightsError(`${name} is [${tensor.shape.join(", ")}] instead of [${wanted.join(", ")}].`);
    }
    const limit = this.#precision === "float16" ? 65520 : Infinity;
    const unfit = tensor.data.findIndex((value) => !(Math.abs(value) < limit));
    if (unfit >= 0)
      throw new WeightsError(`${name}: value ${unfit} is ${tensor.data[unfit]}, not a ${this.#precision}.`);
    return tensor;
  }

  /** A constant in 32 bits, stored in the wanted precision. */
  #constant(name: string, { shape, data }: FloatTensor): number {
    if (this.#precision === "float32") {
      return this.#tensor({ name, shape, type: TensorType.FLOAT32, data: bytesOf(data) });
    }
    const half = { name: `${name}.f16`, shape, type: TensorType.FLOAT16, data: bytesOf(f32ToF16(data)) };
    const inputs = [this.#tensor(half)];
    const output = this.#tensor({ name, shape, type: TensorType.FLOAT32 });
    // Version 3 is the first that takes float16. The runtimes run this once, when they load the model.
    this.#operators.push({ code: BuiltinOperator.DEQUANTIZE, version: 3, inputs, outputs: [output] });
    return output;
  }

  #integers(name: string, values: readonly number[], shape: readonly number[] = [values.length]): number {
    return this.#tensor({ name, shape, type: TensorType.INT32, data: bytesOf(Int32Array.from(values)) });
  }

  #tensor(tensor: TfliteTensor): number {
    return this.#tensors.push(tensor) - 1;
  }
}

/** Finds the ReLUs that can be fused into the node before them: nothing else reads that node's value. */
function findFusable(graph: Graph): Map<string, { code: FusedActivation; id: string }> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const readers = new Map<string, number>();
  for (const id of [...graph.nodes.flatMap((node) => node.inputs), ...Object.values(graph.outputs)]) {
    readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  const fusable = new Map<string, { code: FusedActivation; id: string }>();
  for (const node of graph.nodes) {
    if (node.op !== "activation" || (node.activation !== "relu" && node.activation !== "relu6")) continue;
    const before = nodes.get(node.inputs[0] ?? "");
    if (before === undefined || readers.get(before.id) !== 1) continue;
    if (!["conv2d", "depthwiseConv2d", "dense", "add"].includes(before.op)) continue;
    const code = node.activation === "relu" ? FusedActivation.RELU : FusedActivation.RELU6;
    fusable.set(before.id, { code, id: node.id });
  }
  return fusable;
}

/** Moves the last axis of a kernel, the output channel, to the front. `rest` are the other axes. */
function outputFirst({ shape, data }: FloatTensor, rest: readonly number[]): FloatTensor {
  const outputs = shape.at(-1) ?? 0;
  const inner = data.length / outputs;
  const moved = new Float32Array(data.length);
  for (let i = 0; i < inner; i++) {
    for (let o = 0; o < outputs; o++) moved[o * inner + i] = data[i * outputs + o] ?? 0;
  }
  return { shape: [outputs, ...rest], data: moved };
}

function bytesOf(data: Float32Array | Uint16Array | Int32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
