import type { Region } from "./draw-region";

/** Asks the region worker, numbering each request. */
export interface RegionRequest {
  readonly id: number;
  readonly picture: VideoFrame;
  readonly region: Region;
}

export type RegionReply =
  | { readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly id: number; readonly error: string };

interface Waiting {
  resolve(bitmap: ImageBitmap): void;
  reject(error: Error): void;
}

/** The main thread's end of the region worker, which is started with the first request and kept. */
export class RegionWorker {
  #worker: Worker | null = null;
  #broken = false;
  #count = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** False after the worker could not be loaded. */
  get usable(): boolean {
    return !this.#broken;
  }

  /** Takes `picture` over and closes it. Rejects when the worker cannot be loaded or cannot draw it. */
  cut(picture: VideoFrame, region: Region): Promise<ImageBitmap> {
    const worker = (this.#worker ??= this.#open());
    const request: RegionRequest = { id: this.#count++, picture, region };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      worker.postMessage(request, [picture]);
    });
  }

  #open(): Worker {
    const worker = new Worker(new URL("./region-worker.ts", import.meta.url), { type: "module", name: "regions" });
    worker.addEventListener("message", ({ data }: MessageEvent<RegionReply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("bitmap" in data) waiting?.resolve(data.bitmap);
      else waiting?.reject(new Error(data.error));
    });
    worker.addEventListener("error", () => {
      this.#broken = true;
      for (const waiting of this.#waiting.values()) waiting.reject(new Error("the region worker could not be loaded"));
      this.#waiting.clear();
      worker.terminate();
    });
    return worker;
  }
}
