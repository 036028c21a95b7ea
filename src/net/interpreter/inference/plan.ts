import * as tf from "@tensorflow/tfjs-core";

import { GraphError } from "../../errors";
import type { Graph, GraphNode, NodeOf } from "../../graph";
import type { FloatTensor, Weights } from "../../tensors";
import { checkWeights, runNode } from "../interpreter";
import { DomainRow } from "./domainRows";
import { instanceNormStep, layerInstanceNormStep } from "./norm-steps";
import {
  blockConvolutionStep,
  convolutionStep,
  fusable,
  tanhStep,
  upsampledConvolutionStep,
  type FusedActivation,
  type PictureStep,
} from "./steps";

interface Step {
  /** The node whose value the step makes. */
  readonly id: string;
  readonly inputs: readonly string[];
  readonly run: (inputs: readonly tf.Tensor[]) => tf.Tensor;
  /** Values that no later step reads. */
  readonly last: readonly string[];
}

/**
 * A graph prepared to run one picture after another on a processor backend of tfjs (wasm, cpu), without gradients.
 * It computes what `runGraph` computes, in fewer and faster kernels; differences are those of float rounding.
 */
export class InferencePlan {
  readonly #graph: Graph;
  readonly #steps: readonly Step[];
  readonly #tensors: readonly tf.Tensor[];
  readonly #rows: readonly DomainRow[];
  readonly #domainInput: string | null;
  #domains: Float32Array | null = null;
  #disposed = false;

  /** @throws WeightsError on a missing or misshapen parameter. */
  constructor(graph: Graph, weights: Weights) {
    checkWeights(graph, weights);
    const compiler = new Compiler(graph, weights);
    this.#graph = graph;
    this.#steps = compiler.steps();
    // The plan outlives a `tf.tidy` that it may have been made in.
    this.#tensors = compiler.tensors.map((tensor) => tf.keep(tensor));
    this.#rows = compiler.rows;
    this.#domainInput = compiler.domainInput;
  }

