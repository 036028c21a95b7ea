import type { RenderTarget, WebGPURenderer } from "three/webgpu";
import { NothingToCaptureError } from "./errors";
import { target } from "./stage";

/** What a WebGL canvas shows. Call it in the task that drew it: the drawing buffer is not kept longer. */
export function captureCanvas(canvas: HTMLCanvasElement): Promise<ImageBitmap> {
  return createImageBitmap(canvas);
}

/** The same picture drawn into a texture and read back, which needs no canvas that presents. */
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
