import { transfer } from "comlink";
import { RecordingFailedError } from "../errors";
import type { KeptVideo } from "../video/kept-video";
import { WorkerTask } from "../worker-task";
import type { RecorderWorker } from "./contract";
import { frameRate } from "./rate";
import type { Recorder } from "./recorder";

/** Pictures on their way to the encoder; when it does not keep up, the next ones are left out. */
const mostUnderWay = 3;
/** Displays draw up to 144 times a second; one that comes this share of a period early still counts as due. */
const early = 0.25;

export interface WebCodecsRecorderOptions {
  /** What the live view shows at the beginning; taken over. */
  readonly first: ImageBitmap;
  readonly longSide: number;
  readonly signal: AbortSignal;
}

/** A recorder whose encoder and file are in a worker: the page makes a picture of the canvas and hands it over. */
export class WebCodecsRecorder implements Recorder {
  readonly #task: WorkerTask<RecorderWorker>;
  #underWay = 0;
  #dueMs = 0;
  #failure: unknown = null;

  private constructor(task: WorkerTask<RecorderWorker>) {
    this.#task = task;
  }

  /** Null where this browser has no encoder for it. */
  static async start({ first, longSide, signal }: WebCodecsRecorderOptions): Promise<WebCodecsRecorder | null> {
    // The types take it for given.
    if (!("VideoFrame" in globalThis)) return null;
    const task = new WorkerTask<RecorderWorker>({
      worker: new Worker(new URL("./recorder-worker.ts", import.meta.url), { type: "module", name: "recorder" }),
      signal,
      named: (message, cause) => new RecordingFailedError(`The recording broke off: ${message}. Try again.`, { cause }),
    });
    const { width, height } = first;
    if (!(await task.call((worker) => worker.start({ width, height, longSide })))) {
      task.end();
      return null;
    }
    const recorder = new WebCodecsRecorder(task);
    recorder.#add(new VideoFrame(first, { timestamp: 0 }));
    return recorder;
  }

  drawn(canvas: HTMLCanvasElement, ms: number): void {
    const period = 1000 / frameRate;
    if (ms < this.#dueMs || this.#underWay >= mostUnderWay || this.#failure !== null) return;
    this.#dueMs = ms + period * (1 - early);
    try {
      this.#add(new VideoFrame(canvas, { timestamp: Math.round(ms * 1000) }));
    } catch {
      // A canvas whose context was lost has no picture: the next one has.
    }
  }

  async finish(ms: number): Promise<KeptVideo> {
    try {
      // After a failure too: what was encoded until then may still make a file.
      return await this.#task.call((worker) => worker.finish(ms));
    } finally {
      this.#task.end();
    }
  }

  #add(frame: VideoFrame): void {
    this.#underWay += 1;
    this.#task
      .call((worker) => worker.add(transfer(frame, [frame])))
      .catch((error: unknown) => (this.#failure ??= error))
      .finally(() => {
        this.#underWay -= 1;
        // Where it was not handed over.
        frame.close();
      });
  }
}
