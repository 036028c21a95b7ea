import { RecordingFailedError } from "../errors";
import type { KeptVideo } from "../video/kept-video";
import { frameRate } from "./rate";
import type { Recorder } from "./recorder";

/** Safari, which writes MP4 alone, has the last. */
const types = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"] as const;

/** The browser's own recorder, for browsers without WebCodecs: times and length of the file are as it pleases. */
export class BrowserRecorder implements Recorder {
  readonly #recorder: MediaRecorder;
  readonly #canvas: HTMLCanvasElement;
  readonly #chunks: Blob[] = [];
  readonly #stopped: Promise<void>;

  private constructor(canvas: HTMLCanvasElement, mimeType: string) {
    this.#canvas = canvas;
    this.#recorder = new MediaRecorder(canvas.captureStream(frameRate), { mimeType });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#chunks.push(data));
    this.#stopped = new Promise((resolve) => {
      this.#recorder.addEventListener("stop", () => resolve(), { once: true });
    });
    // In pieces, so that what was recorded is there even if it breaks off.
    this.#recorder.start(1000);
  }

  /** Null where this browser has none, or none for this canvas. */
  static start(canvas: HTMLCanvasElement): BrowserRecorder | null {
    if (!("MediaRecorder" in globalThis) || !("captureStream" in canvas)) return null;
    const type = types.find((each) => MediaRecorder.isTypeSupported(each));
    return type === undefined ? null : new BrowserRecorder(canvas, type);
  }

  drawn(): void {
    // It looks at the canvas itself.
  }

  async finish(ms: number): Promise<KeptVideo> {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    await this.#stopped;
    for (const track of this.#recorder.stream.getTracks()) track.stop();
    const type = this.#recorder.mimeType;
    const file = new Blob(this.#chunks, { type });
    if (file.size === 0) throw new RecordingFailedError("The recording came out empty. Try again.");
    const { width, height } = this.#canvas;
    return { file, extension: type.includes("mp4") ? "mp4" : "webm", width, height, seconds: ms / 1000 };
  }
}
