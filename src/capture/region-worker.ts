import { drawRegion, type Region } from "./draw-region";
import { readRegion } from "./read-region";
import type { RegionReply, RegionRequest } from "./region-client";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener("message", ({ data }: MessageEvent<RegionRequest>) => {
  void answer(data);
});

async function answer({ id, picture, region }: RegionRequest): Promise<void> {
  try {
    const bitmap = await cut(picture, region);
    reply({ id, bitmap }, [bitmap]);
  } catch (error) {
    reply({ id, error: String(error) }, []);
  } finally {
    picture.close();
  }
}

async function cut(picture: VideoFrame, region: Region): Promise<ImageBitmap> {
  // What cannot be read can be drawn.
  const read = await readRegion(picture, region).catch(() => null);
  if (read !== null) return createImageBitmap(read);
  return drawRegion(picture, picture.displayWidth, picture.displayHeight, region);
}

function reply(message: RegionReply, transfer: Transferable[]): void {
  self.postMessage(message, transfer);
}
