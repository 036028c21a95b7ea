import type { CompiledStep } from "./compile";
import { BLOCK } from "./layout";
import { fixedSteps } from "./kernels/program";
import type { RowTable } from "./plan/rows";
import type { Affine, Stage } from "./plan/steps";

/** Bytes of `Step` in step.wgsl, and the distance between two of them in a buffer. */
export const STEP_BYTES = 128;
export const STEP_STRIDE = 256;

/** Writes what a step's kernel finds in its uniform. @param to View of {@link STEP_BYTES} bytes. */
export function writeUniform(
  to: DataView,
  { step, rows: places }: CompiledStep,
  rows: RowTable,
  statsChannels: number,
): void {
  const { first, second, activation } = step.source;
  const stages: readonly (Stage | undefined)[] = [
    first.stages[0],
    first.stages[1],
    second?.term.stages[0],
    second?.term.stages[1],
  ];
  stages.forEach((stage, index) => {
    const affine = index === 0 && step.kernel === "layer-norm-rows" ? step.affine : (stage?.affine ?? null);
    writeAffine(to, index * 16, affine, rows.constantBlocks);
    to.setFloat32(64 + index * 4, stage?.activation?.slope ?? 0, true);
  });
  to.setFloat32(80, activation?.slope ?? 0, true);
  to.setFloat32(84, step.activation?.slope ?? 0, true);
  const scale = step.kernel === "conv" ? step.activationScale : null;
  to.setFloat32(88, scale === null ? 1 : 1 / scale, true);
  to.setUint32(92, rows.stride, true);
  to.setUint32(96, statsChannels, true);
  to.setUint32(100, step.stats ?? 0, true);
  to.setUint32(104, places.bias, true);
  to.setUint32(108, places.factors, true);
  to.setUint32(112, step.kernel === "conv" ? (step.sourceStats ?? 0) : 0, true);
}

function writeAffine(to: DataView, at: number, affine: Affine | null, constantBlocks: number): void {
  if (affine === null) return;
  to.setUint32(at, constantBlocks + affine.row, true);
  if (affine.kind === "row") return;
  to.setUint32(at + 4, affine.stats, true);
  to.setFloat32(at + 8, 1 / (affine.pixels * fixedSteps(affine.pixels)), true);
  to.setFloat32(at + 12, affine.epsilon, true);
}

/** Bytes of all sums of a batch: two numbers of two words for each channel. */
export function statsBytes(statsChannels: number, batch: number): number {
  return Math.max(BLOCK, statsChannels * batch) * 16;
}
