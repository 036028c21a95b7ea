import { drawRegion } from "./draw-region";
import type { RegionReply, RegionRequest } from "./region-client";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener("message", ({ data: { id, picture, region } }: MessageEvent<RegionRequest>) => {
  try {
    const bitmap = drawRegion(picture, picture.displayWidth, picture.displayHeight, region);
    const reply: RegionReply = { id, bitmap };
    self.postMessage(reply, [bitmap]);
  } catch (error) {
    const reply: RegionReply = { id, error: String(error) };
    self.postMessage(reply);
  } finally {
    picture.close();
  }
});
