/** What a buffer holds, after everything that was submitted before. The buffer needs `COPY_SRC`. */
export async function readBack(device: GPUDevice, source: GPUBuffer, bytes = source.size): Promise<ArrayBuffer> {
  const buffer = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, buffer, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(GPUMapMode.READ);
    return buffer.getMappedRange().slice(0);
  } finally {
    buffer.destroy();
  }
}