  /**
   * @param inputs Input name → batch of one, of the shape that the graph was built for.
   * @returns Output name → batch of one, for the caller to dispose.
   * @throws GraphError on a missing or misshapen input.
   */
  run(inputs: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
    if (this.#disposed) throw new GraphError(`the plan of ${this.#graph.name} was disposed`);
    const values = new Map<string, tf.Tensor>();
    for (const node of this.#graph.nodes) {
      if (node.op === "input") values.set(node.id, checkInput(this.#graph, node, inputs[node.id]));
    }
    const given = new Set(values.keys());
    const kept = new Set([...Object.values(this.#graph.outputs), ...given]);
    this.#mixRows(inputs);
    for (const step of this.#steps) {
      values.set(
        step.id,
        tf.tidy(() => step.run(step.inputs.map((id) => valueOf(this.#graph, values, id)))),
      );
      // Freed at once, memory is used again while it is still in the cache.
      for (const id of step.last) if (!kept.has(id)) values.get(id)?.dispose();
    }
    return Object.fromEntries(
      Object.entries(this.#graph.outputs).map(([name, id]) => [name, valueOf(this.#graph, values, id)]),
    );
  }

  dispose(): void {
    this.#disposed = true;
    tf.dispose([...this.#tensors]);
  }

  #mixRows(inputs: Readonly<Record<string, tf.Tensor>>): void {
    if (this.#domainInput === null) return;
    const domains = inputs[this.#domainInput]?.dataSync<"float32">();
    if (domains === undefined || this.#domains?.every((weight, i) => weight === domains[i]) === true) return;
    for (const row of this.#rows) row.mix(domains);
    this.#domains = domains.slice();
  }
}

/** Turns nodes into steps, joining a node with those that alone read it where one kernel does both. */
class Compiler {
  readonly tensors: tf.Tensor[] = [];
  readonly rows: DomainRow[] = [];
  domainInput: string | null = null;
  readonly #graph: Graph;
  readonly #weights: Weights;
  readonly #readers = new Map<string, GraphNode[]>();
  readonly #nodes: ReadonlyMap<string, GraphNode>;

  constructor(graph: Graph, weights: Weights) {
    this.#graph = graph;
    this.#weights = weights;
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    for (const node of graph.nodes) {
      for (const input of node.inputs) this.#readers.set(input, [...(this.#readers.get(input) ?? []), node]);
    }
  }

  steps(): Step[] {
    const joined = new Set<string>();
    const steps: Omit<Step, "last">[] = [];
    for (const node of this.#graph.nodes) {
      if (node.op === "input" || joined.has(node.id)) continue;
      steps.push(this.#step(node, joined));
    }
    const lastReader = new Map<string, number>();
    steps.forEach((step, index) => {
      for (const input of step.inputs) lastReader.set(input, index);
    });
    return steps.map((step, index) => ({
      ...step,
      last: [...lastReader].filter(([, reader]) => reader === index).map(([id]) => id),
    }));
  }

  #step(node: GraphNode, joined: Set<string>): Omit<Step, "last"> {
    const input = node.inputs[0] ?? "";
    const only = this.#onlyReader(node);
    if (node.op === "upsample" && node.method === "nearest" && only?.op === "conv2d" && sameSized(only)) {
      joined.add(only.id);
      const { activation, id } = this.#activationAfter(only, joined);
      const bias = this.#optional(only.bias);
      return this.#picture(
        id,
        [input],
        upsampledConvolutionStep(this.#weight(only.weight), bias, activation, node.scale),
      );
    }
    if (node.op === "conv2d" || node.op === "depthwiseConv2d") {
      const { activation, id } = this.#activationAfter(node, joined);
      const kernel = this.#weight(node.weight);
      const bias = this.#optional(node.bias);
      const block = node.op === "conv2d" && sameSized(node) && worthBlocks(node, kernel);
      const step = block
        ? blockConvolutionStep(kernel, bias, activation)
        : convolutionStep(node, kernel, bias, activation);
      return this.#picture(id, [input], step);
    }
    if (node.op === "instanceNorm") {
      const { activation, id } = this.#activationAfter(node, joined);
      const channels = node.shape.at(-1) ?? 0;
      const [gamma, beta] = [
        new DomainRow(this.#optional(node.gamma), channels, 1),
        new DomainRow(this.#optional(node.beta), channels, 0),
      ];
      if (node.conditional) {
        this.rows.push(gamma, beta);
        this.domainInput = node.inputs[1] ?? null;
      }
      return this.#picture(id, [input], instanceNormStep(gamma, beta, node.epsilon, activation));
    }
    if (node.op === "layerInstanceNorm") {
      const { activation, id } = this.#activationAfter(node, joined);
      const [gamma, beta] = [this.#optional(node.gamma), this.#optional(node.beta)];
      const step = layerInstanceNormStep(this.#weight(node.rho), gamma, beta, node.epsilon, activation);
      return this.#picture(id, node.inputs, step);
    }
    if (node.op === "activation" && node.activation === "tanh") return this.#picture(node.id, [input], tanhStep());
    return this.#plain(node);
  }

  /** A node for which there is nothing better than the interpreter. */
  #plain(node: GraphNode): Omit<Step, "last"> {
    const weights = new Map<string, tf.Tensor>();
    for (const name of parameterNames(node)) {
      const { data, shape } = this.#weight(name);
      weights.set(name, tf.tensor(data, [...shape]));
    }
    this.tensors.push(...weights.values());
    const run = (inputs: readonly tf.Tensor[]): tf.Tensor => {
      const values = new Map(inputs.map((tensor, index) => [node.inputs[index] ?? "", tensor]));
      const value = runNode(this.#graph, node, weights, {}, values, {});
      // A value of its own even where the node passes its input on, since each is disposed once.
      return inputs.includes(value) ? tf.clone(value) : value;
    };
    return { id: node.id, inputs: node.inputs, run };
  }

  #picture(id: string, inputs: readonly string[], step: PictureStep): Omit<Step, "last"> {
    this.tensors.push(...step.tensors);
    return { id, inputs, run: ([x, ...vectors]) => step.run(x as tf.Tensor4D, ...vectors) };
  }

  /** The activation to apply with `node`, and the node whose value that makes. */
  #activationAfter(node: GraphNode, joined: Set<string>): { activation: FusedActivation; id: string } {
    const next = this.#onlyReader(node);
    const activation = next?.op === "activation" ? fusable(next.activation) : null;
    if (next === null || activation === null) return { activation: "linear", id: node.id };
    joined.add(next.id);
    return { activation, id: next.id };
  }

  #onlyReader(node: GraphNode): GraphNode | null {
    if (Object.values(this.#graph.outputs).includes(node.id)) return null;
    const [reader, ...others] = this.#readers.get(node.id) ?? [];
    return reader !== undefined && others.length === 0 ? (this.#nodes.get(reader.id) ?? null) : null;
  }

  #optional(name: string | null): FloatTensor | null {
    return name === null ? null : this.#weight(name);
  }

  #weight(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new GraphError(`${this.#graph.name} has no parameter ${name}`);
    return tensor;
  }
}

/** Stride 1 and as much padding as leaves the size as it is. */
function sameSized({ stride, kernel, padding }: NodeOf<"conv2d" | "depthwiseConv2d">): boolean {
  return stride === 1 && kernel % 2 === 1 && (padding === "same" || padding === kernel >> 1);
}

/** The block kernel has (k + 1)^2 / k^2 as many taps, worth it where most of a vector would lie idle. */
function worthBlocks(node: NodeOf<"conv2d" | "depthwiseConv2d">, kernel: FloatTensor): boolean {
  const [height, width] = node.shape;
  return (kernel.shape[3] ?? 0) <= 4 && node.kernel >= 5 && height % 2 === 0 && width !== undefined && width % 2 === 0;
}

/** Parameters of the nodes that have no step of their own. */
function parameterNames(node: GraphNode): string[] {
  if (node.op === "dense") return node.bias === null ? [node.weight] : [node.weight, node.bias];
  if (node.op === "channelScale") return [node.weight];
  return node.op === "batchNorm" ? [node.gamma, node.beta, node.mean, node.variance] : [];
}

function checkInput(graph: Graph, node: GraphNode, tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new GraphError(`${graph.name} needs the input ${node.id}`);
  if (tensor.shape.join() !== [1, ...node.shape].join()) {
    throw new GraphError(
      `${graph.name}: input ${node.id} is [${tensor.shape.join(", ")}] instead of [1, ${node.shape.join(", ")}]`,
    );
  }
  return tensor;
}

function valueOf(graph: Graph, values: ReadonlyMap<string, tf.Tensor>, id: string): tf.Tensor {
  const tensor = values.get(id);
  if (tensor === undefined) throw new GraphError(`${graph.name}: ${id} is read before it is made`);
  return tensor;
}
