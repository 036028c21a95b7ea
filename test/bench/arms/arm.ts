import type { TimeFrames } from "../measure/frames";
import type { LayerReport } from "../report/types";
import type { Task } from "../task";

/** One way to run the generator. Methods are called one after the other; also through a worker's messages. */
export interface Arm {
  /** Makes everything that does not change from frame to frame. @throws where this machine lacks what it needs. */
  open(task: Task): Promise<void>;
  /**
   * The picture's translation, `[size, size, 3]` in [-1, 1].
   * @param pixels `[size, size, 3]` in [-1, 1]: the input of all frames from here on.
   */
  run(pixels: Float32Array): Promise<Float32Array>;
  /** Frames of the last picture. On a GPU nothing is read back. */
  time: TimeFrames;
  /** What each layer of a frame takes, where the arm can tell. */
  layers?(): Promise<readonly LayerReport[]>;
  close(): Promise<void>;
}

/** An arm that also computes what all are compared with. */
export interface ReferenceArm extends Arm {
  /** As {@link Arm.run}, by the interpreter in 32-bit floats. */
  reference(pixels: Float32Array): Promise<Float32Array>;
}

/** The least PSNR, dB, of an answer that counts as right: below it something is broken, whatever it is rounded to. */
export interface LeastDecibels {
  readonly photo: number;
  /** Noise is nothing that activations were calibrated for. */
  readonly random: number;
}

export const gpuArmIds = [
  "engine-f16",
  "engine-int8",
  "engine-f32",
  "ort-webgpu-f16",
  "ort-webgpu-f16-capture",
  "ort-webgpu-f32",
  "ort-webgpu-f32-capture",
  "tfjs-webgpu",
] as const;
export const wasmArmIds = ["fallback-wasm", "ort-wasm"] as const;

/** An arm before it is opened. */
export interface ArmPlan {
  readonly id: (typeof gpuArmIds | typeof wasmArmIds)[number];
  /** For people. */
  readonly label: string;
  /** How it is run. */
  readonly remark: string;
  /** Ours, or a library's that is compared with ours. */
  readonly ours: boolean;
  readonly least: LeastDecibels;
  create(): Promise<Arm>;
}

export const FULL_PRECISION: LeastDecibels = { photo: 60, random: 60 };
export const HALF_PRECISION: LeastDecibels = { photo: 40, random: 35 };
export const INT8_PRECISION: LeastDecibels = { photo: 30, random: 20 };
