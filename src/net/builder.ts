import { GraphError } from "./errors";
import type { Activation, Graph, GraphNode, Padding, ParameterRole, ParameterSpec, Shape } from "./graph";

/** A value inside a graph under construction. */
export interface Value {
  readonly id: string;
  readonly shape: Shape;
}

export interface ConvOptions {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  /** Default: half the kernel on every side. */
  readonly padding?: Padding;
  readonly bias?: boolean;
}

// `Omit` over a union would merge its members; this keeps them apart.
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type NodeBody = DistributiveOmit<GraphNode, "id" | "shape" | "inputs">;

/** Of an instance norm. */
interface NormOptions {
  readonly epsilon?: number;
  /** What gamma starts from in training, 1 unless given. */
  readonly initialGamma?: number;
}

/** Builds a graph node by node, inferring and checking shapes as it goes. Every mistake is a {@link GraphError}. */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: GraphNode[] = [];
  readonly #ids = new Set<string>();
  readonly #parameters = new Map<string, ParameterSpec>();

  constructor(name: string) {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  input(id: string, shape: Shape): Value {
    if (shape.some((extent) => !Number.isInteger(extent) || extent < 1)) {
      throw new GraphError(
        `${this.#name}: input ${id} has shape [${shape.join(", ")}]; every extent must be a positive integer`,
      );
    }
    return this.#push(id, { op: "input" }, [], shape);
  }

  conv2d(x: Value, id: string, options: ConvOptions): Value {
    return this.#convolution("conv2d", x, id, options);
  }

  /** One filter for each channel; `channels` is that of the input. */
  depthwiseConv2d(x: Value, id: string, options: Omit<ConvOptions, "channels">): Value {
    return this.#convolution("depthwiseConv2d", x, id, { ...options, channels: this.#picture(x, id)[2] });
  }

  /** Instance norm with one gamma and beta for each channel (`affine`) or none. */
  instanceNorm(x: Value, id: string, options: NormOptions & { affine?: boolean } = {}): Value {
    const [, , channels] = this.#picture(x, id);
    const affine = options.affine ?? true;
    const gamma = affine ? this.#parameter(`${id}.gamma`, [channels], "gamma", 0, options.initialGamma) : null;
    const beta = affine ? this.#parameter(`${id}.beta`, [channels], "beta") : null;
    return this.#push(
      id,
      { op: "instanceNorm", gamma, beta, conditional: false, epsilon: options.epsilon ?? 1e-5 },
      [x],
      x.shape,
    );
  }

  /** Conditional instance norm (Dumoulin et al. 2017): one row of gamma and beta for each domain. */
  conditionalInstanceNorm(x: Value, domain: Value, id: string, options: NormOptions = {}): Value {
    const [, , channels] = this.#picture(x, id);
    const domains = this.#vector(domain, id);
    const gamma = this.#parameter(`${id}.gamma`, [domains, channels], "gamma", 0, options.initialGamma);
    const beta = this.#parameter(`${id}.beta`, [domains, channels], "beta");
    const { epsilon = 1e-5 } = options;
    return this.#push(id, { op: "instanceNorm", gamma, beta, conditional: true, epsilon }, [x, domain], x.shape);
  }

  batchNorm(x: Value, id: string, epsilon = 1e-3): Value {
    const channels = x.shape[x.shape.length - 1] ?? 0;
    return this.#push(
      id,
      {
        op: "batchNorm",
        gamma: this.#parameter(`${id}.gamma`, [channels], "gamma"),
        beta: this.#parameter(`${id}.beta`, [channels], "beta"),
        mean: this.#parameter(`${id}.mean`, [channels], "movingMean"),
        variance: this.#parameter(`${id}.variance`, [channels], "movingVariance"),
        epsilon,
      },
      [x],
      x.shape,
    );
  }

  /**
   * Layer-instance norm (U-GAT-IT, Kim et al. 2020).
   * @param rho Share of the instance norm that training starts from, in [0, 1].
   * @param adaptive Gamma and beta as values of the graph, `[channels]` each; without them they are parameters.
   */
  layerInstanceNorm(
    x: Value,
    id: string,
    rho: number,
    adaptive?: { gamma: Value; beta: Value },
    epsilon = 1e-5,
  ): Value {
    const [, , channels] = this.#picture(x, id);
    const rhoName = this.#parameter(`${id}.rho`, [channels], "rho", 0, rho);
    if (adaptive === undefined) {
      const gamma = this.#parameter(`${id}.gamma`, [channels], "gamma");
      const beta = this.#parameter(`${id}.beta`, [channels], "beta");
      return this.#push(id, { op: "layerInstanceNorm", rho: rhoName, gamma, beta, epsilon }, [x], x.shape);
    }
    for (const value of [adaptive.gamma, adaptive.beta]) {
      if (this.#vector(value, id) !== channels)
        throw new GraphError(
          `${this.#name}: ${id} has ${channels} channels, but ${value.id} has shape [${value.shape.join(", ")}]`,
        );
    }
    const body = { op: "layerInstanceNorm", rho: rhoName, gamma: null, beta: null, epsilon } as const;
    return this.#push(id, body, [x, adaptive.gamma, adaptive.beta], x.shape);
  }

  /** `slope` is that of the negative side and matters to `leakyRelu` alone. */
  activation(x: Value, id: string, activation: Activation, slope = 0.2): Value {
    return this.#push(id, { op: "activation", activation, slope }, [x], x.shape);
  }

  add(a: Value, b: Value, id: string): Value {
    if (a.shape.join() !== b.shape.join()) {
      throw new GraphError(
        `${this.#name}: ${id} adds [${a.shape.join(", ")}] to [${b.shape.join(", ")}]; the shapes must be equal`,
      );
    }
    return this.#push(id, { op: "add" }, [a, b], a.shape);
  }

  /** Joins pictures of one size, or vectors, along their channels. */
  concat(values: readonly Value[], id: string): Value {
    const [first] = values;
    if (!first || values.length < 2) throw new GraphError(`${this.#name}: ${id} needs two values or more to join`);
    const size = first.shape.slice(0, -1);
    if (values.some(({ shape }) => shape.slice(0, -1).join() !== size.join())) {
      throw new GraphError(
        `${this.#name}: ${id} joins values of different sizes: ${values.map(({ shape }) => `[${shape.join(", ")}]`).join(" ")}`,
      );
    }
    const channels = values.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0);
    const shape: Shape = first.shape.length === 3 ? [first.shape[0], first.shape[1], channels] : [channels];
    return this.#push(id, { op: "concat" }, values, shape);
  }

  upsample(x: Value, id: string, method: "nearest" | "bilinear", scale = 2): Value {
    const [height, width, channels] = this.#picture(x, id);
    if (!Number.isInteger(scale) || scale < 2)
      throw new GraphError(`${this.#name}: ${id} has scale ${scale}; it must be an integer of 2 or more`);
    return this.#push(id, { op: "upsample", method, scale }, [x], [height * scale, width * scale, channels]);
  }

  /** Pooling with TensorFlow's `same` padding. */
  pool(x: Value, id: string, method: "max" | "average", window = 2, stride = 2): Value {
    const [height, width, channels] = this.#picture(x, id);
    return this.#push(
      id,
      { op: "pool", method, window, stride },
      [x],
      [Math.ceil(height / stride), Math.ceil(width / stride), channels],
    );
  }

  globalPool(x: Value, id: string, method: "average" | "max" = "average"): Value {
    const [, , channels] = this.#picture(x, id);
    return this.#push(id, { op: "globalPool", method }, [x], [channels]);
  }

  dense(x: Value, id: string, channels: number, bias = true): Value {
    const inputs = this.#vector(x, id);
    const weight = this.#parameter(`${id}.weight`, [inputs, channels], "kernel", inputs);
    const biasName = bias ? this.#parameter(`${id}.bias`, [channels], "bias") : null;
    return this.#push(id, { op: "dense", weight, bias: biasName }, [x], [channels]);
  }

  /** Each channel times its weight in `dense`, a layer with one output that reads as many channels. */
  channelScale(x: Value, id: string, dense: Value): Value {
    const [, , channels] = this.#picture(x, id);
    const weight = `${dense.id}.weight`;
    const shape = this.#parameters.get(weight)?.shape.join(", ") ?? "none";
    if (shape !== `${channels}, 1`)
      throw new GraphError(
        `${this.#name}: ${id} needs weights of [${channels}, 1], but those of ${dense.id} are [${shape}]`,
      );
    return this.#push(id, { op: "channelScale", weight }, [x], x.shape);
  }

  channelSum(x: Value, id: string): Value {
    const [height, width] = this.#picture(x, id);
    return this.#push(id, { op: "channelSum" }, [x], [height, width, 1]);
  }

  reshape(x: Value, id: string, shape: Shape): Value {
    const count = (extents: Shape): number => extents.reduce((product, extent) => product * extent, 1);
    if (count(x.shape) !== count(shape))
      throw new GraphError(
        `${this.#name}: ${id} cannot make [${shape.join(", ")}] of the ${count(x.shape)} numbers in [${x.shape.join(", ")}]`,
      );
    return this.#push(id, { op: "reshape" }, [x], shape);
  }

  softmax(x: Value, id: string): Value {
    return this.#push(id, { op: "softmax" }, [x], x.shape);
  }

  dropout(x: Value, id: string, rate: number): Value {
    return this.#push(id, { op: "dropout", rate }, [x], x.shape);
  }

  labelPlanes(x: Value, domain: Value, id: string): Value {
    const [height, width, channels] = this.#picture(x, id);
    return this.#push(id, { op: "labelPlanes" }, [x, domain], [height, width, channels + this.#vector(domain, id)]);
  }

  build(outputs: Readonly<Record<string, Value>>): Graph {
    const named = Object.entries(outputs).map(([name, value]) => {
      if (!this.#ids.has(value.id))
        throw new GraphError(`${this.#name}: output ${name} is a value of another graph: ${value.id}`);
      return [name, value.id] as const;
    });
    if (named.length === 0) throw new GraphError(`${this.#name}: a graph needs an output`);
    return {
      name: this.#name,
      nodes: [...this.#nodes],
      parameters: [...this.#parameters.values()],
      outputs: Object.fromEntries(named),
    };
  }

  #convolution(op: "conv2d" | "depthwiseConv2d", x: Value, id: string, options: ConvOptions): Value {
    const [height, width, channels] = this.#picture(x, id);
    const { kernel, stride = 1, bias = false, padding = kernel >> 1 } = options;
    for (const [name, value] of Object.entries({ kernel, stride, channels: options.channels })) {
      if (!Number.isInteger(value) || value < 1)
        throw new GraphError(`${this.#name}: ${id} has ${name} ${value}; it must be a positive integer`);
    }
    const extent = (length: number): number =>
      padding === "same" ? Math.ceil(length / stride) : Math.floor((length + 2 * padding - kernel) / stride) + 1;
    const shape = [extent(height), extent(width), options.channels] as const;
    if (shape[0] < 1 || shape[1] < 1)
      throw new GraphError(
        `${this.#name}: ${id} has nothing left of ${height}x${width} after a ${kernel}x${kernel} kernel`,
      );
    const depthwise = op === "depthwiseConv2d";
    const weightShape = depthwise ? [kernel, kernel, channels, 1] : [kernel, kernel, channels, options.channels];
    const weight = this.#parameter(`${id}.weight`, weightShape, "kernel", kernel * kernel * (depthwise ? 1 : channels));
    const biasName = bias ? this.#parameter(`${id}.bias`, [options.channels], "bias") : null;
    return this.#push(id, { op, weight, bias: biasName, kernel, stride, padding }, [x], shape);
  }

  #push(id: string, body: NodeBody, inputs: readonly Value[], shape: Shape): Value {
    if (this.#ids.has(id)) throw new GraphError(`${this.#name}: two nodes are called ${id}`);
    for (const input of inputs) {
      if (!this.#ids.has(input.id))
        throw new GraphError(`${this.#name}: ${id} reads ${input.id}, which is no value of this graph`);
    }
    this.#ids.add(id);
    this.#nodes.push({ ...body, id, inputs: inputs.map((input) => input.id), shape });
    return { id, shape };
  }

  #parameter(name: string, shape: readonly number[], role: ParameterRole, fanIn = 0, initial?: number): string {
    if (this.#parameters.has(name)) throw new GraphError(`${this.#name}: two parameters are called ${name}`);
    this.#parameters.set(name, { name, shape, role, fanIn, ...(initial === undefined ? {} : { initial }) });
    return name;
  }

  #picture(value: Value, id: string): readonly [number, number, number] {
    if (value.shape.length !== 3)
      throw new GraphError(
        `${this.#name}: ${id} needs a picture, but ${value.id} has shape [${value.shape.join(", ")}]`,
      );
    return value.shape;
  }

  #vector(value: Value, id: string): number {
    if (value.shape.length !== 1)
      throw new GraphError(
        `${this.#name}: ${id} needs a vector, but ${value.id} has shape [${value.shape.join(", ")}]`,
      );
    return value.shape[0];
  }
}
