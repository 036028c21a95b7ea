import type { Graph, GraphNode } from "../../../../net/graph";
import type { Weights } from "../../../../net/tensors";
import { lowerConv, lowerDense, lowerDepthwise } from "./lowering/convolutions";
import { Draft, type Mix, unsupported } from "./lowering/draft";
import { lowerBatchNorm, lowerInstanceNorm, lowerLayerInstanceNorm, lowerScale } from "./lowering/norms";
import {
  lowerActivation,
  lowerAdd,
  lowerConcat,
  lowerInput,
  lowerReshape,
  lowerStep,
  lowerUpsample,
} from "./lowering/others";
import type { RowTable } from "./rows";
import type { Step, Value } from "./steps";

/** A graph as the dispatches of a frame. */
export interface Lowered {
  readonly steps: readonly Step[];
  readonly rows: RowTable;
  /** Channels of all sums of one sample. */
  readonly statsChannels: number;
  /** Graph inputs that are read as values. */
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** Null where no rows are mixed. */
  readonly domain: Mix | null;
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
  const draft = new Draft(graph, weights, activationScales);
  for (const node of graph.nodes) if (!draft.isTaken(node.id)) lowerNode(draft, node);
  const outputs = new Map<string, Value>();
  for (const [name, id] of Object.entries(graph.outputs)) outputs.set(name, draft.inMemory(id));
  const { steps, rows, statsChannels, inputs, domain } = draft;
  return { steps, rows, statsChannels, inputs, outputs, domain };
}

function lowerNode(draft: Draft, node: GraphNode): void {
  switch (node.op) {
    case "input":
      return lowerInput(draft, node);
    case "conv2d":
    case "depthwiseConv2d":
      return node.op === "conv2d" ? lowerConv(draft, node) : lowerDepthwise(draft, node);
    case "instanceNorm":
      return lowerInstanceNorm(draft, node);
    case "batchNorm":
      return lowerBatchNorm(draft, node);
    case "layerInstanceNorm":
      return lowerLayerInstanceNorm(draft, node);
    case "activation":
      return lowerActivation(draft, node);
    case "add":
      return lowerAdd(draft, node);
    case "concat":
      return lowerConcat(
        draft,
        node,
        node.inputs.map((id) => ({ source: draft.read(id), plane: false })),
      );
    case "labelPlanes":
      return lowerConcat(
        draft,
        node,
        node.inputs.map((id, index) => ({ source: draft.read(id), plane: index === 1 })),
      );
    case "upsample":
      return lowerUpsample(draft, node);
    case "pool":
      return lowerStep(draft, node, {
        kernel: "pool",
        maximum: node.method === "max",
        window: node.window,
        stride: node.stride,
      });
    case "globalPool":
      return lowerStep(draft, node, { kernel: "global-pool", maximum: node.method === "max" });
    case "dense":
      return lowerDense(draft, node);
    case "channelScale": {
      const weight = draft.weight(node.weight);
      const scale = { shape: [weight.data.length], data: weight.data };
      return lowerScale(draft, node, { kind: "row", row: draft.rows.row(weight.data.length, scale, null) });
    }
    case "channelSum":
      return lowerStep(draft, node, { kernel: "channel-sum" });
    case "softmax":
      return lowerStep(draft, node, { kernel: "softmax" });
    case "reshape":
      return lowerReshape(draft, node);
    case "dropout":
      // Drops nothing at inference.
      return draft.set(node.id, draft.read(node.inputs[0]));
    default:
      return unsupported(node);
  }
}
