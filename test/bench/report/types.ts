import type { AdapterLimits } from "../gpu/limits";
import type { Estimate } from "../measure/statistics";

/** What `npm run bench -- --json` and the page's "Copy JSON" give. Times are in milliseconds. */
export interface BenchReport {
  readonly format: "mealshift-bench";
  readonly version: 1;
  /** ISO 8601. */
  readonly date: string;
  /** What made it. */
  readonly command: string;
  /** Runtime and processor, for people. */
  readonly machine: string;
  readonly model: { readonly id: string; readonly family: string };
  /** One for each GPU adapter, and one for the processor. */
  readonly groups: readonly GroupReport[];
}

/** Arms that ran on the same device and may be compared. */
export interface GroupReport {
  readonly kind: "webgpu" | "wasm";
  /** The adapter, or the number of threads, for people. */
  readonly device: string;
  /** A GPU adapter that computes on the processor: its figures say nothing about GPUs. */
  readonly software: boolean;
  /** Side of the picture, pixels. */
  readonly size: number;
  /** Multiply-accumulates of a frame. */
  readonly macs: number;
  readonly rounds: number;
  readonly arms: readonly ArmReport[];
  /** The arm of ours that the others are compared with, and what comparing it with itself gave. */
  readonly base: { readonly id: string; readonly noise: Estimate } | null;
  readonly limits: AdapterLimits | null;
  readonly layers: LayerTable | null;
}

export interface ArmReport {
  readonly id: string;
  readonly label: string;
  readonly remark: string;
  readonly ours: boolean;
  readonly answers: readonly AnswerReport[];
  /** Why it has no times; null where it has. A wrong answer is not timed. */
  readonly problem: { readonly kind: "missing" | "wrong"; readonly reason: string } | null;
  readonly timing: ArmTiming | null;
}

/** PSNR against the reference, dB; 200 where they are equal. */
export interface AnswerReport {
  readonly picture: string;
  readonly kind: "photo" | "random";
  readonly decibels: number;
}

export interface ArmTiming {
  readonly frame: Estimate;
  /** In the page's own thread, of one frame. */
  readonly script: number;
  /** How many times as long as the base, paired by rounds; null where there is no base. */
  readonly ratio: Estimate | null;
  readonly warmUpFrames: number;
  readonly framesPerSample: number;
  /** Of one frame; null on wasm. */
  readonly commands: { readonly dispatches: number; readonly submits: number } | null;
}

export interface LayerTable {
  /** The arm whose layers they are. */
  readonly arm: string;
  readonly layers: readonly LayerReport[];
}

export interface LayerReport {
  readonly id: string;
  readonly kernel: string;
  /** Of its products. */
  readonly arithmetic: "f32" | "f16" | "int8";
  readonly macs: number;
  /** What it must read and write at least. */
  readonly bytes: number;
  readonly time: number;
}
