import { Backoff } from "./backoff";
import type { Clock } from "./clock";
import { asError } from "./errors";
import type { Announcements } from "./state";
import type { FaultPart } from "./types";

/** Failures in a row that a part may have before it is built anew: one bad frame is no reason. */
const strikesAllowed = 3;

export interface PartOptions<Built> {
  readonly part: FaultPart;
  readonly clock: Clock;
  readonly announce: Announcements;
  /** Builds it; the part that it replaces is gone already. */
  build(): Promise<Built>;
  /** Takes it into use; null takes the one there is out of use and frees it. */
  use(built: Built | null): void;
  /** Frees what came too late to be used. */
  discard(built: Built): void;
  /** True for an error after which building again may help without anyone doing something. */
  mayPass(error: Error): boolean;
  /** Whether it is in use, or what stands in its way, has changed. */
  onChange(): void;
}

/**
 * A part of the lens that can fail and be built anew: segmenter, translator, compositor, the models themselves. A
 * failure is a fault that people see, with the next attempt under way; the other parts go on meanwhile.
 */
export class Part<Built> {
  readonly #options: PartOptions<Built>;
  readonly #backoff: Backoff;
  #state: "idle" | "building" | "running" = "idle";
  #strikes = 0;
  #hasRun = false;
  #disposed = false;
  /** Counts buildings: one that was given up comes too late. */
  #attempt = 0;
  #missingSince: number;

  constructor(options: PartOptions<Built>) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock);
    this.#missingSince = options.clock.now();
  }

  get running(): boolean {
    return this.#state === "running";
  }

  /** Since when it is not in use, ms; null while it is. */
  get missingSince(): number | null {
    return this.#state === "running" ? null : this.#missingSince;
  }

  /** True once it has run: what happens to it now is an interruption, not a failed start. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  /** Failures in a row, without a good minute between. */
  get failures(): number {
    return this.#backoff.failures;
  }

  /** Builds it, unless that is under way or done. */
  async start(): Promise<void> {
    if (this.#state !== "idle" || this.#disposed) return;
    this.#backoff.cancel();
    this.#state = "building";
    this.#attempt += 1;
    const attempt = this.#attempt;
    try {
      const built = await this.#options.build();
      if (this.#disposed || attempt !== this.#attempt) return this.#options.discard(built);
      this.#state = "running";
      this.#strikes = 0;
      this.#options.use(built);
      this.#options.announce.clearFault(this.#options.part);
      this.#hasRun = true;
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      this.#state = "idle";
      if (this.#disposed) return;
      this.#report(asError(thrown));
    }
    this.#options.onChange();
  }

  /** It worked: failures before count no longer. */
  succeeded(): void {
    this.#strikes = 0;
  }

  /** It failed at work. After three failures in a row, or at once when it is `gone`, it is built anew. */
  failed(error: Error, gone: boolean): void {
    if (this.#state !== "running") return;
    this.#strikes += 1;
    if (!gone && this.#strikes < strikesAllowed) return;
    this.#goMissing();
    this.#options.use(null);
    // What is gone for good is not the worse for being built anew at once: the lens goes on within a second.
    this.#report(error, gone);
    this.#options.onChange();
  }

  /** People asked to try again. */
  async retry(): Promise<void> {
    this.#backoff.reset();
    await this.start();
  }

  /** Takes it out of use, or gives up on building it, and builds it anew. */
  async restart(): Promise<void> {
    const wasRunning = this.running;
    this.#goMissing();
    this.#attempt += 1;
    if (wasRunning) this.#options.use(null);
    await this.start();
  }

  dispose(): void {
    this.#disposed = true;
    this.#backoff.cancel();
    if (this.#state === "running") this.#options.use(null);
    this.#state = "idle";
  }

  #goMissing(): void {
    if (this.#state === "running") this.#missingSince = this.#options.clock.now();
    this.#state = "idle";
  }

  #report(error: Error, gone = false): void {
    const again = this.#hasRun || this.#options.mayPass(error);
    this.#options.announce.fault(this.#options.part, error, again);
    if (again) this.#backoff.schedule(() => void this.start(), gone);
  }
}
