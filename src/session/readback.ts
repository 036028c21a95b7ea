import type { Patch, Translator } from "../translator/types";

/** Rows of a texture copy start at multiples of this, bytes. */
const rowAlignment = 256;
const bytesPerPixel = 4;

/**
 * The bridge from a WebGPU translator to a WebGL2 compositor, which cannot read its textures: each patch is copied
 * to the processor. Needed only where WebGPU computes but its canvas does not present.
 */
export const withPixels = (translator: Translator, device: GPUDevice): Translator => ({
  kind: translator.kind,
  label: translator.label,
  domains: translator.domains,
  choices: translator.choices,
  translate: async (request) => toPixels(await translator.translate(request), device),
  dispose: () => translator.dispose(),
});

/** The same patch with its pixels on the processor, where it is not there already; the one that was given is closed. */
export const toPixels = async (patch: Patch, device: GPUDevice): Promise<Patch> => {
  if (patch.picture.kind === "pixels") return patch;
  const startedAt = performance.now();
  try {
    const data = await readTexture(device, patch.picture.texture, patch.size);
    return {
      ...patch,
      picture: { kind: "pixels", data },
      timings: { ...patch.timings, read: performance.now() - startedAt },
      close: () => undefined,
    };
  } finally {
    patch.close();
  }
};

/** Pixels of an rgba8unorm texture of `size` x `size`, rows from the top. */
const readTexture = async (
  device: GPUDevice,
  texture: GPUTexture,
  size: number,
): Promise<Uint8ClampedArray<ArrayBuffer>> => {
  const rowBytes = size * bytesPerPixel;
  const bytesPerRow = Math.ceil(rowBytes / rowAlignment) * rowAlignment;
  const buffer = device.createBuffer({
    size: bytesPerRow * size,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [size, size]);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(GPUMapMode.READ);
    const mapped = new Uint8Array(buffer.getMappedRange());
    const data = new Uint8ClampedArray(rowBytes * size);
    for (let row = 0; row < size; row += 1) {
      data.set(mapped.subarray(row * bytesPerRow, row * bytesPerRow + rowBytes), row * rowBytes);
    }
    return data;
  } finally {
    buffer.destroy();
  }
};
