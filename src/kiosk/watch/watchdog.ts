import type { Clock, Heartbeat, Heartbeats, StagePart } from "../../session";
// Past the face of src/session, which would load every stage.
import { stageParts } from "../../session/heartbeat";

const lookMs = 1000;
/** A look that comes this late, ms, means that the whole machine stood still: nobody is to blame for that time. */
const sleptMs = 2500;
/** The first thing that a new stage does takes longest: shaders and wasm are compiled. */
const warmUpMs = 20_000;
/** A stage that is missing is being built, by a session that tries again on its own. */
const buildMs = 60_000;
/** So long without a stall, ms, and the next one counts as a first again. */
const wellMs = 120_000;

export interface WatchdogEvents {
  heartbeats(): Heartbeats;
  /** Time without progress, while progress is due, after which a stage is restarted, ms. */
  stallMs(): number;
  /** True while the lens shows an error that it cannot mend. */
  broken(): boolean;
  restartStage(part: StagePart): void;
  restartPipeline(): void;
  /** Nothing else helped: the page has to be loaded anew. */
  reload(): void;
  /** What was stuck got on before the page was loaded anew. */
  callOffReload(): void;
}

/** Steps of help, each tried where the one before has not helped. */
const steps = ["stage", "pipeline", "page"] as const;

/** Looks each second whether the stages get on, and helps: first the stage, then the pipeline, then the page. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #events: WatchdogEvents;
  #step = 0;
  #lookedAt = 0;
  #forgivenAt = 0;
  #helpedAt = 0;
  #brokenSince: number | null = null;
  #reloading = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, events: WatchdogEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  start(): void {
    this.#lookedAt = this.#clock.now();
    this.#forgivenAt = this.#lookedAt;
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#clock.after(lookMs, () => {
      this.#wait();
      this.#look();
    });
  }

  #look(): void {
    const now = this.#clock.now();
    if (now - this.#lookedAt > sleptMs) this.#forgivenAt = now;
    this.#lookedAt = now;
    const heartbeats = this.#events.heartbeats();
    const stalled = stageParts.find((part) => this.#isStalled(heartbeats[part], now));
    if (stalled !== undefined) return this.#help(stalled, now);
    if (this.#isBroken(now)) return this.#reload(now);
    if (this.#reloading && this.#brokenSince === null && this.#getsOn(heartbeats)) {
      this.#reloading = false;
      this.#events.callOffReload();
    }
    if (now - this.#helpedAt > wellMs) this.#step = 0;
  }

  /** Nothing is owed from before the last help. */
  #getsOn(heartbeats: Heartbeats): boolean {
    return Object.values(heartbeats).every(({ dueSince }) => dueSince === null || dueSince > this.#helpedAt);
  }

  #isStalled({ built, done, dueSince }: Heartbeat, now: number): boolean {
    if (dueSince === null) return false;
    const stallMs = this.#events.stallMs();
    const patience = built ? (done === 0 ? Math.max(stallMs, warmUpMs) : stallMs) : buildMs;
    // Help takes its time to show, too.
    return now - Math.max(dueSince, this.#forgivenAt, this.#helpedAt) > patience;
  }

  #isBroken(now: number): boolean {
    if (!this.#events.broken()) {
      this.#brokenSince = null;
      return false;
    }
    this.#brokenSince ??= now;
    return now - Math.max(this.#brokenSince, this.#helpedAt, this.#forgivenAt) > buildMs;
  }

  #help(part: StagePart, now: number): void {
    const step = steps[this.#step];
    this.#step = Math.min(this.#step + 1, steps.length - 1);
    this.#helpedAt = now;
    if (step === "stage") this.#events.restartStage(part);
    else if (step === "pipeline") this.#events.restartPipeline();
    else this.#reload(now);
  }

  #reload(now: number): void {
    this.#helpedAt = now;
    this.#reloading = true;
    this.#events.reload();
  }
}
