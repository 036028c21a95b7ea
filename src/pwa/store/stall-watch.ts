/** Where nothing comes for so long, nothing will. Ms. */
const STALL_LIMIT = 30_000;

/** A signal that is given when nothing was touched for a while, or when another one is given. */
export class StallWatch {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout>;
  stalled = false;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    outer?.addEventListener("abort", this.#onOuter);
    if (outer?.aborted === true) this.#onOuter();
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#onOuter);
  }

  readonly #onOuter = (): void => this.#controller.abort(this.#outer?.reason);

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.stalled = true;
      this.#controller.abort(new Error("nothing came"));
    }, STALL_LIMIT);
  }
}
