import { GraphError } from "../../errors";
import type { FloatTensor } from "../../tensors";

/** One phase of {@link upsampledKernels}: a small convolution of the picture before it was enlarged. */
export interface PhaseKernel {
  /** HWIO. */
  readonly kernel: FloatTensor;
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
}

/**
 * A convolution of a picture enlarged by nearest neighbour sees each source pixel several times. For each of the
 * `scale * scale` positions inside an enlarged pixel, the taps that see the same pixel add up to one: a 3x3 kernel
 * after x2 becomes four 2x2 kernels before it, 4/9 of the multiplications (sub-pixel convolution, Shi et al. 2016).
 *
 * @param kernel HWIO, square and odd, stride 1, zero padding of half its size.
 * @returns `scale * scale` kernels, rows first.
 */
export function upsampledKernels(kernel: FloatTensor, scale: number): PhaseKernel[] {
  const [size, , inputs, outputs] = hwio(kernel);
  const half = size >> 1;
  const source = (phase: number, tap: number): number => Math.floor((phase + tap - half) / scale);
  const phases: PhaseKernel[] = [];
  for (let row = 0; row < scale; row++) {
    for (let column = 0; column < scale; column++) {
      const [top, left] = [source(row, 0), source(column, 0)];
      const height = source(row, size - 1) - top + 1;
      const width = source(column, size - 1) - left + 1;
      const data = new Float32Array(height * width * inputs * outputs);
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const to = ((source(row, y) - top) * width + source(column, x) - left) * inputs * outputs;
          const from = (y * size + x) * inputs * outputs;
          for (let i = 0; i < inputs * outputs; i++) data[to + i] = (data[to + i] ?? 0) + (kernel.data[from + i] ?? 0);
        }
      }
      phases.push({
        kernel: { shape: [height, width, inputs, outputs], data },
        padding: [0 - top, height - 1 + top, 0 - left, width - 1 + left],
      });
    }
  }
  return phases;
}

/**
 * A kernel that makes 2x2 output pixels at once, for a stride of 2. Matrix products on the processor work on eight
 * output channels or more at a time, so a convolution to three channels wastes most of them; this one has twelve.
 *
 * @param kernel HWIO, square and odd, stride 1, zero padding of half its size.
 * @returns `[size + 1, size + 1, inputs, 4 * outputs]`, output channels ordered by row, column, channel.
 */
export function blockKernel(kernel: FloatTensor): FloatTensor {
  const [size, , inputs, outputs] = hwio(kernel);
  const wide = size + 1;
  const data = new Float32Array(wide * wide * inputs * outputs * 4);
  for (let block = 0; block < 4; block++) {
    const [row, column] = [block >> 1, block & 1];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        for (let i = 0; i < inputs; i++) {
          const from = ((y * size + x) * inputs + i) * outputs;
          const to = (((y + row) * wide + x + column) * inputs + i) * outputs * 4 + block * outputs;
          for (let o = 0; o < outputs; o++) data[to + o] = kernel.data[from + o] ?? 0;
        }
      }
    }
  }
  return { shape: [wide, wide, inputs, outputs * 4], data };
}

function hwio({ shape }: FloatTensor): [number, number, number, number] {
  const [height, width, inputs, outputs] = shape;
  if (height === undefined || width !== height || inputs === undefined || outputs === undefined || height % 2 === 0) {
    throw new GraphError(`a kernel of shape [${shape.join(", ")}] is not square and odd`);
  }
  return [height, width, inputs, outputs];
}
