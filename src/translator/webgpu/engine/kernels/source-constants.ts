import type { Activation } from "../../../../net/graph";
import { blocksOf } from "../layout";
import { type Activate, extentOfSource, type Source, type Stage, type Term } from "../plan/steps";

const ACTIVATIONS: Readonly<Record<Activation, number>> = { relu: 1, relu6: 2, leakyRelu: 3, tanh: 4, sigmoid: 5 };

/** The number of an activation in step.wgsl. */
export function activationKind(activation: Activate | null | undefined): number {
  return activation ? ACTIVATIONS[activation.kind] : 0;
}

const JOINS = { sum: 2, concat: 3 } as const;

/**
 * Overrides of source.wgsl.
 * @param cached Scales and shifts are kept in workgroup memory, as kernels want it that read each channel often.
 */
export function sourceConstants(source: Source, cached: boolean): Record<string, number> {
  const { first, second, activation, scale } = source;
  const [height, width] = first.value.extent;
  const lengths = cached ? [...affineBlocks(first), ...affineBlocks(second?.term)] : [0, 0, 0, 0];
  const places = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return {
    SOURCES: second === null ? 1 : JOINS[second.join],
    SOURCE_HEIGHT: height,
    SOURCE_WIDTH: width,
    UPSCALE: scale,
    FIRST_BLOCKS: blocksOf(first.value.extent[2]),
    SECOND_BLOCKS: blocksOf(second?.term.value.extent[2] ?? 1),
    ...stageConstants("FIRST", first.stages),
    ...stageConstants("SECOND", second?.term.stages ?? []),
    SOURCE_ACTIVATION: activationKind(activation),
    AFFINES: Math.max(1, total),
    FIRST_AGAIN_AT: places[1] ?? 0,
    SECOND_AT: places[2] ?? 0,
    SECOND_AGAIN_AT: places[3] ?? 0,
  };
}

/** Bytes of workgroup memory that the cached scales and shifts take. */
export function affineBytes(source: Source): number {
  return (sourceConstants(source, true)["AFFINES"] ?? 1) * 32;
}

/** Blocks of channels of the source, padding of its parts included. */
export function sourceBlocks(source: Source): number {
  return blocksOf(extentOfSource(source)[2]);
}

/** Blocks of both stages of a term. */
function affineBlocks(term: Term | undefined): [number, number] {
  const blocks = (stage: Stage | undefined): number =>
    term === undefined || !stage?.affine ? 0 : blocksOf(term.value.extent[2]);
  return [blocks(term?.stages[0]), blocks(term?.stages[1])];
}

function stageConstants(term: "FIRST" | "SECOND", [once, again]: readonly Stage[]): Record<string, number> {
  return {
    [`${term}_AFFINE`]: affineKind(once),
    [`${term}_ACTIVATION`]: activationKind(once?.activation),
    [`${term}_AFFINE_AGAIN`]: affineKind(again),
    [`${term}_ACTIVATION_AGAIN`]: activationKind(again?.activation),
  };
}

function affineKind(stage: Stage | undefined): number {
  if (!stage?.affine) return 0;
  return stage.affine.kind === "row" ? 1 : 2;
}
