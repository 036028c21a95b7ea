/** Straight RGBA bytes → RGB in [-1, 1], the generator's input. Alpha is left out. */
export function pixelsToInput(rgba: Uint8ClampedArray, input: Float32Array): void {
  for (let from = 0, to = 0; to < input.length; from += 4, to += 3) {
    input[to] = (rgba[from] ?? 0) / 127.5 - 1;
    input[to + 1] = (rgba[from + 1] ?? 0) / 127.5 - 1;
    input[to + 2] = (rgba[from + 2] ?? 0) / 127.5 - 1;
  }
}

/** RGB in [-1, 1] → opaque RGBA bytes, rounded to the nearest. What is beyond the range is clamped. */
export function outputToPixels(output: ArrayLike<number>, rgba: Uint8ClampedArray): void {
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    rgba[to] = ((output[from] ?? 0) + 1) * 127.5;
    rgba[to + 1] = ((output[from + 1] ?? 0) + 1) * 127.5;
    rgba[to + 2] = ((output[from + 2] ?? 0) + 1) * 127.5;
    rgba[to + 3] = 255;
  }
}
