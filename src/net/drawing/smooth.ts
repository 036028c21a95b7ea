/** Linear light of each level of an sRGB channel, [0, 1] (IEC 61966-2-1). */
const LINEAR = Float32Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/**
 * Luminance of an sRGB picture (Rec. 709), as an sRGB level.
 * @param pixels `[height, width, channels]` bytes; channels from the fourth on are left out.
 */
export function greyOf(pixels: ArrayLike<number>, channels: 3 | 4): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(pixels.length / channels);
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    const red = LINEAR[pixels[at] ?? 0] ?? 0;
    const green = LINEAR[pixels[at + 1] ?? 0] ?? 0;
    const blue = LINEAR[pixels[at + 2] ?? 0] ?? 0;
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    grey[i] = Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  }
  return grey;
}

/** The middle of each pixel's `window * window` neighbours; beyond the edge the outermost repeats. @param window odd */
export function median(grey: Uint8Array, width: number, height: number, window: number): Uint8Array<ArrayBuffer> {
  const half = window >> 1;
  const values = new Uint8Array(window * window);
  const result = new Uint8Array(grey.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let count = 0;
      for (let dy = -half; dy <= half; dy++) {
        const row = Math.min(Math.max(y + dy, 0), height - 1) * width;
        for (let dx = -half; dx <= half; dx++) {
          values[count++] = grey[row + Math.min(Math.max(x + dx, 0), width - 1)] ?? 0;
        }
      }
      values.sort();
      result[y * width + x] = values[values.length >> 1] ?? 0;
    }
  }
  return result;
}

/** Gaussian blur along both axes, cut off where its weight falls below a fifth; beyond the edge the outermost repeats. */
export function blur(grey: Uint8Array, width: number, height: number, deviation: number): Uint8Array<ArrayBuffer> {
  const kernel = gaussian(deviation);
  const rows = convolve(grey, height, width, width, 1, kernel);
  return convolve(rows, width, height, 1, width, kernel);
}

function gaussian(deviation: number): Float32Array {
  const side: number[] = [];
  for (let x = 0; ; x++) {
    const weight = Math.exp(-(x * x) / (2 * deviation * deviation));
    if (weight < 0.2) break;
    side.push(Math.round(20 * weight));
  }
  const whole = [...side.slice(1).toReversed(), ...side];
  const sum = whole.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(whole, (weight) => weight / sum);
}

/** @param step from one sample of a line to the next. @param stride from one line to the next. */
function convolve(
  grey: Uint8Array,
  lines: number,
  length: number,
  stride: number,
  step: number,
  kernel: Float32Array,
): Uint8Array<ArrayBuffer> {
  const half = kernel.length >> 1;
  const result = new Uint8Array(grey.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let tap = 0; tap < kernel.length; tap++) {
        const at = Math.min(Math.max(i + tap - half, 0), length - 1);
        sum += (kernel[tap] ?? 0) * (grey[line * stride + at * step] ?? 0);
      }
      result[line * stride + i * step] = Math.round(sum);
    }
  }
  return result;
}
