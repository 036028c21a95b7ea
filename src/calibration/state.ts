import { signal, type ReadonlySignal } from "@preact/signals";
import {
  type Calibrations,
  calibrationKey,
  type CalibrationStorage,
  deleteCalibration,
  deviceModel,
  exportCalibrations,
  listCalibrations,
  type MeasuredCalibration,
  parseCalibrations,
  saveCalibration,
} from "../immersive/camera/calibration";
import type { GuideState } from "./guide";
import type { Measurement } from "./maths/calibrate";
import type { RefusalReason } from "./maths/errors";
import type { Recording } from "./maths/types";
import type { Outcome } from "./worker/contract";

/** Why nothing can be measured here. */
export type Unsupported = "insecure" | "no-webxr" | "no-ar" | "blocked";

export type Phase =
  | { readonly kind: "checking" }
  | { readonly kind: "unsupported"; readonly why: Unsupported }
  | { readonly kind: "ready" }
  /** The camera is open, and waits for the session. */
  | { readonly kind: "camera"; readonly stream: MediaStream; readonly label: string }
  | { readonly kind: "measuring"; readonly guide: GuideState }
  | { readonly kind: "solving" }
  | { readonly kind: "measured"; readonly calibration: MeasuredCalibration }
  | { readonly kind: "stored"; readonly calibration: MeasuredCalibration; readonly kept: boolean }
  | { readonly kind: "refused"; readonly reason: RefusalReason }
  /** The name of an error. */
  | { readonly kind: "failed"; readonly error: string };

/** What the page needs of browser and device; an argument, so that tests can stand in for a headset. */
export interface Bench {
  /** Null where everything is there. Asked again when devices come or go. */
  watch(onChange: (why: Unsupported | null) => void): void;
  openCamera(): Promise<MediaStream>;
  /** Begins a session at once: it is called while a press is being handled. */
  measure(stream: MediaStream, onState: (state: GuideState) => void, signal: AbortSignal): Promise<Recording>;
  solve(recording: Recording): Promise<Outcome>;
  now(): Date;
}

const NOTHING: GuideState = { step: "find", progress: 0, seen: false };

/** The calibration page's state, and what people can do. */
export class Calibration {
  readonly device = deviceModel();
  readonly #bench: Bench;
  readonly #storage: CalibrationStorage | null;
  readonly #phase = signal<Phase>({ kind: "checking" });
  readonly #saved;
  readonly #fault = signal<string | null>(null);
  #running: AbortController | null = null;

  constructor(bench: Bench, storage: CalibrationStorage | null) {
    this.#bench = bench;
    this.#storage = storage;
    this.#saved = signal<Calibrations>(listCalibrations(storage));
    bench.watch((why) => {
      const { kind } = this.#phase.peek();
      if (kind !== "checking" && kind !== "unsupported" && kind !== "ready") return;
      this.#phase.value = why === null ? { kind: "ready" } : { kind: "unsupported", why };
    });
  }

  get phase(): ReadonlySignal<Phase> {
    return this.#phase;
  }

  get saved(): ReadonlySignal<Calibrations> {
    return this.#saved;
  }

  /** Name of the error that reading a file ended with, or null. */
  get fault(): ReadonlySignal<string | null> {
    return this.#fault;
  }

  async openCamera(): Promise<void> {
    try {
      const stream = await this.#bench.openCamera();
      const label = stream.getVideoTracks()[0]?.label ?? "";
      this.#phase.value = { kind: "camera", stream, label };
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Measures; only while the camera is open. */
  async measure(): Promise<void> {
    const phase = this.#phase.peek();
    if (phase.kind !== "camera") return;
    const { stream, label } = phase;
    this.#running = new AbortController();
    this.#phase.value = { kind: "measuring", guide: NOTHING };
    try {
      const onState = (guide: GuideState) => {
        const now = this.#phase.peek();
        if (now.kind === "measuring" && now.guide !== guide) this.#phase.value = { kind: "measuring", guide };
      };
      const recording = await this.#bench.measure(stream, onState, this.#running.signal);
      this.#phase.value = { kind: "solving" };
      const outcome = await this.#bench.solve(recording);
      this.#phase.value =
        outcome.kind === "refused"
          ? { kind: "refused", reason: outcome.reason }
          : { kind: "measured", calibration: this.#named(outcome.measurement, recording.aspect, label) };
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the session early. */
  stop(): void {
    this.#running?.abort();
  }

  /** Stores what was measured; where the browser refuses that, it is kept until the page is left. */
  use(): void {
    const phase = this.#phase.peek();
    if (phase.kind !== "measured") return;
    const { calibration } = phase;
    const key = calibrationKey(calibration.camera);
    const kept = saveCalibration(this.#storage, key, calibration);
    this.#phase.value = { kind: "stored", calibration, kept };
    this.#look();
    // For this visit at least, so that it can be exported.
    if (!kept) this.#saved.value = { ...this.#saved.peek(), [key]: calibration };
  }

  /** Back to the beginning. */
  again(): void {
    this.#phase.value = { kind: "ready" };
  }

  delete(key: string): void {
    deleteCalibration(this.#storage, key);
    this.#look();
  }

  /** The text of a file with all that is stored. */
  export(): string {
    return exportCalibrations(this.#saved.peek());
  }

  /** Stores what a file has; what is stored of other cameras stays. */
  import(content: string): void {
    try {
      for (const [key, calibration] of Object.entries(parseCalibrations(content)))
        saveCalibration(this.#storage, key, calibration);
      this.#fault.value = null;
    } catch (error) {
      this.#fault.value = nameOf(error);
    }
    this.#look();
  }

  #look(): void {
    this.#saved.value = listCalibrations(this.#storage);
  }

  #fail(error: unknown): void {
    this.#phase.value = { kind: "failed", error: nameOf(error) };
  }

  #named(measurement: Measurement, aspect: number, camera: string): MeasuredCalibration {
    const { delay, focal, cx, cy, residual, delaySpread, turnSpread } = measurement;
    const { position, rotation } = measurement.camera;
    return {
      latencyMs: delay,
      fx: focal,
      fy: focal,
      cx,
      cy,
      aspect,
      position: [...position],
      rotation: [...rotation],
      camera,
      device: this.device,
      measuredAt: this.#bench.now().toISOString(),
      residual: residual * 1000,
      latencySpread: delaySpread,
      rotationSpread: turnSpread,
    };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}
