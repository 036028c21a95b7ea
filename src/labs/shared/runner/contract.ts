import type { RunnerModel, Values } from "./types";

export interface OpenRequest extends Pick<RunnerModel, "graph" | "tensors"> {
  /** Threads where the page is cross-origin isolated; null: what suits this machine. */
  readonly threads: number | null;
}

/** What the worker offers through Comlink. Errors arrive as plain `Error`s that keep their name and message. */
export interface RunnerWorker {
  /** Opens the backend, tests it, and prepares the net. @returns What runs it, for people. */
  open(request: OpenRequest): Promise<string>;
  /** @returns Every output of the graph; transferred. */
  run(inputs: Values): Promise<Values>;
}
