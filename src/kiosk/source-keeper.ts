import type { Clock, Lens, SourceWish } from "../session";

/** A camera that was refused or missing is asked for again this often, ms: it may be plugged in at any time. */
const againMs = 20_000;

/** Sees to it that the picture comes from where it should, and asks again for a camera that could not be had. */
export class SourceKeeper {
  readonly #clock: Clock;
  readonly #lens: Lens;
  #wanted: SourceWish = { kind: "demo" };
  #opening = 0;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, lens: Lens) {
    this.#clock = clock;
    this.#lens = lens;
  }

  start(): void {
    this.#cancel = this.#clock.after(againMs, () => {
      this.start();
      this.#tryAgain();
    });
  }

  stop(): void {
    this.#cancel();
  }

  want(wish: SourceWish): void {
    this.#wanted = wish;
    const source = this.#lens.state.source.peek();
    // One that is lost is waited for by the session itself.
    const there = source?.kind === wish.kind && (source.status === "live" || source.status === "lost");
    // What is being opened may be something else, and would take its place.
    if (!there || this.#opening > 0) void this.#open();
  }

  async #open(): Promise<void> {
    this.#opening += 1;
    await this.#lens.actions.open(this.#wanted);
    this.#opening -= 1;
  }

  #tryAgain(): void {
    const fault = this.#lens.state.faults.peek().find(({ part }) => part === "source");
    if (fault !== undefined && !fault.retrying) void this.#open();
  }
}
