import type { Graph, GraphNode, NodeOf } from "../../../../net/graph";
import type { FloatTensor, Weights } from "../../../../net/tensors";
import { UnsupportedGraphError } from "../errors";
import { BLOCK, blocksOf, type Extent, extentOf } from "../layout";
import { paddingOf, phasesOf } from "./convolution";
import { RowTable } from "./rows";
import { activated, isPlain, isSmall, joined, plain, scaled } from "./source";
import { type Activate, type Affine, extentOfSource, type Source, type Step, type Value } from "./steps";

/** A graph as the dispatches of a frame. */
export interface Lowered {
  readonly steps: readonly Step[];
  readonly rows: RowTable;
  /** Channels of all sums of one sample. */
  readonly statsChannels: number;
  /** Graph inputs that are read as values. */
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** The input that mixes the rows of conditional norms, and how many domains it has; null without one. */
  readonly domain: { readonly input: string; readonly count: number } | null;
}

/**
 * Turns a graph into as few dispatches as it can: a convolution takes in the norms, activations, additions, joins and
 * enlargements before it, and the bias, the activation and the sums for a norm after it.
 *
 * @param activationScales Step of the 8-bit numbers that a convolution reads, by node; others compute in floats.
 * @throws {UnsupportedGraphError} that names what it lacks.
 */
export function lower(
  graph: Graph,
  weights: Weights,
  activationScales: ReadonlyMap<string, number> = new Map(),
): Lowered {
  return new Lowering(graph, weights, activationScales).run();
}

/** Place of a picture's sums in the stats, and the pixels that are summed: those before an enlargement, or after it. */
type Collected = Pick<Extract<Affine, { readonly kind: "normalise" }>, "stats" | "pixels">;

/** The smallest normal 32-bit float. */
const SMALLEST_SCALE = 2 ** -126;

class Lowering {
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #activationScales: ReadonlyMap<string, number>;
  readonly #readers = new Map<string, GraphNode[]>();
  readonly #sources = new Map<string, Source>();
  readonly #steps: Step[] = [];
  readonly #rows = new RowTable();
  readonly #inputs = new Map<string, Value>();
  /** Sums of nodes. */
  readonly #sums = new Map<string, Collected>();
  /** Nodes that an earlier step has taken in. */
  readonly #taken = new Set<string>();
  #statsChannels = 0;
  #domain: Lowered["domain"] = null;

  constructor(graph: Graph, weights: Weights, activationScales: ReadonlyMap<string, number>) {
    this.#graph = graph;
    this.#weights = weights;
    this.#activationScales = activationScales;
    for (const node of graph.nodes) {
      for (const input of node.inputs) this.#readers.set(input, [...(this.#readers.get(input) ?? []), node]);
    }
  }

