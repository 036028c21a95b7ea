import { type ReadonlySignal, signal } from "@preact/signals";

import {
  DeviceLostError,
  OutOfMemoryError,
  TranslatorUnavailableError,
  TranslatorWorkerError,
} from "../../../translator";
import { namedRunError } from "../../../translator/errors";
import { Turns } from "../../../translator/webgpu/turns";
import type { Executor, RunnerKind, RunnerModel, RunnerStatus, Values } from "./types";

/** One way to run a model, opened when it is needed. */
export interface RunnerRung {
  readonly kind: RunnerKind;
  open(): Promise<Executor>;
}

/** After so many losses a GPU is left alone. */
const MOST_LOSSES = 2;
/** Attempts at one run: the second after a loss, the third further down the ladder. */
const MOST_ATTEMPTS = 3;

/** Runs a model on the best that works here, and goes on after a lost GPU or a dead worker. */
export class Runner {
  readonly #rungs: readonly RunnerRung[];
  readonly #turns = new Turns();
  readonly #status = signal<RunnerStatus>({ kind: "starting" });
  readonly #losses = new Map<RunnerKind, number>();
  #current: Executor | null = null;
  #restarts = 0;
  #disposed = false;

  /** @param rungs Best first. */
  constructor(rungs: readonly RunnerRung[]) {
    this.#rungs = rungs;
  }

  get status(): ReadonlySignal<RunnerStatus> {
    return this.#status;
  }

  /** Opens it before the first run asks for it. @throws as {@link run} */
  async start(): Promise<void> {
    await this.#turns.take(() => this.#open());
  }

  /**
   * One run at a time; others wait for their turn.
   * @param inputs By the graph's input: `[samples, ...shape]`.
   * @returns By the graph's output, as many samples.
   * @throws {TranslatorUnavailableError} if nothing can run it.
   * @throws {MealshiftError} if a run fails on what is left after trying again.
   */
  async run(inputs: Values): Promise<Values> {
    return this.#turns.take(async () => {
      for (let attempt = 1; ; attempt++) {
        const executor = await this.#open();
        try {
          return await executor.run(inputs);
        } catch (cause) {
          const error = namedRunError(cause);
          if (!isLost(error) || attempt === MOST_ATTEMPTS || this.#disposed) throw error;
          this.#drop(executor.kind);
        }
      }
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#current?.dispose();
    this.#current = null;
  }

  async #open(): Promise<Executor> {
    if (this.#disposed) throw new TranslatorUnavailableError("The runner was disposed. Create another.");
    if (this.#current !== null) return this.#current;
    this.#status.value = { kind: "starting" };
    const executor = await this.#climb();
    if (this.#disposed) executor.dispose();
    this.#current = executor;
    const { kind: on, label } = executor;
    this.#status.value = { kind: "running", on, label, restarts: this.#restarts };
    return executor;
  }

  /** The first rung that opens; the last may always be tried again, for nothing is below it. */
  async #climb(): Promise<Executor> {
    const reasons: string[] = [];
    for (const [index, rung] of this.#rungs.entries()) {
      const isLast = index === this.#rungs.length - 1;
      if (!isLast && (this.#losses.get(rung.kind) ?? 0) >= MOST_LOSSES) continue;
      try {
        return await rung.open();
      } catch (error) {
        reasons.push(`${rung.kind}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new TranslatorUnavailableError(`Nothing can run the model here. ${reasons.join(" ")}`);
  }

  #drop(kind: RunnerKind): void {
    this.#losses.set(kind, (this.#losses.get(kind) ?? 0) + 1);
    this.#restarts += 1;
    this.#current?.dispose();
    this.#current = null;
  }
}

/** Whatever ran it is gone, or has no room for it: another attempt begins anew. */
function isLost(error: Error): boolean {
  return (
    error instanceof DeviceLostError || error instanceof TranslatorWorkerError || error instanceof OutOfMemoryError
  );
}

/** @param only The one rung to use; on WebGPU then also where it computes on the processor. */
export function createRunner(model: RunnerModel, only?: RunnerKind): Runner {
  const rungs: readonly RunnerRung[] = [
    {
      kind: "webgpu",
      open: async () => (await import("./webgpu")).openWebGpu(model, { allowSoftware: only === "webgpu" }),
    },
    { kind: "wasm", open: async () => (await import("./wasm")).openWasmWorker(model) },
  ];
  return new Runner(rungs.filter(({ kind }) => only === undefined || kind === only));
}
