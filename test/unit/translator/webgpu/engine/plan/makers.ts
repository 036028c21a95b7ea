import type { FloatTensor } from "../../../../../../src/net/tensors";
import { type ConvStep, extentOfSource, type Step } from "../../../../../../src/translator/webgpu/engine/plan/steps";

/** A number of a value that may not exist in memory, at a place inside of it. */
export type Read = (sample: number, y: number, x: number, channel: number) => number;

/** Steps that make each number of their output for itself. */
export type MakingStep = Exclude<Step, { readonly kernel: "concat" | "layer-norm-rows" }>;

/** How a step makes a number of its output, before the output's activation. @param read What it reads. */
export function makerOf(step: MakingStep, read: Read): Read {
  const [height, width, channels] = extentOfSource(step.source);
  const isInside = (y: number, x: number): boolean => y >= 0 && x >= 0 && y < height && x < width;
  const padded: Read = (sample, y, x, channel) => (isInside(y, x) ? read(sample, y, x, channel) : 0);
  switch (step.kernel) {
    case "pointwise":
      return read;
    case "conv":
      return convolution(step, channels, padded);
    case "depthwise": {
      const { size, stride, padding, weight, bias } = step;
      return (sample, y, x, channel) =>
        sum(size, (ky) =>
          sum(size, (kx) => {
            const value = padded(sample, y * stride + ky - padding.top, x * stride + kx - padding.left, channel);
            return value * at(weight, (ky * size + kx) * channels + channel);
          }),
        ) + (bias === null ? 0 : at(bias, channel));
    }
    case "dense": {
      const { weight, bias, output } = step;
      const [, , outputs] = output.extent;
      return (sample, _y, _x, channel) =>
        sum(channels, (input) => read(sample, 0, 0, input) * at(weight, input * outputs + channel)) +
        (bias === null ? 0 : at(bias, channel));
    }
    case "pool":
    case "global-pool": {
      const [window, stride] = step.kernel === "pool" ? [step.window, step.stride] : [Math.max(height, width), 1];
      const [outHeight, outWidth] = step.output.extent;
      const before = (length: number, out: number): number =>
        step.kernel === "pool" ? Math.max(0, (out - 1) * stride + window - length) >> 1 : 0;
      return (sample, y, x, channel) => {
        const seen = places(window, y * stride - before(height, outHeight), x * stride - before(width, outWidth))
          .filter(([fromY, fromX]) => isInside(fromY, fromX))
          .map(([fromY, fromX]) => read(sample, fromY, fromX, channel));
        return step.maximum ? Math.max(...seen) : sum(seen.length, (index) => seen[index] ?? 0) / seen.length;
      };
    }
    case "bilinear":
      return (sample, y, x, channel) => {
        const [down, across] = [halfPixel(y, step.times, height), halfPixel(x, step.times, width)];
        const row = (fromY: number): number =>
          mix(read(sample, fromY, across.low, channel), read(sample, fromY, across.high, channel), across.part);
        return mix(row(down.low), row(down.high), down.part);
      };
    case "reshape": {
      const [, outWidth, outChannels] = step.output.extent;
      return (sample, y, x, channel) => {
        const number = (y * outWidth + x) * outChannels + channel;
        const pixel = Math.floor(number / channels);
        return read(sample, Math.floor(pixel / width), pixel % width, number % channels);
      };
    }
    case "channel-sum":
      return (sample, y, x) => sum(channels, (channel) => read(sample, y, x, channel));
    case "softmax":
      return (sample, y, x, channel) =>
        Math.exp(read(sample, y, x, channel)) / sum(channels, (other) => Math.exp(read(sample, y, x, other)));
  }
}

/** One kernel, or four of them: one for each place inside an enlarged pixel. */
function convolution({ weights, bias, size, stride, padding, output }: ConvStep, inputs: number, padded: Read): Read {
  const phases = weights.length === 4 ? 2 : 1;
  const [, , outputs] = output.extent;
  return (sample, y, x, channel) => {
    const weight = weights[(y % phases) * phases + (x % phases)];
    const top = y % phases === 0 ? padding.top : padding.odd;
    const left = x % phases === 0 ? padding.left : padding.odd;
    const [fromY, fromX] = [Math.floor(y / phases) * stride - top, Math.floor(x / phases) * stride - left];
    const product = (ky: number, kx: number, input: number): number =>
      padded(sample, fromY + ky, fromX + kx, input) *
      at(weight, ((ky * size + kx) * inputs + input) * outputs + channel);
    const products = sum(size, (ky) => sum(size, (kx) => sum(inputs, (input) => product(ky, kx, input))));
    return products + (bias === null ? 0 : at(bias, channel));
  };
}

function halfPixel(to: number, times: number, length: number): { low: number; high: number; part: number } {
  const from = Math.min(Math.max((to + 0.5) / times - 0.5, 0), length - 1);
  const low = Math.floor(from);
  return { low, high: Math.min(low + 1, length - 1), part: from - low };
}

function places(window: number, top: number, left: number): (readonly [number, number])[] {
  return Array.from({ length: window ** 2 }, (_, index) => [top + Math.floor(index / window), left + (index % window)]);
}

function mix(a: number, b: number, part: number): number {
  return a * (1 - part) + b * part;
}

function sum(count: number, of: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < count; index++) total += of(index);
  return total;
}

/** A weight; NaN where there is none. */
function at(tensor: FloatTensor | undefined, index: number): number {
  return tensor?.data[index] ?? Number.NaN;
}
