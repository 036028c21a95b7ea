import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Lens } from "../session";
import { translateFilm, type FilmProgress, type TranslatedFilm } from "./film/film";
import { takePhotograph, type Photograph, type PhotoStep } from "./photo/photograph";
import { startRecording, type RecordedVideo, type Recording } from "./recording/recording";

/** The longest recording, ms. */
export const recordingLimitMs = 60_000;
/** Long side of a recording, pixels; the second where everything is drawn and encoded on the processor. */
const [recordedSide, recordedSideOnProcessor] = [1280, 960];

/** A recording, with what its dishes are shown as. */
export interface KeptRecording extends RecordedVideo {
  readonly domains: readonly string[];
  readonly takenAt: Date;
}

/** A translated video, with the time at which it was made. */
export interface KeptFilm extends TranslatedFilm {
  readonly takenAt: Date;
}

/** What is being made, or was made and is looked at. */
export type KeepTask =
  | { readonly kind: "photographing"; readonly step: PhotoStep }
  | { readonly kind: "photograph"; readonly photograph: Photograph }
  /** `startedAt` in ms, in the base of `performance.now()`; null until the encoder is there. */
  | { readonly kind: "recording"; readonly startedAt: number | null; readonly stopping: boolean }
  | { readonly kind: "recorded"; readonly video: KeptRecording }
  /** `progress` is null until the video is opened; `startedAt` as above. */
  | { readonly kind: "filming"; readonly startedAt: number; readonly progress: FilmProgress | null }
  | { readonly kind: "film"; readonly film: KeptFilm }
  /** `name` of the error. */
  | { readonly kind: "failed"; readonly name: string; readonly message: string };

/**
 * Photographs, recordings and films of a lens, one at a time. Nothing here throws: what goes wrong is a task that failed,
 * until it is dismissed.
 */
export class Keeper {
  readonly #lens: Lens;
  readonly #task: Signal<KeepTask | null> = signal(null);
  readonly #preview: Signal<ImageBitmap | null> = signal(null);
  #ended: AbortController | null = null;
  #recording: Recording | null = null;

  constructor(lens: Lens) {
    this.#lens = lens;
  }

  get task(): ReadonlySignal<KeepTask | null> {
    return this.#task;
  }

  /** A small copy of the picture at which a film is. */
  get preview(): ReadonlySignal<ImageBitmap | null> {
    return this.#preview;
  }

  /** Takes a photograph; nothing while something else is under way. */
  async takePhoto(): Promise<void> {
    await this.#run({ kind: "photographing", step: { kind: "taking" } }, async (ended) => {
      const { timings, translator } = this.#lens.state;
      const photograph = await takePhotograph(this.#lens.studio, {
        pace: { size: translator.peek()?.size ?? 0, ms: timings.peek().translate },
        signal: ended,
        onStep: (step) => this.#show(ended, { kind: "photographing", step }),
      });
      return { kind: "photograph", photograph };
    });
  }

  /** Starts a recording, or stops the one that runs. */
  async toggleRecording(): Promise<void> {
    if (this.#task.peek()?.kind === "recording") this.stopRecording();
    else await this.#record();
  }

  stopRecording(): void {
    const task = this.#task.peek();
    if (task?.kind !== "recording" || this.#recording === null) return;
    this.#task.value = { ...task, stopping: true };
    this.#recording.stop();
  }

  /** Translates the whole of the video that the live view plays; nothing where it plays none. */
  async translateFilm(): Promise<void> {
    const { state, studio } = this.#lens;
    const startedAt = performance.now();
    const footage = studio.footage();
    if (footage === null) return;
    await this.#run({ kind: "filming", startedAt, progress: null }, async (ended) => {
      const film = await translateFilm(studio, await footage, {
        size: state.translator.peek()?.size ?? studio.fitSize(128),
        signal: ended,
        onProgress: (progress) => this.#show(ended, { kind: "filming", startedAt, progress }),
        onPreview: (picture) => this.#showPreview(picture),
      });
      return { kind: "film", film: { ...film, takenAt: new Date() } };
    });
    this.#showPreview(null);
  }

  /** Calls off what is under way, and puts away what was made. */
  dismiss(): void {
    this.#ended?.abort();
    this.#ended = null;
    this.#task.value = null;
  }

  async #record(): Promise<void> {
    const { state, studio } = this.#lens;
    const takenAt = new Date();
    await this.#run({ kind: "recording", startedAt: null, stopping: false }, async (ended) => {
      const longSide = state.compositor.peek() === "canvas2d" ? recordedSideOnProcessor : recordedSide;
      const recording = await startRecording(studio, { limitMs: recordingLimitMs, longSide, signal: ended });
      this.#recording = recording;
      this.#show(ended, { kind: "recording", startedAt: recording.startedAt, stopping: false });
      const domains = new Set<string>();
      const endNames = state.dishes.subscribe((dishes) => {
        for (const { domain } of dishes) domains.add(domain);
      });
      try {
        const video = await recording.video;
        return { kind: "recorded", video: { ...video, domains: [...domains], takenAt } };
      } finally {
        this.#recording = null;
        endNames();
      }
    });
  }

  async #run(first: KeepTask, work: (ended: AbortSignal) => Promise<KeepTask>): Promise<void> {
    if (this.#busy) return;
    const ended = new AbortController();
    this.#ended = ended;
    this.#task.value = first;
    try {
      this.#show(ended.signal, await work(ended.signal));
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      // Whoever called it off does not need to be told.
      this.#show(ended.signal, { kind: "failed", name, message });
    }
  }

  get #busy(): boolean {
    const kind = this.#task.peek()?.kind;
    return kind === "photographing" || kind === "recording" || kind === "filming";
  }

  #show(ended: AbortSignal, task: KeepTask): void {
    if (!ended.aborted) this.#task.value = task;
  }

  #showPreview(picture: ImageBitmap | null): void {
    this.#preview.peek()?.close();
    this.#preview.value = picture;
  }
}
