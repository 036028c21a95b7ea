import { figure, percent } from "./figure";
import type { ArmReport, GroupReport } from "./types";

/** A target of the project and what was measured; null where this group has nothing to say to it. */
export interface TargetRow {
  readonly name: string;
  readonly floor: string;
  readonly goal: string;
  readonly stretch: string;
  readonly measured: string | null;
}

export function targetRows(group: GroupReport): TargetRow[] {
  const row = (name: string, [floor, goal, stretch = ""]: readonly string[], measured: string | null): TargetRow => ({
    name,
    floor: floor ?? "",
    goal: goal ?? "",
    stretch,
    measured,
  });
  if (group.kind === "wasm") {
    return [row("the fallback against onnxruntime-web on wasm", ["0.8x", "1x", "1.3x"], times(group, /^ort-wasm$/))];
  }
  const ours = group.arms.find(({ id }) => id === group.base?.id)?.timing ?? null;
  return [
    row("against the best onnxruntime-web on WebGPU", ["1.2x", "2x", "3x"], times(group, /^ort-webgpu/)),
    row("against stock tfjs on WebGPU", ["2x", "4x", "6x"], times(group, /^tfjs-webgpu$/)),
    row("GPU time of what is no convolution", ["25 %", "12 %", "5 %"], otherShare(group)),
    row("dispatches a convolution", ["2", "1"], dispatchesPerConvolution(group)),
    row("submits a frame", ["1", "1"], ours?.commands === undefined ? null : String(ours?.commands?.submits ?? "")),
    row("script of a frame, ms", ["2", "1", "0.3"], ours === null ? null : figure(ours.script)),
    row("PSNR of f16 on photos, dB", ["45", "50"], decibels(group, "engine-f16")),
    row("PSNR of int8 activations on photos, dB", ["33", "35"], decibels(group, "engine-int8")),
  ];
}

/** How many times as long as ours the fastest of some peers takes. */
function times({ arms, base }: GroupReport, peers: RegExp): string | null {
  if (base === null) return null;
  const ratios = arms.flatMap(({ id, timing }) => (peers.test(id) && timing?.ratio ? [timing.ratio.median] : []));
  return ratios.length === 0 ? null : `${figure(Math.min(...ratios))}x`;
}

/** Fused into convolutions, norms and activations have no time of their own: what is left are dispatches without products. */
function otherShare({ layers }: GroupReport): string | null {
  if (layers === null) return null;
  const sum = (of: typeof layers.layers): number => of.reduce((total, { time }) => total + time, 0);
  const total = sum(layers.layers);
  return total === 0 ? null : percent(sum(layers.layers.filter(({ macs }) => macs === 0)) / total);
}

function dispatchesPerConvolution({ layers }: GroupReport): string | null {
  if (layers === null) return null;
  const convolutions = layers.layers.filter(({ macs }) => macs > 0).length;
  return convolutions === 0 ? null : figure(layers.layers.length / convolutions);
}

function decibels({ arms }: GroupReport, id: string): string | null {
  const arm: ArmReport | undefined = arms.find((candidate) => candidate.id === id);
  const photos = arm?.answers.filter(({ kind }) => kind === "photo") ?? [];
  return photos.length === 0 ? null : figure(Math.min(...photos.map((answer) => answer.decibels)));
}
