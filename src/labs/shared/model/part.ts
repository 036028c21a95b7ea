import { type ReadonlySignal, signal } from "@preact/signals";

import type { ModelFamily } from "../../../net/config";
import type { Graph } from "../../../net/graph";
import { createRunner, type Runner, type RunnerKind } from "../runner";
import { type LabModel, type LabModelWish, loadLabModel } from "./load";
import { app, keeping, site } from "./site";

/** How far a lab's model is. */
export type ModelPhase<Family extends ModelFamily> =
  | { readonly kind: "loading"; readonly loaded: number; readonly total: number }
  /** It is there; what runs it is being tested. */
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly model: LabModel<Family>; readonly runner: Runner }
  /** The model did not come, or nothing runs it. */
  | { readonly kind: "failed"; readonly of: "model" | "runner"; readonly error: unknown };

export interface ModelPartOptions<Family extends ModelFamily> extends LabModelWish<Family> {
  /** The net as the lab runs it. */
  readonly graphOf: (model: LabModel<Family>) => Graph;
  readonly only?: RunnerKind | undefined;
  /** Called each time it is ready. */
  readonly onReady: (model: LabModel<Family>, runner: Runner) => void;
}

/** A lab's model with what runs it: loaded at once, and again when people ask. */
export class ModelPart<Family extends ModelFamily> {
  readonly #options: ModelPartOptions<Family>;
  readonly #phase = signal<ModelPhase<Family>>({ kind: "loading", loaded: 0, total: 0 });

  constructor(options: ModelPartOptions<Family>) {
    this.#options = options;
  }

  get phase(): ReadonlySignal<ModelPhase<Family>> {
    return this.#phase;
  }

  /** Loads it, unless it is there. What fails is in the phase. */
  async load(): Promise<void> {
    const { family, id, graphOf, only, onReady } = this.#options;
    this.#phase.value = { kind: "loading", loaded: 0, total: 0 };
    try {
      const models = new URL("models/", site).href;
      const model = await loadLabModel(models, { family, id }, keeping, (loaded, total) => {
        this.#phase.value = { kind: "loading", loaded, total };
      });
      this.#phase.value = { kind: "starting" };
      const { tensors, trial } = model;
      const runner = createRunner({ graph: graphOf(model), tensors, trial }, only);
      await runner.start();
      this.#phase.value = { kind: "ready", model, runner };
      onReady(model, runner);
      // What the lab itself needs came first.
      void app.start();
    } catch (error) {
      const of = this.#phase.peek().kind === "loading" ? "model" : "runner";
      this.#phase.value = { kind: "failed", of, error };
    }
  }
}
