import type { Graph, GraphNode } from "../../../../../net/graph";
import type { FloatTensor, Weights } from "../../../../../net/tensors";
import { UnsupportedGraphError } from "../../errors";
import { BLOCK, blocksOf, type Extent } from "../../layout";
import { RowTable } from "../rows";
import { isPlain, isSmall, plain } from "../source";
import { type Activate, type Affine, extentOfSource, type Source, type Step, type Value } from "../steps";

/** Place of a picture's sums in the stats, and the pixels that are summed: those before an enlargement, or after it. */
export type Collected = Pick<Extract<Affine, { readonly kind: "normalise" }>, "stats" | "pixels">;

/** The smallest normal 32-bit float. */
const SMALLEST_SCALE = 2 ** -126;

/** The input that mixes the rows of conditional norms, and how many domains it has. */
export interface Mix {
  readonly input: string;
  readonly count: number;
}

/** A graph in the middle of being lowered: how each value so far can be read, and the steps that make them. */
export class Draft {
  readonly graph: Graph;
  readonly rows = new RowTable();
  readonly steps: Step[] = [];
  /** Graph inputs that are read as values. */
  readonly inputs = new Map<string, Value>();
  /** Null until such an input is met. */
  domain: Mix | null = null;
  readonly #weights: Weights;
  readonly #activationScales: ReadonlyMap<string, number>;
  readonly #readers = new Map<string, GraphNode[]>();
  readonly #sources = new Map<string, Source>();
  /** Sums of nodes. */
  readonly #sums = new Map<string, Collected>();
  /** Nodes that an earlier step has taken in. */
  readonly #taken = new Set<string>();
  #statsChannels = 0;

  constructor(graph: Graph, weights: Weights, activationScales: ReadonlyMap<string, number>) {
    this.graph = graph;
    this.#weights = weights;
    this.#activationScales = activationScales;
    for (const node of graph.nodes) {
      for (const input of node.inputs) this.#readers.set(input, [...this.readersOf(input), node]);
    }
  }

  /** Channels of all sums of one sample. */
  get statsChannels(): number {
    return this.#statsChannels;
  }

  push(step: Step): void {
    this.steps.push(step);
  }

  isTaken(id: string): boolean {
    return this.#taken.has(id);
  }

  isOutput(id: string): boolean {
    return Object.values(this.graph.outputs).includes(id);
  }

  readersOf(id: string): readonly GraphNode[] {
    return this.#readers.get(id) ?? [];
  }

  sumsOf(id: string): Collected | undefined {
    return this.#sums.get(id);
  }

  /** An activation that alone reads a node becomes part of its step. */
  takeActivation(node: GraphNode): { readonly id: string; readonly activation: Activate | null } {
    const [reader, ...others] = this.readersOf(node.id);
    if (reader?.op !== "activation" || others.length > 0 || this.isOutput(node.id))
      return { id: node.id, activation: null };
    this.#taken.add(reader.id);
    return { id: reader.id, activation: { kind: reader.activation, slope: reader.slope } };
  }

  isNormed(id: string): boolean {
    const isNorm = ({ op, inputs }: GraphNode): boolean =>
      (op === "instanceNorm" || op === "layerInstanceNorm") && inputs[0] === id;
    return this.readersOf(id).some(isNorm);
  }

  /** Whether a norm reads a node whose sums are not known yet. */
  wantsSums(id: string): boolean {
    return this.isNormed(id) && !this.#sums.has(id);
  }

  /** A place for the sums of a node, collected over a picture of this extent. */
  collect(id: string, [height, width, channels]: Extent): Collected {
    const sums = { stats: this.#statsChannels, pixels: height * width };
    this.#statsChannels += blocksOf(channels) * BLOCK;
    this.#sums.set(id, sums);
    return sums;
  }

  /** How a value can be read: from memory, or by what a reader computes of it on the way. */
  read(id: string | undefined): Source {
    const source = this.#sources.get(id ?? "");
    if (source === undefined) throw new UnsupportedGraphError(`${this.graph.name}: ${id} is read before it is made.`);
    return source;
  }

  /** As {@link read}, with few enough scales and shifts for any kernel. */
  readable(id: string | undefined): Source {
    const source = this.read(id);
    return isSmall(source) ? source : plain(this.inMemory(id));
  }

  /** The value in memory, written by a pass of its own if nothing else has. */
  inMemory(id: string | undefined): Value {
    const source = this.read(id);
    if (isPlain(source)) return source.first.value;
    const output = this.value(`${id}.value`, extentOfSource(source));
    this.push({ id: `${id}.value`, kernel: "pointwise", source, output, stats: null, activation: null });
    this.set(id ?? "", plain(output));
    return output;
  }

  extent(id: string | undefined): Extent {
    return extentOfSource(this.read(id));
  }

  set(id: string, source: Source): void {
    this.#sources.set(id, source);
  }

  value(id: string, extent: Extent): Value {
    return { id, extent, memory: id };
  }

  activationScale(id: string): number | null {
    const scale = this.#activationScales.get(id);
    if (scale === undefined) return null;
    // Kernels multiply by its inverse, which is infinite below.
    const held = Math.fround(scale);
    if (held >= SMALLEST_SCALE && held < Number.POSITIVE_INFINITY) return scale;
    throw new UnsupportedGraphError(
      `${this.graph.name}: the activation scale of ${id} is ${scale}. It must be positive and a normal 32-bit float: calibrate the model again.`,
    );
  }

  /** @throws {UnsupportedGraphError} if it is missing or not finite. */
  weight(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new UnsupportedGraphError(`${this.graph.name}: ${name} is missing.`);
    const unfit = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (unfit >= 0)
      throw new UnsupportedGraphError(
        `${this.graph.name}: ${name} has the value ${tensor.data[unfit]} at ${unfit}. Get the model again.`,
      );
    return tensor;
  }

  optional(name: string | null): FloatTensor | null {
    return name === null ? null : this.weight(name);
  }
}

export function unsupported({ op, id }: { readonly op: string; readonly id: string }): never {
  throw new UnsupportedGraphError(`The engine cannot run ${op} as ${id} needs it. Use another translator.`);
}