  run(): Lowered {
    for (const node of this.#graph.nodes) if (!this.#taken.has(node.id)) this.#lower(node);
    const outputs = new Map<string, Value>();
    for (const [name, id] of Object.entries(this.#graph.outputs)) outputs.set(name, this.#inMemory(id));
    return {
      steps: this.#steps,
      rows: this.#rows,
      statsChannels: this.#statsChannels,
      inputs: this.#inputs,
      outputs,
      domain: this.#domain,
    };
  }

  #lower(node: GraphNode): void {
    switch (node.op) {
      case "input":
        return this.#input(node);
      case "conv2d":
      case "depthwiseConv2d":
        return node.op === "conv2d" ? this.#conv(node) : this.#depthwise(node);
      case "instanceNorm":
        return this.#instanceNorm(node);
      case "batchNorm":
        return this.#batchNorm(node);
      case "layerInstanceNorm":
        return this.#layerInstanceNorm(node);
      case "activation":
        return this.#activation(node);
      case "add":
        return this.#add(node);
      case "concat":
        return this.#concat(
          node,
          node.inputs.map((id) => ({ source: this.#read(id), plane: false })),
        );
      case "labelPlanes":
        return this.#concat(
          node,
          node.inputs.map((id, index) => ({ source: this.#read(id), plane: index === 1 })),
        );
      case "upsample":
        return this.#upsample(node);
      case "pool":
        return this.#step(node, {
          kernel: "pool",
          maximum: node.method === "max",
          window: node.window,
          stride: node.stride,
        });
      case "globalPool":
        return this.#step(node, { kernel: "global-pool", maximum: node.method === "max" });
      case "dense":
        return this.#dense(node);
      case "channelScale": {
        const weight = this.#weight(node.weight);
        const scale = { shape: [weight.data.length], data: weight.data };
        return this.#scale(node, { kind: "row", row: this.#rows.row(weight.data.length, scale, null) });
      }
      case "channelSum":
        return this.#step(node, { kernel: "channel-sum" });
      case "softmax":
        return this.#step(node, { kernel: "softmax" });
      case "reshape":
        return this.#reshape(node);
      case "dropout":
        // Drops nothing at inference.
        return this.#set(node.id, this.#read(node.inputs[0]));
      default:
        return unsupported(node);
    }
  }

  #input(node: NodeOf<"input">): void {
    const readers = this.#readers.get(node.id) ?? [];
    const mixes = readers.filter((reader) => reader.op === "instanceNorm" && reader.inputs[1] === node.id);
    if (mixes.length > 0) this.#domain = { input: node.id, count: extentOf(node.shape)[2] };
    if (mixes.length > 0 && mixes.length === readers.length && !Object.values(this.#graph.outputs).includes(node.id))
      return;
    const value = this.#value(node.id, extentOf(node.shape));
    this.#inputs.set(node.id, value);
    this.#set(node.id, plain(value));
  }

  #conv(node: Convolution): void {
    const input = node.inputs[0] ?? "";
    const source = this.#readable(input);
    const weight = this.#weight(node.weight);
    const phased = phasesOf(node, weight, source.scale, extentOfSource(source));
    const read = phased === null ? source : { ...source, scale: 1 };
    const padding = phased?.padding ?? { ...paddingOf(node, extentOfSource(source)), odd: 0 };
    const { id, activation } = this.#takeActivation(node);
    const output = this.#value(id, extentOf(node.shape));
    const covers = phased === null && seesAll(node, padding, extentOfSource(source), source.scale);
    const kept = covers && this.#worthKeeping(input, read) ? this.#value(`${input}.kept`, extentOfSource(read)) : null;
    const sourceStats = covers && this.#wantsSums(input) ? this.#collect(input, extentOfSource(read)) : null;
    this.#steps.push({
      id,
      kernel: "conv",
      source: read,
      output,
      weights: phased?.kernels ?? [weight],
      bias: this.#optional(node.bias),
      size: phased?.size ?? node.kernel,
      stride: node.stride,
      padding,
      kept,
      sourceStats: sourceStats?.stats ?? null,
      activation,
      stats: this.#isNormed(id) ? this.#collect(id, output.extent).stats : null,
      activationScale: this.#activationScale(node.id),
    });
    this.#set(id, plain(output));
    if (kept !== null) this.#set(input, plain(kept));
  }

  /** A sum that others read too is written by the convolution that reads it first: that has every place of it in hand. */
  #worthKeeping(input: string, { second }: Source): boolean {
    const readers = this.#readers.get(input) ?? [];
    return second !== null && (readers.length > 1 || Object.values(this.#graph.outputs).includes(input));
  }

  /** Whether a norm reads a node whose sums are not known yet. */
  #wantsSums(id: string): boolean {
    return this.#isNormed(id) && !this.#sums.has(id);
  }

  #depthwise(node: Convolution): void {
    const source = this.#readable(node.inputs[0]);
    const { id, activation } = this.#takeActivation(node);
    const output = this.#value(id, extentOf(node.shape));
    this.#steps.push({
      id,
      kernel: "depthwise",
      source,
      output,
      weight: this.#weight(node.weight),
      bias: this.#optional(node.bias),
      size: node.kernel,
      stride: node.stride,
      padding: paddingOf(node, extentOfSource(source)),
      activation,
      stats: this.#isNormed(id) ? this.#collect(id, output.extent).stats : null,
    });
    this.#set(id, plain(output));
  }

  #dense(node: NodeOf<"dense">): void {
    const source = this.#readable(node.inputs[0]);
    const { id, activation } = this.#takeActivation(node);
    const output = this.#value(id, extentOf(node.shape));
    const weight = this.#weight(node.weight);
    const bias = this.#optional(node.bias);
    this.#steps.push({ id, kernel: "dense", source, output, weight, bias, activation, stats: null });
    this.#set(id, plain(output));
  }

  #instanceNorm(node: NodeOf<"instanceNorm">): void {
    if (node.conditional && node.inputs[1] !== this.#domain?.input)
      throw new UnsupportedGraphError(
        `${this.#graph.name}: ${node.id} mixes its rows by ${node.inputs[1]}. The engine mixes all by one and the same input of the graph.`,
      );
    const row = this.#rows.row(extentOf(node.shape)[2], this.#optional(node.gamma), this.#optional(node.beta));
    this.#normalise(node.id, node.inputs[0], row, node.epsilon, (affine) => affine);
  }

  #layerInstanceNorm(node: NodeOf<"layerInstanceNorm">): void {
    const channels = extentOf(node.shape)[2];
    const row = this.#rows.row(channels, null, null);
    const { gamma, beta } = node;
    this.#normalise(node.id, node.inputs[0], row, node.epsilon, (affine) => {
      const adaptive = gamma === null || beta === null;
      const source = adaptive ? this.#styleOf(node) : plain(this.#inMemory(node.inputs[0]));
      this.#steps.push({
        id: `${node.id}.rows`,
        kernel: "layer-norm-rows",
        source,
        output: null,
        stats: null,
        activation: null,
        affine,
        channels,
        rho: this.#weight(node.rho),
        parameters: adaptive ? null : { gamma: this.#weight(gamma), beta: this.#weight(beta) },
      });
      return { kind: "row", row };
    });
  }

  /** Gamma and beta of an adaptive norm, side by side. */
  #styleOf(node: NodeOf<"layerInstanceNorm">): Source {
    const [gamma, beta] = [this.#inMemory(node.inputs[1]), this.#inMemory(node.inputs[2])];
    const term = { value: beta, stages: [] };
    return { first: { value: gamma, stages: [] }, second: { join: "sum", term }, activation: null, scale: 1 };
  }

  /** Puts a norm after a picture, whose sums are collected by a pass of their own where no convolution made it. */
  #normalise(
    id: string,
    input: string | undefined,
    row: number,
    epsilon: number,
    make: (affine: Extract<Affine, { readonly kind: "normalise" }>) => Affine,
  ): void {
    const before = this.#read(input);
    const known = this.#sums.get(input ?? "");
    const { source, sums } = known === undefined ? this.#withSums(input) : { source: before, sums: known };
    const affine = make({ kind: "normalise", row, ...sums, epsilon });
    const normalised = scaled(source, affine) ?? scaled(plain(this.#inMemory(input)), affine);
    this.#set(id, normalised ?? unsupported({ op: "a norm", id }));
  }

  /** A source with its sums: collected without writing it where it can be read normalised later, else written. */
  #withSums(id: string | undefined): { readonly source: Source; readonly sums: Collected } {
    const source = this.#readable(id);
    const isReadable = scaled(source, { kind: "row", row: 0 }) !== null;
    const output = isReadable ? null : this.#value(`${id}.value`, extentOfSource(source));
    // Nearest-neighbour enlargement changes neither mean nor variance.
    const read = isReadable ? { ...source, scale: 1 } : source;
    const sums = this.#collect(id ?? "", extentOfSource(read));
    const { stats } = sums;
    this.#steps.push({ id: `${id}.sums`, kernel: "pointwise", source: read, output, stats, activation: null });
    if (output === null) return { source, sums };
    this.#set(id ?? "", plain(output));
    return { source: plain(output), sums };
  }

  #batchNorm(node: NodeOf<"batchNorm">): void {
    const [gamma, beta, mean, variance] = [node.gamma, node.beta, node.mean, node.variance].map(
      (name) => this.#weight(name).data,
    );
    const channels = extentOf(node.shape)[2];
    const scale = new Float32Array(channels);
    const shift = new Float32Array(channels);
    for (let c = 0; c < channels; c++) {
      scale[c] = (gamma?.[c] ?? 0) / Math.sqrt((variance?.[c] ?? 0) + node.epsilon);
      shift[c] = (beta?.[c] ?? 0) - (mean?.[c] ?? 0) * (scale[c] ?? 0);
    }
    const shape = [channels];
    this.#scale(node, { kind: "row", row: this.#rows.row(channels, { shape, data: scale }, { shape, data: shift }) });
  }

  #scale(node: GraphNode, affine: Affine): void {
    const source = scaled(this.#read(node.inputs[0]), affine) ?? scaled(plain(this.#inMemory(node.inputs[0])), affine);
    this.#set(node.id, source ?? unsupported(node));
  }

  #activation(node: NodeOf<"activation">): void {
    const activation = { kind: node.activation, slope: node.slope };
    const source =
      activated(this.#read(node.inputs[0]), activation) ?? activated(plain(this.#inMemory(node.inputs[0])), activation);
    this.#set(node.id, source ?? unsupported(node));
  }

  #add(node: NodeOf<"add">): void {
    const [a, b] = node.inputs;
    const first = this.#read(a);
    const left = first.second !== null || first.activation !== null ? plain(this.#inMemory(a)) : first;
    // Read after the first is in memory: it may be the same value.
    const second = this.#read(b);
    const right = second.second !== null || second.activation !== null ? plain(this.#inMemory(b)) : second;
    const sum = joined(left, right, "sum") ?? joined(plain(this.#inMemory(a)), plain(this.#inMemory(b)), "sum");
    this.#set(node.id, sum ?? unsupported(node));
  }

  #concat(
    node: NodeOf<"concat" | "labelPlanes">,
    parts: readonly { readonly source: Source; readonly plane: boolean }[],
  ): void {
    const [a, b, ...more] = parts;
    if (a !== undefined && b !== undefined && more.length === 0 && !b.plane) {
      const simple = a.source.activation === null && b.source.activation === null;
      const both = simple ? joined(a.source, b.source, "concat") : null;
      if (both !== null && isSmall(both)) return this.#set(node.id, both);
    }
    const output = this.#value(node.id, extentOf(node.shape));
    let begin = 0;
    for (const { source, plane } of parts) {
      const channels = extentOfSource(source)[2];
      const id = `${node.id}.${begin}`;
      this.#steps.push({ id, kernel: "concat", source, output, stats: null, activation: null, begin, channels, plane });
      begin += channels;
    }
    this.#set(node.id, plain(output));
  }

  #upsample(node: NodeOf<"upsample">): void {
    if (node.method === "bilinear") return this.#step(node, { kernel: "bilinear", times: node.scale });
    const source = this.#read(node.inputs[0]);
    this.#set(node.id, { ...source, scale: source.scale * node.scale });
  }

  #reshape(node: NodeOf<"reshape">): void {
    const from = this.#extent(node.inputs[0]);
    const to = extentOf(node.shape);
    const isDense = ([height, width, channels]: Extent): boolean => channels % BLOCK === 0 || height * width === 1;
    if (!isDense(from) || !isDense(to)) return this.#step(node, { kernel: "reshape" });
    const { memory } = this.#inMemory(node.inputs[0]);
    this.#set(node.id, plain({ id: node.id, extent: to, memory }));
  }

  #step(node: GraphNode, body: KernelBody): void {
    const source = this.#readable(node.inputs[0]);
    const output = this.#value(node.id, extentOf(node.shape));
    this.#steps.push({ id: node.id, source, output, stats: null, activation: null, ...body });
    this.#set(node.id, plain(output));
  }

  /** An activation that alone reads a node becomes part of its step. */
  #takeActivation(node: GraphNode): { readonly id: string; readonly activation: Activate | null } {
    const [reader, ...others] = this.#readers.get(node.id) ?? [];
    const isOutput = Object.values(this.#graph.outputs).includes(node.id);
    if (reader?.op !== "activation" || others.length > 0 || isOutput) return { id: node.id, activation: null };
    this.#taken.add(reader.id);
    return { id: reader.id, activation: { kind: reader.activation, slope: reader.slope } };
  }

  #isNormed(id: string): boolean {
    const isNorm = ({ op, inputs }: GraphNode): boolean =>
      (op === "instanceNorm" || op === "layerInstanceNorm") && inputs[0] === id;
    return (this.#readers.get(id) ?? []).some(isNorm);
  }

  /** A place for the sums of a node, collected over a picture of this extent. */
  #collect(id: string, [height, width, channels]: Extent): Collected {
    const sums = { stats: this.#statsChannels, pixels: height * width };
    this.#statsChannels += blocksOf(channels) * BLOCK;
    this.#sums.set(id, sums);
    return sums;
  }

  #read(id: string | undefined): Source {
    const source = this.#sources.get(id ?? "");
    if (source === undefined) throw new UnsupportedGraphError(`${this.#graph.name}: ${id} is read before it is made.`);
    return source;
  }

  /** As {@link #read}, with few enough scales and shifts for any kernel. */
  #readable(id: string | undefined): Source {
    const source = this.#read(id);
    return isSmall(source) ? source : plain(this.#inMemory(id));
  }

  /** The value in memory, written by a pass of its own if nothing else has. */
  #inMemory(id: string | undefined): Value {
    const source = this.#read(id);
    if (isPlain(source)) return source.first.value;
    const output = this.#value(`${id}.value`, extentOfSource(source));
    this.#steps.push({ id: `${id}.value`, kernel: "pointwise", source, output, stats: null, activation: null });
    this.#set(id ?? "", plain(output));
    return output;
  }

  #extent(id: string | undefined): Extent {
    return extentOfSource(this.#read(id));
  }

  #set(id: string, source: Source): void {
    this.#sources.set(id, source);
  }

  #value(id: string, extent: Extent): Value {
    return { id, extent, memory: id };
  }

  #activationScale(id: string): number | null {
    const scale = this.#activationScales.get(id);
    if (scale === undefined) return null;
    // Kernels multiply by its inverse, which is infinite below.
    const held = Math.fround(scale);
    if (held >= SMALLEST_SCALE && held < Number.POSITIVE_INFINITY) return scale;
    throw new UnsupportedGraphError(
      `${this.#graph.name}: the activation scale of ${id} is ${scale}. It must be positive and a normal 32-bit float: calibrate the model again.`,
    );
  }

  #weight(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new UnsupportedGraphError(`${this.#graph.name}: ${name} is missing.`);
    const unfit = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (unfit >= 0)
      throw new UnsupportedGraphError(
        `${this.#graph.name}: ${name} has the value ${tensor.data[unfit]} at ${unfit}. Get the model again.`,
      );
    return tensor;
  }

  #optional(name: string | null): FloatTensor | null {
    return name === null ? null : this.#weight(name);
  }
}

/** Whether the tiles' own parts of the patches cover the source: each place of it is then brought by one tile as its own. */
function seesAll(
  { kernel, stride, shape }: Convolution,
  { top, left }: { readonly top: number; readonly left: number },
  [height, width]: Extent,
  scale: number,
): boolean {
  const [outHeight, outWidth] = extentOf(shape);
  const isBrought = kernel >= Math.max(top, left) + stride;
  return scale === 1 && isBrought && outHeight * stride >= height && outWidth * stride >= width;
}

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;
type Distribute<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type KernelBody = Distribute<
  Extract<Step, { readonly kernel: "pool" | "global-pool" | "bilinear" | "reshape" | "channel-sum" | "softmax" }>,
  "id" | "source" | "output" | "stats" | "activation"
>;

function unsupported({ op, id }: { readonly op: string; readonly id: string }): never {
  throw new UnsupportedGraphError(`The engine cannot run ${op} as ${id} needs it. Use another translator.`);
}
