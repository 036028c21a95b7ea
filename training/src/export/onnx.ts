import { checkWeights } from "../../../src/net/interpreter";
import type { Graph, GraphNode, NodeOf, Padding, Shape } from "../../../src/net/graph";
import { elementCount, f32ToF16, type FloatTensor, type Weights } from "../../../src/net/tensors";
import { ExportError } from "./errors";
import { ElementType, type OnnxAttribute, type OnnxInitializer, type OnnxNode, writeOnnx } from "./onnx-schema";

export interface OnnxOptions {
  readonly name?: string;
  readonly description?: string;
  /** Kept in the file beside the graph: domains, the range of the input. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What inputs, weights, values and outputs are stored and computed in. Default: float32. */
  readonly elements?: "float32" | "float16";
}

/**
 * Writes a graph as an ONNX model (operator set 17) that computes what the interpreter computes.
 *
 * Pictures are **NCHW** `[n, 3, height, width]`, as ONNX's operators want them; vectors `[n, channels]`. Batch, height and
 * width are left open. Inputs and outputs have the graph's names; an output that is called like an input or like another
 * node's value, such as a generator's `image`, ends in `.out`.
 *
 * @throws {ExportError} if the graph has an operation that has no counterpart here.
 * @throws {WeightsError} if a parameter is missing or of another shape.
 */
export function exportOnnx(graph: Graph, weights: Weights, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  checkWeights(graph, weights);
  const { name: title = graph.name, description = title, metadata = {}, elements = "float32" } = options;
  const type = elements === "float16" ? ElementType.FLOAT16 : ElementType.FLOAT;
  const writer = new ModelWriter(graph, weights, type);
  for (const node of graph.nodes) writer.node(node);
  const shapes = new Map(graph.nodes.map((node) => [node.id, node.shape]));
  const outputs = Object.entries(graph.outputs).map(([output, id]) => {
    const name = output !== id && shapes.has(output) ? `${output}.out` : output;
    if (name !== id) writer.push(name, "Identity", [id]);
    return { name, type, shape: openShape(shapes.get(id) ?? [1], `${output}.`) };
  });
  return writeOnnx({
    name: title,
    description,
    metadata,
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: graph.nodes
      .filter((node) => node.op === "input")
      .map(({ id, shape }) => ({ name: id, type, shape: openShape(shape, "") })),
    outputs,
  });
}

function openShape(shape: Shape, prefix: string): readonly (number | string)[] {
  const [first, , channels] = shape;
  return channels === undefined ? ["n", first] : ["n", channels, `${prefix}height`, `${prefix}width`];
}

type FloatType = typeof ElementType.FLOAT | typeof ElementType.FLOAT16;

class ModelWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #type: FloatType;
  readonly #written = new Set<string>();

  constructor(graph: Graph, weights: Weights, type: FloatType) {
    this.#graph = graph;
    this.#weights = weights;
    this.#type = type;
  }

  node(node: GraphNode): void {
    const [x = "", second = ""] = node.inputs;
    switch (node.op) {
      case "input":
        return;
      case "conv2d":
      case "depthwiseConv2d":
        return this.#convolution(node, x);
      case "instanceNorm":
        return this.#instanceNorm(node, x, second);
      case "batchNorm": {
        const parameters = [node.gamma, node.beta, node.mean, node.variance].map((name) => this.#parameter(name));
        return this.push(node.id, "BatchNormalization", [x, ...parameters], { epsilon: { float: node.epsilon } });
      }
      case "activation":
        return this.#activation(node, x);
      case "add":
        return this.push(node.id, "Add", [x, second]);
      case "concat":
        return this.push(node.id, "Concat", node.inputs, { axis: 1 });
      case "upsample":
        return this.#upsample(node, x);
      case "pool":
        return this.push(node.id, node.method === "max" ? "MaxPool" : "AveragePool", [x], {
          kernel_shape: [node.window, node.window],
          strides: [node.stride, node.stride],
          auto_pad: "SAME_UPPER",
        });
      case "globalPool": {
        const pooled = `${node.id}.pooled`;
        this.push(pooled, node.method === "max" ? "GlobalMaxPool" : "GlobalAveragePool", [x]);
        return this.push(node.id, "Flatten", [pooled], { axis: 1 });
      }
      case "dense":
        return this.push(node.id, "Gemm", [x, this.#parameter(node.weight), ...this.#optional(node.bias)]);
      case "softmax":
        return this.push(node.id, "Softmax", [x], { axis: 1 });
      case "dropout":
        // Nothing is dropped at inference.
        return this.push(node.id, "Identity", [x]);
      case "labelPlanes":
        return this.#labelPlanes(node, x, second);
      case "layerInstanceNorm":
        return this.#layerInstanceNorm(node, node.inputs);
      case "channelScale":
        return this.push(node.id, "Mul", [x, this.#planes(`${node.id}.planes`, this.#weight(node.weight))]);
      case "channelSum":
        return this.push(node.id, "ReduceSum", [x, this.#integers(`${node.id}.axes`, [1])], { keepdims: 1 });
      case "reshape":
        return this.#reshape(node, x);
    }
  }

  /** Adds an operator whose only output is named like it. */
  push(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): void {
    this.nodes.push({ name, op, inputs, outputs: [name], attributes });
  }

  #convolution(node: NodeOf<"conv2d" | "depthwiseConv2d">, x: string): void {
    const depthwise = node.op === "depthwiseConv2d";
    const kernel = this.#constant(node.weight, kernelToOihw(this.#weight(node.weight), depthwise));
    this.push(node.id, "Conv", [x, kernel, ...this.#optional(node.bias)], {
      kernel_shape: [node.kernel, node.kernel],
      strides: [node.stride, node.stride],
      ...padding(node.padding),
      ...(depthwise ? { group: node.shape.at(-1) ?? 1 } : {}),
    });
  }

  /**
   * ONNX's instance norm has one scale and shift for each channel; where rows are mixed for each sample, it only
   * normalises, and the mixed rows are applied after it.
   */
  #instanceNorm(node: NodeOf<"instanceNorm">, x: string, domain: string): void {
    const channels = node.shape.at(-1) ?? 1;
    const epsilon = { epsilon: { float: node.epsilon } };
    const filled = (what: string, value: number): string =>
      this.#constant(`${node.id}.${what}`, { shape: [channels], data: new Float32Array(channels).fill(value) });
    const gamma = node.gamma === null ? filled("ones", 1) : this.#parameter(node.gamma);
    const beta = node.beta === null ? filled("zeros", 0) : this.#parameter(node.beta);
    if (!node.conditional) return this.push(node.id, "InstanceNormalization", [x, gamma, beta], epsilon);

    const normalized = `${node.id}.normalized`;
    this.push(normalized, "InstanceNormalization", [x, filled("ones", 1), filled("zeros", 0)], epsilon);
    const rows = (what: string, table: string): string => {
      this.push(`${node.id}.${what}.row`, "MatMul", [domain, table]);
      const shape = this.#integers(`${node.id}.${what}.shape`, [-1, channels, 1, 1]);
      this.push(`${node.id}.${what}.planes`, "Reshape", [`${node.id}.${what}.row`, shape]);
      return `${node.id}.${what}.planes`;
    };
    this.push(`${node.id}.scaled`, "Mul", [normalized, rows("gamma", gamma)]);
    this.push(node.id, "Add", [`${node.id}.scaled`, rows("beta", beta)]);
  }

  /** rho IN(x) + (1 - rho) LN(x), then gamma and beta, which are parameters or values of the graph. */
  #layerInstanceNorm(node: NodeOf<"layerInstanceNorm">, [x = "", ...adaptive]: readonly string[]): void {
    const channels = node.shape.at(-1) ?? 1;
    const id = (what: string): string => `${node.id}.${what}`;
    const op = (what: string, type: string, inputs: readonly string[], attributes = {}): string => {
      this.push(id(what), type, inputs, attributes);
      return id(what);
    };
    const rho = this.#weight(node.rho);
    const rest = { shape: rho.shape, data: rho.data.map((value) => 1 - value) };
    const ones = this.#constant(id("ones"), { shape: [channels], data: new Float32Array(channels).fill(1) });
    const zeros = this.#constant(id("zeros"), { shape: [channels], data: new Float32Array(channels) });
    const byChannel = op("instance", "InstanceNormalization", [x, ones, zeros], { epsilon: { float: node.epsilon } });
    const whole = { axes: [1, 2, 3], keepdims: 1 };
    const centred = op("centred", "Sub", [x, op("mean", "ReduceMean", [x], whole)]);
    const variance = op("variance", "ReduceMean", [op("square", "Mul", [centred, centred])], whole);
    const deviation = op("deviation", "Sqrt", [
      op("shifted", "Add", [variance, this.#scalar(id("epsilon"), node.epsilon)]),
    ]);
    const byLayer = op("layer", "Div", [centred, deviation]);
    const mixed = op("mixed", "Add", [
      op("instance.share", "Mul", [byChannel, this.#planes(id("rho"), rho)]),
      op("layer.share", "Mul", [byLayer, this.#planes(id("rest"), rest)]),
    ]);
    const rows = (["gamma", "beta"] as const).map((what, index) => {
      const parameter = node[what];
      if (parameter !== null) return this.#planes(id(what), this.#weight(parameter));
      return op(what, "Reshape", [adaptive[index] ?? "", this.#integers(id(`${what}.shape`), [-1, channels, 1, 1])]);
    });
    const [gamma = "", beta = ""] = rows;
    this.push(node.id, "Add", [op("scaled", "Mul", [mixed, gamma]), beta]);
  }

  /** Numbers keep the order that they have with the channels last. */
  #reshape(node: NodeOf<"reshape">, x: string): void {
    const source = this.#graph.nodes.find(({ id }) => id === x)?.shape ?? [];
    let value = x;
    if (source.length === 3) {
      value = `${node.id}.nhwc`;
      this.push(value, "Transpose", [x], { perm: [0, 2, 3, 1] });
    }
    const shape = this.#integers(`${node.id}.shape`, [-1, ...node.shape]);
    if (node.shape.length === 1) return this.push(node.id, "Reshape", [value, shape]);
    this.push(`${node.id}.reshaped`, "Reshape", [value, shape]);
    this.push(node.id, "Transpose", [`${node.id}.reshaped`], { perm: [0, 3, 1, 2] });
  }

  #activation(node: NodeOf<"activation">, x: string): void {
    switch (node.activation) {
      case "relu":
        return this.push(node.id, "Relu", [x]);
      case "relu6":
        return this.push(node.id, "Clip", [x, this.#scalar(`${node.id}.low`, 0), this.#scalar(`${node.id}.high`, 6)]);
      case "leakyRelu":
        return this.push(node.id, "LeakyRelu", [x], { alpha: { float: node.slope } });
      case "tanh":
        return this.push(node.id, "Tanh", [x]);
      case "sigmoid":
        return this.push(node.id, "Sigmoid", [x]);
    }
  }

  #upsample(node: NodeOf<"upsample">, x: string): void {
    // Scales are 32-bit floats, whatever is scaled.
    const scales = this.#initializer({
      name: `${node.id}.scales`,
      shape: [4],
      type: ElementType.FLOAT,
      data: bytesOf(Float32Array.of(1, 1, node.scale, node.scale)),
    });
    // Half-pixel centres, as everywhere else; enlarging by an integer, the nearest pixel is that of the floor.
    const attributes =
      node.method === "bilinear"
        ? { mode: "linear", coordinate_transformation_mode: "half_pixel" }
        : { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
    this.push(node.id, "Resize", [x, "", scales], attributes);
  }

  /** Spreads `[n, domains]` over the picture, whose size is known only when the model runs. */
  #labelPlanes(node: NodeOf<"labelPlanes">, x: string, domain: string): void {
    const id = (what: string): string => `${node.id}.${what}`;
    this.push(id("column"), "Unsqueeze", [domain, this.#integers(id("axes"), [2, 3])]);
    this.push(id("size"), "Shape", [x], { start: 2, end: 4 });
    this.push(id("shape"), "Concat", [this.#integers(id("keep"), [1, 1]), id("size")], { axis: 0 });
    this.push(id("planes"), "Expand", [id("column"), id("shape")]);
    this.push(node.id, "Concat", [x, id("planes")], { axis: 1 });
  }

  #optional(name: string | null): string[] {
    return name === null ? [] : [this.#parameter(name)];
  }

  /** A parameter as it is stored: vectors, tables and dense kernels have the same layout in ONNX. */
  #parameter(name: string): string {
    return this.#constant(name, this.#weight(name));
  }

  #weight(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new ExportError(`${this.#graph.name}: there is no parameter ${name}.`);
    return tensor;
  }

  /** One number for each channel of a picture. */
  #planes(name: string, { data }: FloatTensor): string {
    return this.#constant(name, { shape: [1, data.length, 1, 1], data });
  }

  #scalar(name: string, value: number): string {
    return this.#constant(name, { shape: [], data: Float32Array.of(value) });
  }

  #constant(name: string, { shape, data }: FloatTensor): string {
    const stored = this.#type === ElementType.FLOAT ? data : f32ToF16(data);
    return this.#initializer({ name, shape, type: this.#type, data: bytesOf(stored) });
  }

  #integers(name: string, values: readonly number[]): string {
    const data = bytesOf(BigInt64Array.from(values, BigInt));
    return this.#initializer({ name, shape: [values.length], type: ElementType.INT64, data });
  }

  #initializer(tensor: OnnxInitializer): string {
    if (!this.#written.has(tensor.name)) this.initializers.push(tensor);
    this.#written.add(tensor.name);
    return tensor.name;
  }
}

function padding(amount: Padding): Readonly<Record<string, OnnxAttribute>> {
  return amount === "same" ? { auto_pad: "SAME_UPPER" } : { pads: [amount, amount, amount, amount] };
}

/** HWIO to OIHW; a depthwise kernel `[h, w, c, 1]` becomes `[c, 1, h, w]`. */
function kernelToOihw({ shape, data }: FloatTensor, depthwise: boolean): FloatTensor {
  const [height = 1, width = 1, third = 1, fourth = 1] = shape;
  const [inputs, outputs] = depthwise ? [1, third] : [third, fourth];
  const area = height * width;
  const moved = new Float32Array(elementCount(shape));
  for (let p = 0; p < area; p++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        moved[(o * inputs + i) * area + p] = data[(p * inputs + i) * outputs + o] ?? 0;
      }
    }
  }
  return { shape: [outputs, inputs, height, width], data: moved };
}

function bytesOf(data: Float32Array | Uint16Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
