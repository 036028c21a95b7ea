import { NoColorSpace, RenderTarget, UnsignedByteType } from "three/webgpu";
import type { WebGPURenderer } from "three/webgpu";
import { NothingToCaptureError } from "./errors";

/** A picture drawn into a texture and read back, which needs no canvas that presents. */
export async function captureTarget(
  renderer: WebGPURenderer,
  width: number,
  height: number,
  draw: (into: RenderTarget) => void,
): Promise<ImageBitmap> {
  const into = target(width, height);
  try {
    draw(into);
    const bytes = await renderer.readRenderTargetPixelsAsync(into, 0, 0, width, height);
    const pixels = new Uint8ClampedArray(bytes);
    return await createImageBitmap(new ImageData(pixels, width, height));
  } catch (error) {
    throw new NothingToCaptureError("The GPU did not hand the picture over; try again.", { cause: error });
  } finally {
    into.dispose();
  }
}

/** Straight bytes, no depth, no mip levels. */
export function target(width: number, height: number): RenderTarget {
  return new RenderTarget(width, height, {
    depthBuffer: false,
    generateMipmaps: false,
    type: UnsignedByteType,
    colorSpace: NoColorSpace,
  });
}
