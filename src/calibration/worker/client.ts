import { type Remote, transfer, wrap } from "comlink";
import type { Recording } from "../maths/types";
import type { CalibrationWorker, Outcome } from "./contract";

/** The main thread's end of the calibration's worker. */
export class CalibrationClient {
  readonly #worker = new Worker(new URL("./calibration.worker.ts", import.meta.url), {
    type: "module",
    name: "calibration",
  });
  readonly #remote: Remote<CalibrationWorker> = wrap<CalibrationWorker>(this.#worker);
  readonly #died = new Promise<never>((_resolve, reject) => {
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(`The calibration's worker failed: ${event.message || "its script could not be loaded"}.`));
    });
  });

  constructor() {
    // It may die while nobody waits; that is found out at the next call.
    this.#died.catch(() => undefined);
  }

  /** Takes the picture over. */
  detect(picture: VideoFrame | ImageBitmap): Promise<Float64Array | null> {
    return Promise.race([this.#remote.detect(transfer(picture, [picture])), this.#died]);
  }

  solve(recording: Recording): Promise<Outcome> {
    return Promise.race([this.#remote.solve(recording), this.#died]);
  }

  stop(): void {
    this.#worker.terminate();
  }
}
