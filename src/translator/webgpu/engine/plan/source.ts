import { blocksOf } from "../layout";
import { type Activate, type Affine, MOST_STAGES, type Source, type Stage, type Term, type Value } from "./steps";

/** Bytes of workgroup memory that scales and shifts may take: more would leave too little for a convolution's tile. */
const MOST_AFFINE_BYTES = 8192;
const BYTES_OF_AFFINE = 32;

export function plain(value: Value): Source {
  return { first: { value, stages: [] }, second: null, activation: null, scale: 1 };
}

/** True where memory holds the source as it is. */
export function isPlain({ first, second, activation, scale }: Source): boolean {
  return second === null && first.stages.length === 0 && activation === null && scale === 1;
}

/** The source with an activation after it, or null if the kernels cannot read that. */
export function activated(source: Source, activation: Activate): Source | null {
  if (source.second !== null) return source.activation === null ? { ...source, activation } : null;
  const last = source.first.stages.at(-1);
  if (last !== undefined && last.activation === null) {
    return withStages(source, [...source.first.stages.slice(0, -1), { ...last, activation }]);
  }
  return withStage(source, { affine: null, activation });
}

/** The source scaled and shifted, or null if the kernels cannot read that. */
export function scaled(source: Source, affine: Affine): Source | null {
  return withStage(source, { affine, activation: null });
}

/** Both as one, or null if the kernels cannot read that. */
export function joined(a: Source, b: Source, join: "sum" | "concat"): Source | null {
  if (a.second !== null || b.second !== null || a.scale !== b.scale) return null;
  if (join === "concat" && (a.first.value.extent[2] % 4 !== 0 || a.first.value.extent[0] !== b.first.value.extent[0]))
    return null;
  return { first: a.first, second: { join, term: b.first }, activation: null, scale: a.scale };
}

/** Whether scales and shifts of all its channels fit beside a tile. */
export function isSmall({ first, second }: Source): boolean {
  return (
    BYTES_OF_AFFINE * (affineBlocks(first) + (second === null ? 0 : affineBlocks(second.term))) <= MOST_AFFINE_BYTES
  );
}

function affineBlocks({ value, stages }: Term): number {
  return stages.filter(({ affine }) => affine !== null).length * blocksOf(value.extent[2]);
}

function withStage(source: Source, stage: Stage): Source | null {
  const { first, second, activation } = source;
  if (second !== null || activation !== null || first.stages.length >= MOST_STAGES) return null;
  return withStages(source, [...first.stages, stage]);
}

function withStages(source: Source, stages: readonly Stage[]): Source {
  return { ...source, first: { ...source.first, stages } };
}
