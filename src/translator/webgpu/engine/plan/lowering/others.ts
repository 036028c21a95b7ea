import type { GraphNode, NodeOf } from "../../../../../net/graph";
import { BLOCK, type Extent, extentOf } from "../../layout";
import { activated, isSmall, joined, plain } from "../source";
import { extentOfSource, type Source, type Step } from "../steps";
import { type Draft, unsupported } from "./draft";

type Distribute<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type KernelBody = Distribute<
  Extract<Step, { readonly kernel: "pool" | "global-pool" | "bilinear" | "reshape" | "channel-sum" | "softmax" }>,
  "id" | "source" | "output" | "stats" | "activation"
>;

export function lowerInput(draft: Draft, node: NodeOf<"input">): void {
  const readers = draft.readersOf(node.id);
  const mixes = readers.filter((reader) => reader.op === "instanceNorm" && reader.inputs[1] === node.id);
  if (mixes.length > 0) draft.domain = { input: node.id, count: extentOf(node.shape)[2] };
  if (mixes.length > 0 && mixes.length === readers.length && !draft.isOutput(node.id)) return;
  const value = draft.value(node.id, extentOf(node.shape));
  draft.inputs.set(node.id, value);
  draft.set(node.id, plain(value));
}

export function lowerActivation(draft: Draft, node: NodeOf<"activation">): void {
  const activation = { kind: node.activation, slope: node.slope };
  const source =
    activated(draft.read(node.inputs[0]), activation) ?? activated(plain(draft.inMemory(node.inputs[0])), activation);
  draft.set(node.id, source ?? unsupported(node));
}

export function lowerAdd(draft: Draft, node: NodeOf<"add">): void {
  const [a, b] = node.inputs;
  const first = draft.read(a);
  const left = first.second !== null || first.activation !== null ? plain(draft.inMemory(a)) : first;
  // Read after the first is in memory: it may be the same value.
  const second = draft.read(b);
  const right = second.second !== null || second.activation !== null ? plain(draft.inMemory(b)) : second;
  const sum = joined(left, right, "sum") ?? joined(plain(draft.inMemory(a)), plain(draft.inMemory(b)), "sum");
  draft.set(node.id, sum ?? unsupported(node));
}

export function lowerConcat(
  draft: Draft,
  node: NodeOf<"concat" | "labelPlanes">,
  parts: readonly { readonly source: Source; readonly plane: boolean }[],
): void {
  const [a, b, ...more] = parts;
  if (a !== undefined && b !== undefined && more.length === 0 && !b.plane) {
    const simple = a.source.activation === null && b.source.activation === null;
    const both = simple ? joined(a.source, b.source, "concat") : null;
    if (both !== null && isSmall(both)) return draft.set(node.id, both);
  }
  const output = draft.value(node.id, extentOf(node.shape));
  let begin = 0;
  for (const { source, plane } of parts) {
    const channels = extentOfSource(source)[2];
    const id = `${node.id}.${begin}`;
    draft.push({ id, kernel: "concat", source, output, stats: null, activation: null, begin, channels, plane });
    begin += channels;
  }
  draft.set(node.id, plain(output));
}

export function lowerUpsample(draft: Draft, node: NodeOf<"upsample">): void {
  if (node.method === "bilinear") return lowerStep(draft, node, { kernel: "bilinear", times: node.scale });
  const source = draft.read(node.inputs[0]);
  draft.set(node.id, { ...source, scale: source.scale * node.scale });
}

export function lowerReshape(draft: Draft, node: NodeOf<"reshape">): void {
  const from = draft.extent(node.inputs[0]);
  const to = extentOf(node.shape);
  const isDense = ([height, width, channels]: Extent): boolean => channels % BLOCK === 0 || height * width === 1;
  if (!isDense(from) || !isDense(to)) return lowerStep(draft, node, { kernel: "reshape" });
  const { memory } = draft.inMemory(node.inputs[0]);
  draft.set(node.id, plain({ id: node.id, extent: to, memory }));
}

export function lowerStep(draft: Draft, node: GraphNode, body: KernelBody): void {
  const source = draft.readable(node.inputs[0]);
  const output = draft.value(node.id, extentOf(node.shape));
  draft.push({ id: node.id, source, output, stats: null, activation: null, ...body });
  draft.set(node.id, plain(output));
}
