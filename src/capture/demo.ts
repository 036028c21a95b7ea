import type { DemoReply, DemoRequest } from "./demo-worker";
import { SourceUnavailableError } from "./errors";
import { startSteadyClock, type StopClock } from "./frame-clock";
import { STILL_RATE } from "./photo";
import { stillnessWanted, watchStillness } from "./stillness";
import type { Frame, FrameSource } from "./types";

/** Frames a second. */
const RATE = 30;

/**
 * The built-in demo scene: a photo of a meal seen through a slowly wandering camera, 1280x960 at 30 frames a
 * second at most, painted in a worker. `picture` is a bitmap that is closed when the next one comes. Where people asked
 * for less motion it is one still picture, and follows that while it runs.
 *
 * `start` rejects with SourceUnavailableError.
 */
export class DemoSource implements FrameSource {
  readonly kind = "demo";
  readonly mirrored = false;
  readonly label: string;
  readonly #url: URL;
  readonly #stopped = new AbortController();

  /** @param url of the scene's picture, relative to the page; by default the one that comes with the lens */
  constructor({
    url = `${import.meta.env.BASE_URL}demo/meal.jpg`,
    label = "Demo",
  }: { readonly url?: string; readonly label?: string } = {}) {
    this.#url = new URL(url, document.baseURI);
    this.label = label;
  }

  async start(onFrame: (frame: Frame) => void): Promise<void> {
    const stopped = this.#stopped.signal;
    if (stopped.aborted) return;
    const worker = new Worker(new URL("./demo-worker.ts", import.meta.url), { type: "module", name: "demo" });
    stopped.addEventListener("abort", () => worker.terminate(), { once: true });
    const post = (request: DemoRequest) => worker.postMessage(request, []);
    try {
      await loaded(worker, () => post({ load: this.#url.href }), stopped);
    } catch (cause) {
      this.stop();
      throw new SourceUnavailableError(this.#url.href, cause instanceof Error ? cause.message : String(cause), {
        cause,
      });
    }
    if (stopped.aborted) return;
    this.#run(worker, post, onFrame);
  }

  stop(): void {
    this.#stopped.abort();
  }

  #run(worker: Worker, post: (request: DemoRequest) => void, onFrame: (frame: Frame) => void): void {
    const began = performance.now();
    let frame: Frame | null = null;
    let asked: number | null = null;
    let restUntil = 0;
    let painted = 0;

    const ask = (now: number) => {
      // One picture at a time, and as long a rest as it took: on a slow machine the lens needs the processor more.
      if (asked !== null || now < restUntil) return;
      asked = now;
      post({ paint: stillnessWanted() ? 0 : now - began });
    };
    const repeat = (timestamp: number) => {
      if (frame) onFrame({ ...frame, timestamp });
    };
    worker.addEventListener("message", ({ data }: MessageEvent<DemoReply>) => {
      if (!("picture" in data) || asked === null) return;
      const { picture } = data;
      const previous = frame;
      frame = { picture, width: picture.width, height: picture.height, timestamp: asked, sequence: painted++ };
      restUntil = 2 * performance.now() - asked;
      asked = null;
      onFrame(frame);
      if (previous?.picture instanceof ImageBitmap) previous.picture.close();
    });

    let stopClock: StopClock | null = null;
    const unwatch = watchStillness((still) => {
      stopClock?.();
      if (still) ask(performance.now());
      stopClock = still ? startSteadyClock(STILL_RATE, repeat) : startSteadyClock(RATE, ask);
    });
    this.#stopped.signal.addEventListener(
      "abort",
      () => {
        unwatch();
        stopClock?.();
        if (frame?.picture instanceof ImageBitmap) frame.picture.close();
      },
      { once: true },
    );
  }
}

/** Settles when the worker has its picture, or with what stood in its way. */
function loaded(worker: Worker, load: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const options = { signal: settled.signal };
    const settle = (outcome: () => void) => {
      settled.abort();
      outcome();
    };
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<DemoReply>) => {
        if ("failed" in data) settle(() => reject(new Error(data.failed)));
        else settle(resolve);
      },
      options,
    );
    worker.addEventListener("error", () => settle(() => reject(new Error("its worker did not start"))), options);
    signal.addEventListener("abort", () => settle(resolve), options);
    load();
  });
}
