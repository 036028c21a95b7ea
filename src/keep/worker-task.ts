import { wrap, type Remote } from "comlink";

export interface WorkerTaskOptions {
  readonly worker: Worker;
  /** Ends the worker at once; what waits for it is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Names what went wrong in the worker, or that it ended. */
  readonly named: (message: string, cause?: unknown) => Error;
}

/** A worker behind Comlink for one piece of work: its end, however it comes, rejects what waits for it. */
export class WorkerTask<Api> {
  readonly #remote: Remote<Api>;
  readonly #options: WorkerTaskOptions;
  readonly #ended: Promise<never>;
  #reject: (reason: Error) => void = () => undefined;

  constructor(options: WorkerTaskOptions) {
    const { worker, signal, named } = options;
    this.#options = options;
    this.#remote = wrap<Api>(worker);
    this.#ended = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    // Nobody may be waiting when it ends.
    this.#ended.catch(() => undefined);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(named(`its worker stopped: ${event.message || "it could not be loaded"}`, event.error));
    });
    worker.addEventListener("messageerror", () => this.#end(named("its worker sent what cannot be read")));
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  /** Waits for an answer of the worker, or its end. */
  async call<Answer>(ask: (remote: Remote<Api>) => Promise<Answer>): Promise<Answer> {
    const { signal, named } = this.#options;
    signal.throwIfAborted();
    const answer = ask(this.#remote).catch((cause: unknown) => {
      throw named(cause instanceof Error ? cause.message : String(cause), cause);
    });
    return Promise.race([answer, this.#ended]);
  }

  /** Ends the worker; its memory is free again. */
  end(): void {
    this.#end(this.#options.named("it has ended"));
  }

  #end(reason: Error): void {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    this.#options.worker.terminate();
    this.#reject(reason);
  }

  readonly #onAbort = (): void => {
    const { reason }: { readonly reason: unknown } = this.#options.signal;
    this.#end(reason instanceof Error ? reason : new DOMException("It was cancelled.", "AbortError"));
  };
}
