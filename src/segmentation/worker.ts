import { expose, transfer } from "comlink";
import type { SegmenterDelegate, SegmenterReady, SegmenterSetup, SegmenterWorker } from "./contract";
import { closeNetwork } from "./no-network";
import { isSoftwareRenderer, webglRenderer } from "./renderer";
import { startTask, type SegmenterTask } from "./task";

// Before MediaPipe starts anything: it looks its `fetch` up at each request.
closeNetwork(globalThis);

let task: SegmenterTask | null = null;

const worker: SegmenterWorker = {
  async load({ wasm, model, delegate }: SegmenterSetup): Promise<SegmenterReady> {
    const renderer = webglRenderer();
    if (renderer === null) {
      throw new Error("there is no WebGL 2 in workers here, through which MediaPipe takes its pictures");
    }
    const wished = delegate === "auto" ? (isSoftwareRenderer(renderer) ? "cpu" : "gpu") : delegate;
    const start = async (chosen: SegmenterDelegate): Promise<SegmenterReady> => {
      task = await startTask(wasm, model, chosen);
      return { delegate: chosen, renderer };
    };
    if (delegate !== "auto" || wished === "cpu") return start(wished);
    try {
      return await start("gpu");
    } catch {
      // Drivers differ; the processor does the same work everywhere.
      return start("cpu");
    }
  },

  segment(picture: ImageBitmap) {
    try {
      if (task === null) throw new Error("segment was called before load");
      const mask = task.run(picture);
      return transfer(mask, [mask.data.buffer]);
    } finally {
      picture.close();
    }
  },
};

expose(worker);
