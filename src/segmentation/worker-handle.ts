import { transfer, wrap, type Remote } from "comlink";
import type { SegmentedMask, SegmenterReady, SegmenterSetup, SegmenterWorker } from "./contract";

/** One segmentation takes some 20 ms; a worker that is silent for this long is stuck. Ms. */
const RUN_LIMIT = 30_000;
/** Starting includes the loader's download. Ms. */
const LOAD_LIMIT = 120_000;

/** One worker, from its start to its end. Every promise of it settles: it also ends by time and by its death. */
export class SegmenterHandle {
  private readonly worker: Worker;
  private readonly remote: Remote<SegmenterWorker>;
  private readonly died: Promise<never>;
  private die: (reason: Error) => void = () => undefined;
  private details: SegmenterReady | null = null;

  private constructor() {
    this.worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "segmenter" });
    this.died = new Promise<never>((_resolve, reject) => {
      this.die = reject;
    });
    // It may die while nobody waits; that is found out at the next run.
    this.died.catch(() => undefined);
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.die(new Error(`the worker failed: ${event.message || "its script could not be loaded"}`));
    });
    this.worker.addEventListener("messageerror", () => this.die(new Error("a message could not be read")));
    this.remote = wrap<SegmenterWorker>(this.worker);
  }

  /** A worker that has loaded its model. @throws {Error} with what it said. */
  static async start(setup: SegmenterSetup): Promise<SegmenterHandle> {
    const handle = new SegmenterHandle();
    try {
      handle.details = await handle.settle(handle.remote.load(setup), LOAD_LIMIT, "started");
      return handle;
    } catch (error) {
      handle.stop();
      throw error;
    }
  }

  get ready(): SegmenterReady | null {
    return this.details;
  }

  /** Takes the picture over. */
  segment(picture: ImageBitmap): Promise<SegmentedMask> {
    return this.settle(this.remote.segment(transfer(picture, [picture])), RUN_LIMIT, "segmented");
  }

  /** Ends the worker, and with it everything that it holds; a run under way is rejected. */
  stop(): void {
    this.worker.terminate();
    this.die(new Error("the worker was stopped"));
  }

  private async settle<T>(work: Promise<T>, limit: number, what: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing was ${what} in ${limit / 1000} s`)), limit);
    });
    try {
      return await Promise.race([work, this.died, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
