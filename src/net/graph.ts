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
export type ParameterRole = "kernel" | "bias" | "gamma" | "beta" | "rho" | "movingMean" | "movingVariance";

export interface ParameterSpec {
  readonly name: string;
  /** Kernels are HWIO, depthwise kernels `[h, w, channels, 1]`, dense kernels `[in, out]`, tables `[domains, channels]`. */
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  /** Number of inputs that each output sums over, for He initialisation; 0 where it has no meaning. */
  readonly fanIn: number;
  /** Value that training starts from, where the role does not say: that of a `rho`, which stays in [0, 1]. */
  readonly initial?: number;
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
    /**
     * AdaLIN (Kim et al. 2020): rho times the instance-normalised picture plus (1 - rho) times the layer-normalised one,
     * then gamma x + beta. Gamma and beta are parameters, or the second and third input where the names are null.
     */
    | {
        readonly op: "layerInstanceNorm";
        readonly rho: string;
        readonly gamma: string | null;
        readonly beta: string | null;
        readonly epsilon: number;
      }
    | { readonly op: "activation"; readonly activation: Activation; readonly slope: number }
    | { readonly op: "add" }
    | { readonly op: "concat" }
    | { readonly op: "upsample"; readonly method: "nearest" | "bilinear"; readonly scale: number }
    | { readonly op: "pool"; readonly method: "max" | "average"; readonly window: number; readonly stride: number }
    | { readonly op: "globalPool"; readonly method: "average" | "max" }
    | { readonly op: "dense"; readonly weight: string; readonly bias: string | null }
    /** Multiplies each channel by its weight in a dense layer with one output, `[channels, 1]` (CAM, Zhou et al. 2016). */
    | { readonly op: "channelScale"; readonly weight: string }
    /** Sum over the channels: `[height, width, 1]`. */
    | { readonly op: "channelSum" }
    /** The same numbers in the node's shape, channels fastest. */
    | { readonly op: "reshape" }
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
