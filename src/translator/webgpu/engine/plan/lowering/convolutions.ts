import type { NodeOf } from "../../../../../net/graph";
import { type Extent, extentOf } from "../../layout";
import { paddingOf, phasesOf } from "../convolution";
import { plain } from "../source";
import { extentOfSource, type Source } from "../steps";
import type { Draft } from "./draft";

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;

export function lowerConv(draft: Draft, node: Convolution): void {
  const input = node.inputs[0] ?? "";
  const source = draft.readable(input);
  const weight = draft.weight(node.weight);
  const phased = phasesOf(node, weight, source.scale, extentOfSource(source));
  const read = phased === null ? source : { ...source, scale: 1 };
  const padding = phased?.padding ?? { ...paddingOf(node, extentOfSource(source)), odd: 0 };
  const { id, activation } = draft.takeActivation(node);
  const output = draft.value(id, extentOf(node.shape));
  const covers = phased === null && seesAll(node, padding, extentOfSource(source), source.scale);
  const kept = covers && worthKeeping(draft, input, read) ? draft.value(`${input}.kept`, extentOfSource(read)) : null;
  const sourceStats = covers && draft.wantsSums(input) ? draft.collect(input, extentOfSource(read)) : null;
  draft.push({
    id,
    kernel: "conv",
    source: read,
    output,
    weights: phased?.kernels ?? [weight],
    bias: draft.optional(node.bias),
    size: phased?.size ?? node.kernel,
    stride: node.stride,
    padding,
    kept,
    sourceStats: sourceStats?.stats ?? null,
    activation,
    stats: draft.isNormed(id) ? draft.collect(id, output.extent).stats : null,
    activationScale: draft.activationScale(node.id),
  });
  draft.set(id, plain(output));
  if (kept !== null) draft.set(input, plain(kept));
}

/** A sum that others read too is written by the convolution that reads it first: that has every place of it in hand. */
function worthKeeping(draft: Draft, input: string, { second }: Source): boolean {
  const readers = draft.readersOf(input);
  return second !== null && (readers.length > 1 || draft.isOutput(input));
}

export function lowerDepthwise(draft: Draft, node: Convolution): void {
  const source = draft.readable(node.inputs[0]);
  const { id, activation } = draft.takeActivation(node);
  const output = draft.value(id, extentOf(node.shape));
  draft.push({
    id,
    kernel: "depthwise",
    source,
    output,
    weight: draft.weight(node.weight),
    bias: draft.optional(node.bias),
    size: node.kernel,
    stride: node.stride,
    padding: paddingOf(node, extentOfSource(source)),
    activation,
    stats: draft.isNormed(id) ? draft.collect(id, output.extent).stats : null,
  });
  draft.set(id, plain(output));
}

export function lowerDense(draft: Draft, node: NodeOf<"dense">): void {
  const source = draft.readable(node.inputs[0]);
  const { id, activation } = draft.takeActivation(node);
  const output = draft.value(id, extentOf(node.shape));
  const weight = draft.weight(node.weight);
  const bias = draft.optional(node.bias);
  draft.push({ id, kernel: "dense", source, output, weight, bias, activation, stats: null });
  draft.set(id, plain(output));
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
