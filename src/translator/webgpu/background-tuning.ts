import type { EngineChoices, EngineReport } from "../types";
import type { DeviceFit, Fit } from "./device-fit";
import type { DeviceWatch } from "./device-watch";
import type { Runners } from "./runners";
import { GpuTimer } from "./tuner/gpu-timer";
import type { Turns } from "./turns";
import type { Arithmetic } from "./engine";

export interface BackgroundTuningOptions {
  readonly device: GPUDevice;
  readonly watch: DeviceWatch;
  readonly fit: DeviceFit;
  readonly runners: Runners;
  readonly turns: Turns;
  /** Resolves when there is time for a measurement. */
  readonly idle: () => Promise<void>;
  /** Used until a size is known better. */
  readonly arithmetic: Arithmetic;
}

/** A piece of work in the background. */
interface Job {
  readonly size: number;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** Times kernels between the frames of the size in use, and says how that stands. */
export class BackgroundTuning implements EngineChoices {
  readonly #options: BackgroundTuningOptions;
  readonly #timer: GpuTimer;
  readonly #listeners = new Set<(report: EngineReport) => void>();
  #report: EngineReport;
  /** The newest; the one before it ends first. */
  #job: Job | null = null;
  #disposed = false;

  constructor(options: BackgroundTuningOptions) {
    this.#options = options;
    this.#timer = new GpuTimer(options.device);
    this.#report = { arithmetic: options.arithmetic, kernels: "default", dropped: [...options.fit.dropped] };
  }

  get report(): EngineReport {
    return this.#report;
  }

  watch(onChange: (report: EngineReport) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  /** A frame of a size came out: what is not known of the size yet is found out from now on. */
  ran(size: number, fit: Fit): void {
    if (this.#disposed || this.#job?.size === size) return;
    this.#start(size, fit);
  }

  async forget(): Promise<boolean> {
    const job = this.#job;
    job?.controller.abort();
    await job?.done;
    const forgotten = await this.#options.fit.forget();
    await this.#options.runners.forget();
    // The next frame starts from the defaults.
    this.#job = null;
    return forgotten;
  }

  dispose(): void {
    this.#disposed = true;
    this.#job?.controller.abort();
    this.#timer.dispose();
  }

  #start(size: number, fit: Fit): void {
    const before = this.#job;
    before?.controller.abort();
    const controller = new AbortController();
    const done = Promise.resolve(before?.done).then(() => this.#tune(size, fit, controller.signal));
    this.#job = { size, controller, done };
  }

  async #tune(size: number, fit: Fit, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (fit.complete) return this.#publish(fit, "tuned");
    this.#publish(fit, "tuning");
    const { fit: device, watch, runners, turns, idle } = this.#options;
    try {
      // Between frames, never beside one: it would be timed as well.
      const timer: Pick<GpuTimer, "time"> = { time: (record) => turns.take(() => this.#timer.time(record)) };
      const choice = await watch.unlessLost(device.tune(size, { timer, idle, signal }));
      if (choice === null) return;
      await watch.unlessLost(runners.use(size, choice));
      this.#publish(choice, "tuned");
    } catch {
      // Too little memory for a second engine, or a lost device: the frames go on as they are, or end by themselves.
      this.#publish(fit, "default");
    }
  }

  #publish({ arithmetic }: Pick<Fit, "arithmetic">, kernels: EngineReport["kernels"]): void {
    if (this.#disposed) return;
    this.#report = { arithmetic, kernels, dropped: [...this.#options.fit.dropped] };
    for (const listener of this.#listeners) listener(this.#report);
  }
}
