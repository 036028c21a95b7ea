import type { Graph } from "../../../net/graph";
import type { TensorMap } from "../../../net/tensors";
import type { LensModel } from "../../../translator";

/** A net at one size: what a runner is made from. */
export interface RunnerModel {
  readonly graph: Graph;
  /** As stored: quantised or not. */
  readonly tensors: TensorMap;
  /** The model, where it has a check of its own to try the engine on WebGPU with; null: the app's self-test. */
  readonly trial: LensModel | null;
}

/** Values of the graph's inputs or outputs by name: `[samples, ...shape]`, as many samples in each. */
export type Values = Readonly<Record<string, Float32Array>>;

export type RunnerKind = "webgpu" | "wasm";

/** One way to run a model. */
export interface Executor {
  readonly kind: RunnerKind;
  /** What runs it, for people: "wasm, SIMD, 2 threads". */
  readonly label: string;
  run(inputs: Values): Promise<Values>;
  dispose(): void;
}

/** What runs a model at the moment. */
export type RunnerStatus =
  | { readonly kind: "starting" }
  | {
      readonly kind: "running";
      readonly on: RunnerKind;
      readonly label: string;
      /** How often it was lost and started again. */
      readonly restarts: number;
    };
