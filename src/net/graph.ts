/**
 * The graph of a network: written once by a family, walked by every executor and exporter.
 *
 * A graph is a list of nodes in the order in which they run. Each node makes one value; values are named by
 * the node's id. Pictures are `[height, width, channels]`, vectors `[channels]`: the batch is left to the executor.
 */

/** Shape without the batch: `[height, width, channels]` or `[channels]`. */
export type Shape = readonly [number, number, number] | readonly [number];

export type Activation = "relu" | "relu6" | "leakyRelu" | "tanh" | "sigmoid";

/** Zero padding: pixels on every side, or `same` as TensorFlow and TFLite count it (odd pixels go to the end). */
export type Padding = number | "same";

/** What a parameter is for: decides its initialiser, its quantisation and whether weight decay applies. */
export type ParameterRole = "kernel" | "bias" | "gamma" | "beta" | "movingMean" | "movingVariance";

export interface ParameterSpec {
  readonly name: string;
  /** Kernels are HWIO, depthwise kernels `[h, w, channels, 1]`, dense kernels `[in, out]`, tables `[domains, channels]`. */
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  /** Number of inputs that each output sums over, for He initialisation; 0 where it has no meaning. */
  readonly fanIn: number;
}

interface NodeBase {
  readonly id: string;
  readonly inputs: readonly string[];
  /** Shape of the value that the node makes, at the size that the graph was built for. */
  readonly shape: Shape;
}

export type GraphNode = NodeBase &
  (
    | { readonly op: "input" }
    | {
        readonly op: "conv2d" | "depthwiseConv2d";
        readonly weight: string;
        readonly bias: string | null;
        readonly kernel: number;
        readonly stride: number;
        readonly padding: Padding;
      }
    /** (x - mean) / sqrt(variance + epsilon) over the picture of each sample, then gamma x + beta where there are any. */
    | {
        readonly op: "instanceNorm";
        /** With `domain` as second input, tables `[domains, channels]`: rows are mixed by the domain weights. */
        readonly gamma: string | null;
        readonly beta: string | null;
        readonly conditional: boolean;
        readonly epsilon: number;
      }
    | {
        readonly op: "batchNorm";
        readonly gamma: string;
        readonly beta: string;
        readonly mean: string;
        readonly variance: string;
        readonly epsilon: number;
      }
    | { readonly op: "activation"; readonly activation: Activation; readonly slope: number }
    | { readonly op: "add" }
    | { readonly op: "concat" }
    | { readonly op: "upsample"; readonly method: "nearest" | "bilinear"; readonly scale: number }
    | { readonly op: "pool"; readonly method: "max" | "average"; readonly window: number; readonly stride: number }
    | { readonly op: "globalPool"; readonly method: "average" | "max" }
    | { readonly op: "dense"; readonly weight: string; readonly bias: string | null }
    | { readonly op: "softmax" }
    | { readonly op: "dropout"; readonly rate: number }
    /** Appends one plane per domain to the picture (StarGAN, Choi et al. 2018). */
    | { readonly op: "labelPlanes" }
  );

export type Op = GraphNode["op"];
export type NodeOf<O extends Op> = Extract<GraphNode, { readonly op: O }>;

export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly parameters: readonly ParameterSpec[];
  /** Output name → node id. */
  readonly outputs: Readonly<Record<string, string>>;
}
