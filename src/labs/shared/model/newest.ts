/** Works on one input at a time; what comes meanwhile waits, and only the newest of it. */
export class Newest<Input> {
  readonly #work: (input: Input) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #waiting: { readonly input: Input } | null = null;
  #busy = false;

  /** @param onError Told when the work failed; the next input is worked on all the same. */
  constructor(work: (input: Input) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Nothing is being worked on, nothing waits. */
  get idle(): boolean {
    return !this.#busy;
  }

  push(input: Input): void {
    this.#waiting = { input };
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== null) {
      const { input } = this.#waiting;
      this.#waiting = null;
      try {
        await this.#work(input);
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#busy = false;
  }
}
