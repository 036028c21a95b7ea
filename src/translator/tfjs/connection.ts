import * as Comlink from "comlink";

import { TranslatorWorkerError } from "../errors";

/** A worker behind Comlink whose death rejects what is waiting for it, which Comlink alone would leave hanging. */
export class WorkerConnection<Api> {
  readonly remote: Comlink.Remote<Api>;
  readonly #worker: Worker;
  readonly #waiting = new Set<(error: Error) => void>();
  #error: TranslatorWorkerError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.remote = Comlink.wrap<Api>(worker);
    worker.addEventListener("error", (event) => {
      // A worker that cannot be loaded sends an event without a message.
      this.close(`The translator's worker stopped: ${event.message || "it could not be loaded"}.`, event.error);
      event.preventDefault();
    });
    worker.addEventListener("messageerror", () => this.close("The translator's worker sent what cannot be read."));
  }

  get closed(): boolean {
    return this.#error !== null;
  }

  /** Waits for an answer of the worker, or its end. @throws {TranslatorWorkerError} when the worker ends first. */
  async call<Answer>(ask: (remote: Comlink.Remote<Api>) => Promise<Answer>): Promise<Answer> {
    if (this.#error !== null) throw this.#error;
    return new Promise((resolve, reject) => {
      const end = (error: Error): void => reject(error);
      this.#waiting.add(end);
      ask(this.remote)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(end));
    });
  }

  /** Ends the worker; what waits for it is rejected. */
  close(reason: string, cause?: unknown): void {
    if (this.#error !== null) return;
    this.#error = new TranslatorWorkerError(reason, { cause });
    this.#worker.terminate();
    for (const end of this.#waiting) end(this.#error);
    this.#waiting.clear();
  }
}
