/** `[pixels, 3]` to `[3, pixels]`: ONNX wants the channels first. */
export function channelsFirst(picture: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = picture.length / 3;
  return Float32Array.from(picture, (_, i) => picture[(i % pixels) * 3 + Math.floor(i / pixels)] ?? 0);
}

/** The inverse of {@link channelsFirst}. */
export function channelsLast(picture: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = picture.length / 3;
  return Float32Array.from(picture, (_, i) => picture[(i % 3) * pixels + Math.floor(i / 3)] ?? 0);
}
