import { cropFrame } from "../../../../src/capture";
import type { Frame } from "../../../../src/capture/types";
import type { Square } from "../../../../src/segmentation";
import type { Patch } from "../../../../src/translator/types";

/** Side of a patch, pixels: finer than the dishes are seen. */
const size = 256;

/** A patch under way. */
export interface Copying {
  readonly dish: number;
  readonly dueAt: number;
  readonly patch: Promise<Patch>;
}

/**
 * Takes as long as a translator, and gives the region as it was: what is drawn on a dish then is that dish's own picture,
 * and whatever differs from the dish beneath it lies in the wrong place.
 */
export function copy(frame: Frame, dish: number, roi: Square, dueAt: number): Copying {
  return { dish, dueAt, patch: patchOf(frame, roi) };
}

async function patchOf(frame: Frame, roi: Square): Promise<Patch> {
  const { width, height, timestamp, view } = frame;
  const bitmap = await cropFrame(frame, roi, size);
  const context = contextOf(size, size);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return {
    picture: { kind: "pixels", data: context.getImageData(0, 0, size, size).data },
    size,
    roi,
    frameWidth: width,
    frameHeight: height,
    timestamp,
    view,
    domains: Float32Array.of(1),
    timings: { crop: 0, run: 0, read: 0 },
    close: () => undefined,
  };
}

export function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("There is no 2D canvas.");
  return context;
}
