import { RateMeter, SampleWindow } from "../../net/meters";

/** A frame later than this many of its turns has let others pass. */
const lateTurns = 1.5;
/** Frames until a session's own pace is known. */
const paceFrames = 30;

/** Rate of a session's frames, those that did not come, and what the script of one takes. */
export class FrameMeter {
  readonly #rate = new RateMeter();
  readonly #costs = new SampleWindow(256);
  #frames = 0;
  #last = Number.NaN;
  #skipped = 0;

  /** A frame has come. @param wantedFps What the session aims at; null where it does not say. */
  frame(now: number, wantedFps: number | null): void {
    const turns = ((now - this.#last) * (wantedFps ?? this.#pace(now))) / 1000;
    if (turns > lateTurns) this.#skipped += Math.round(turns) - 1;
    this.#last = now;
    this.#frames += 1;
    this.#rate.tick(now);
  }

  /** What the script of a frame took, ms. */
  cost(ms: number): void {
    this.#costs.add(ms);
  }

  /** The session showed nothing for a while: that time counts against nobody. */
  interrupted(): void {
    this.#last = Number.NaN;
    this.#frames = 0;
    this.#rate.reset();
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** Frames a second, over two seconds or since the first. */
  rate(now: number): number {
    return this.#rate.rate(now);
  }

  /** 95th percentile of the last frames, ms; 0 before the first. */
  get scriptMs(): number {
    return this.#costs.percentile(0.95);
  }

  /** Where a session does not say what it aims at, its own pace is the measure. */
  #pace(now: number): number {
    return this.#frames < paceFrames ? 0 : this.#rate.rate(now);
  }
}
