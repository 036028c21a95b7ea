import type { GraphNode, NodeOf } from "../../../../../net/graph";
import { UnsupportedGraphError } from "../../errors";
import { extentOf } from "../../layout";
import { plain, scaled } from "../source";
import { type Affine, extentOfSource, type Source } from "../steps";
import { type Collected, type Draft, unsupported } from "./draft";

export function lowerInstanceNorm(draft: Draft, node: NodeOf<"instanceNorm">): void {
  if (node.conditional && node.inputs[1] !== draft.domain?.input)
    throw new UnsupportedGraphError(
      `${draft.graph.name}: ${node.id} mixes its rows by ${node.inputs[1]}. The engine mixes all by one and the same input of the graph.`,
    );
  const row = draft.rows.row(extentOf(node.shape)[2], draft.optional(node.gamma), draft.optional(node.beta));
  normalise(draft, node.id, node.inputs[0], row, node.epsilon, (affine) => affine);
}

export function lowerLayerInstanceNorm(draft: Draft, node: NodeOf<"layerInstanceNorm">): void {
  const channels = extentOf(node.shape)[2];
  const row = draft.rows.row(channels, null, null);
  const { gamma, beta } = node;
  normalise(draft, node.id, node.inputs[0], row, node.epsilon, (affine) => {
    const adaptive = gamma === null || beta === null;
    const source = adaptive ? styleOf(draft, node) : plain(draft.inMemory(node.inputs[0]));
    draft.push({
      id: `${node.id}.rows`,
      kernel: "layer-norm-rows",
      source,
      output: null,
      stats: null,
      activation: null,
      affine,
      channels,
      rho: draft.weight(node.rho),
      parameters: adaptive ? null : { gamma: draft.weight(gamma), beta: draft.weight(beta) },
    });
    return { kind: "row", row };
  });
}

/** Gamma and beta of an adaptive norm, side by side. */
function styleOf(draft: Draft, node: NodeOf<"layerInstanceNorm">): Source {
  const [gamma, beta] = [draft.inMemory(node.inputs[1]), draft.inMemory(node.inputs[2])];
  const term = { value: beta, stages: [] };
  return { first: { value: gamma, stages: [] }, second: { join: "sum", term }, activation: null, scale: 1 };
}

/** Puts a norm after a picture, whose sums are collected by a pass of their own where no convolution made it. */
function normalise(
  draft: Draft,
  id: string,
  input: string | undefined,
  row: number,
  epsilon: number,
  make: (affine: Extract<Affine, { readonly kind: "normalise" }>) => Affine,
): void {
  const before = draft.read(input);
  const known = draft.sumsOf(input ?? "");
  const { source, sums } = known === undefined ? withSums(draft, input) : { source: before, sums: known };
  const affine = make({ kind: "normalise", row, ...sums, epsilon });
  const normalised = scaled(source, affine) ?? scaled(plain(draft.inMemory(input)), affine);
  draft.set(id, normalised ?? unsupported({ op: "a norm", id }));
}

/** A source with its sums: collected without writing it where it can be read normalised later, else written. */
function withSums(draft: Draft, id: string | undefined): { readonly source: Source; readonly sums: Collected } {
  const source = draft.readable(id);
  const isReadable = scaled(source, { kind: "row", row: 0 }) !== null;
  const output = isReadable ? null : draft.value(`${id}.value`, extentOfSource(source));
  // Nearest-neighbour enlargement changes neither mean nor variance.
  const read = isReadable ? { ...source, scale: 1 } : source;
  const sums = draft.collect(id ?? "", extentOfSource(read));
  const { stats } = sums;
  draft.push({ id: `${id}.sums`, kernel: "pointwise", source: read, output, stats, activation: null });
  if (output === null) return { source, sums };
  draft.set(id ?? "", plain(output));
  return { source: plain(output), sums };
}

export function lowerBatchNorm(draft: Draft, node: NodeOf<"batchNorm">): void {
  const [gamma, beta, mean, variance] = [node.gamma, node.beta, node.mean, node.variance].map(
    (name) => draft.weight(name).data,
  );
  const channels = extentOf(node.shape)[2];
  const scale = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    scale[c] = (gamma?.[c] ?? 0) / Math.sqrt((variance?.[c] ?? 0) + node.epsilon);
    shift[c] = (beta?.[c] ?? 0) - (mean?.[c] ?? 0) * (scale[c] ?? 0);
  }
  const shape = [channels];
  lowerScale(draft, node, {
    kind: "row",
    row: draft.rows.row(channels, { shape, data: scale }, { shape, data: shift }),
  });
}

export function lowerScale(draft: Draft, node: GraphNode, affine: Affine): void {
  const source = scaled(draft.read(node.inputs[0]), affine) ?? scaled(plain(draft.inMemory(node.inputs[0])), affine);
  draft.set(node.id, source ?? unsupported(node));
}
