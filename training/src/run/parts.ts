import type { TensorMap } from "../../../src/net/tensors";

/** Something whose state belongs into the checkpoint. */
export interface CheckpointPart {
  save(prefix: string): Promise<TensorMap>;
  restore(tensors: TensorMap, prefix: string): void | Promise<void>;
}

/** Parts by the prefix of their names in the checkpoint. */
export type CheckpointParts = Readonly<Record<string, CheckpointPart>>;

export async function saveParts(parts: CheckpointParts): Promise<TensorMap> {
  const saved = await Promise.all(Object.entries(parts).map(([prefix, part]) => part.save(prefix)));
  return new Map(saved.flatMap((tensors) => [...tensors]));
}

export async function restoreParts(parts: CheckpointParts, tensors: TensorMap): Promise<void> {
  for (const [prefix, part] of Object.entries(parts)) await part.restore(tensors, prefix);
}
