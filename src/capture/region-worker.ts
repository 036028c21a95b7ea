import { drawRegion } from "./draw-region";
import type { RegionReply, RegionRequest } from "./region-client";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener("message", ({ data: { id, picture, region } }: MessageEvent<RegionRequest>) => {
  try {
    const bitmap = drawRegion(picture, picture.displayWidth, picture.displayHeight, region);
    reply({ id, bitmap }, [bitmap]);
  } catch (error) {
    reply({ id, error: String(error) }, []);
  } finally {
    picture.close();
  }
});

function reply(message: RegionReply, transfer: Transferable[]): void {
  self.postMessage(message, transfer);
}
