import { isSoftwareAdapter } from "../translator/software";

/** Colour that is drawn and read back, each channel of its own so that a swapped or empty canvas is noticed. */
const probe = { r: 51, g: 153, b: 204 } as const;
const tolerance = 2;
const side = 4;

/**
 * True when a canvas of this device shows what is drawn on it. Draws one colour on a canvas of its own and reads it
 * through `drawImage`. A software adapter is not even tried: it computes right but never presents, and trying to can
 * end the browser's GPU process, and every device with it.
 */
export async function presents(device: GPUDevice): Promise<boolean> {
  // Not every browser tells about the adapter.
  const info: GPUAdapterInfo | undefined = device.adapterInfo;
  if (info !== undefined && isSoftwareAdapter(info)) return false;
  const canvas = document.createElement("canvas");
  const copy = document.createElement("canvas");
  canvas.width = canvas.height = copy.width = copy.height = side;
  const context = canvas.getContext("webgpu");
  const reader = copy.getContext("2d", { willReadFrequently: true });
  if (context === null || reader === null) return false;
  try {
    context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat(), alphaMode: "opaque" });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [
        {
          view: context.getCurrentTexture().createView(),
          loadOp: "clear",
          storeOp: "store",
          clearValue: { r: probe.r / 255, g: probe.g / 255, b: probe.b / 255, a: 1 },
        },
      ],
    });
    pass.end();
    device.queue.submit([encoder.finish()]);
    // Read in the same task: the canvas may be cleared after it.
    reader.drawImage(canvas, 0, 0);
    const [r = 0, g = 0, b = 0, a = 0] = reader.getImageData(side / 2, side / 2, 1, 1).data;
    await device.queue.onSubmittedWorkDone();
    return near(r, probe.r) && near(g, probe.g) && near(b, probe.b) && a === 255;
  } catch {
    // A lost device, a refused format: whatever it is, this canvas cannot be used.
    return false;
  } finally {
    context.unconfigure();
  }
}

function near(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= tolerance;
}
